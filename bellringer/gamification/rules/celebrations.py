"""Celebrations: who may invite whom, to what; and which awards are mentioned in the next meeting."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands.celebrations import CelebrationTerms
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    InvalidInputError,
    NotAllowedError,
    UnknownAwardError,
    UnknownCelebrationError,
    WrongStateError,
)
from bellringer.gamification.facts.celebrations import CelebrationFacts, HonouredAward
from bellringer.gamification.outcome.news import FeedPost
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.permissions import leads, may_administer, may_read_post
from bellringer.gamification.rules.texts import REASON_LIMIT, TITLE_LIMIT, checked
from bellringer.words import FeedKind

MOST_AWARDS = 50
LOOKS_AHEAD = timedelta(days=731)


def check_host(by: Principal, team_id: UUID | None) -> None:
    """Pass who leads the team that is invited; everybody is invited by an admin.

    Raises:
        NotAllowedError: The caller leads another team, or none.
    """
    if not (leads(by, team_id) if team_id else may_administer(by)):
        raise NotAllowedError(
            "A team is invited by its lead, everybody by an admin.", path=("teamId",)
        )


def worded(terms: CelebrationTerms) -> CelebrationTerms:
    """Return the terms with their texts as they are stored.

    Raises:
        InvalidTextError: The title is missing, or a text too long.
    """
    text = terms.text and checked(terms.text, limit=REASON_LIMIT, field="text")
    return replace(terms, title=checked(terms.title, limit=TITLE_LIMIT, field="title"), text=text)


def check_terms(
    terms: CelebrationTerms, awards: Collection[HonouredAward], *, now: datetime
) -> None:
    """Refuse what can't be celebrated: what lies in the past or far ahead, and awards that nobody should see.

    Raises:
        InvalidInputError: It has begun, lies more than two years ahead, or honours too many or one twice.
        UnknownAwardError: An award is not there, was taken back, or its badge is secret.
    """
    if not now <= terms.starts_at <= now + LOOKS_AHEAD:
        raise InvalidInputError("A celebration lies ahead, within two years.", path=("startsAt",))
    asked = set(terms.award_ids)
    if len(asked) != len(terms.award_ids) or len(asked) > MOST_AWARDS:
        raise InvalidInputError(
            f"A celebration honours at most {MOST_AWARDS} awards, each once.",
            path=("awardIds",),
        )
    if asked - {each.award_id for each in awards if not each.is_secret}:
        raise UnknownAwardError(path=("awardIds",))


def check_change(
    by: Principal, found: CelebrationFacts | None, *, team_id: UUID | None, now: datetime
) -> CelebrationFacts:
    """Return the celebration, if the caller (of a team, `team_id`) may change it and it lies ahead.

    Raises:
        UnknownCelebrationError: It is not there, or for others.
        NotAllowedError: The caller does not lead who is invited.
        WrongStateError: It was called off, or has begun.
    """
    if found is None or not may_read_post(
        by, audience_id=found.team_id or by.org_id, team_id=team_id
    ):
        raise UnknownCelebrationError(path=("celebrationId",))
    check_host(by, found.team_id)
    if found.is_cancelled or found.starts_at < now:
        raise WrongStateError("It was called off, or it has begun.", path=("celebrationId",))
    return found


def check_mention(by: Principal, award: HonouredAward | None) -> HonouredAward:
    """Return the award, if the caller leads who has it.

    Raises:
        UnknownAwardError: It is not there, was taken back, or is of others.
    """
    if award is None or not leads(by, award.team_id):
        raise UnknownAwardError(path=("awardId",))
    return award


def key_of(celebration_id: UUID) -> str:
    """Return what a celebration is posted under."""
    return f"celebration:{celebration_id}"


def invite(
    playbook: Playbook, celebration_id: UUID, *, team_id: UUID | None, now: datetime
) -> FeedPost:
    """Post the invitation to those who are invited."""
    key = key_of(celebration_id)
    return FeedPost(
        post_id=named_id(now, playbook.org_id, "post", key),
        audience_id=team_id or playbook.org_id,
        kind=FeedKind.CELEBRATION,
        dedupe_key=key,
        member_id=None,
        params={"celebration_id": str(celebration_id)},
        occurred_at=now,
    )
