"""What members and admins do about the team and the member of the month."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.decide_month import decide_month
from bellringer.gamification.actions.nominate_for_month import nominate_for_month
from bellringer.gamification.actions.vote_for_month import vote_for_month
from bellringer.gamification.commands.recognition import (
    DecideMonth,
    NominateForMonth,
    VoteForMonth,
)
from bellringer.gamification.errors import InvalidInputError
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import NOTHING, key_of, opened
from bellringer.graphql.recognition import (
    RecognizedMonth,
    member_month,
    recognized,
    team_month,
)
from bellringer.graphql.writing import mutation, write, write_once
from bellringer.words import SubjectKind

_KEY = "Yours, 1 to 200 signs; sent again within 30 days it answers the same."
_MONTH = "Any date of the month."
_AS_IT_IS = "The month as it is now; null where it was refused."


@describing.entry
class MonthNominateInput:
    """Whom you nominate for which month, and why."""

    idempotency_key: str = said(_KEY)
    month: date = said(_MONTH)
    candidate_id: strawberry.ID = said(
        "The member, for the member of the month, or the team; never yourself or your own team."
    )
    reason: str = said("Why, 1 to 500 signs; everybody in the organization reads it.")


@describing.entry
class MonthVoteInput:
    """Whom you vote for."""

    month: date = said(_MONTH)
    candidate_id: strawberry.ID = said(
        "Someone on the shortlist, or nominated; never yourself or your own team."
    )


@describing.entry
class MonthDecideInput:
    """Who won a month, and why."""

    idempotency_key: str = said(_KEY)
    month: date = said(_MONTH)
    winner_ids: list[strawberry.ID] = said(
        "1 to 5 from the shortlist and from those nominated, all members or all teams; several win together."
    )
    reason: str = said("Why, 1 to 500 signs; everybody in the organization reads it.")


@describing.output
class MonthNominatePayload(Payload):
    """The month you nominated for."""

    recognized: RecognizedMonth | None = said(_AS_IT_IS, default=None)


@describing.output
class MonthVotePayload(Payload):
    """The month you voted for."""

    recognized: RecognizedMonth | None = said(_AS_IT_IS, default=None)


@describing.output
class MonthDecidePayload(Payload):
    """The month you decided."""

    recognized: RecognizedMonth | None = said(_AS_IT_IS, default=None)


@strawberry.type
class RecognitionMutation:
    """The writes about the team and the member of the month."""

    @mutation
    async def month_nominate(
        self,
        info: Info,
        sent: Annotated[
            MonthNominateInput, strawberry.argument(name="input", description="The nomination.")
        ],
    ) -> MonthNominatePayload:
        """Nominate a colleague or a team for a month that an admin is to decide; each of them once."""
        kind, subject_id = _candidate(sent.candidate_id)
        command = NominateForMonth(
            by=info.context.principal,
            subject_kind=kind,
            on=_day(sent.month),
            subject_id=subject_id,
            reason=sent.reason,
        )
        await write_once(info, sent, nominate_for_month, command)
        return MonthNominatePayload(recognized=await _month(info, kind, sent.month))

    @mutation
    async def month_vote(
        self,
        info: Info,
        sent: Annotated[MonthVoteInput, strawberry.argument(name="input", description="The vote.")],
    ) -> MonthVotePayload:
        """Give your one vote, or change it, until the month closes; nobody sees whom you voted for."""
        kind, subject_id = _candidate(sent.candidate_id)
        command = VoteForMonth(
            by=info.context.principal,
            subject_kind=kind,
            on=_day(sent.month),
            subject_id=subject_id,
        )
        await write(info, vote_for_month, command)
        return MonthVotePayload(recognized=await _month(info, kind, sent.month))

    @mutation
    async def month_decide(
        self,
        info: Info,
        sent: Annotated[
            MonthDecideInput, strawberry.argument(name="input", description="The decision.")
        ],
    ) -> MonthDecidePayload:
        """Decide a month when nominations and votes are closed; admins only, and never for themselves."""
        found = [_candidate(each) for each in sent.winner_ids]
        kinds = {kind for kind, _ in found}
        if len(kinds) > 1:
            raise InvalidInputError("Name members or teams, not both.", path=("winnerIds",))
        kind = kinds.pop() if kinds else SubjectKind.MEMBER
        command = DecideMonth(
            by=info.context.principal,
            subject_kind=kind,
            on=_day(sent.month),
            winner_ids=tuple(subject_id for _, subject_id in found),
            reason=sent.reason,
        )
        await write_once(info, sent, decide_month, command)
        return MonthDecidePayload(recognized=await _month(info, kind, sent.month))


def _candidate(node_id: str) -> tuple[SubjectKind, UUID]:
    """Read who is meant, and so of which of the two it is; what is no id is nobody."""
    kind = (opened(node_id) or ("", ""))[0]
    if kind == "Team":
        return SubjectKind.TEAM, key_of(kind, node_id) or NOTHING
    return SubjectKind.MEMBER, key_of("Member", node_id) or NOTHING


def _day(month: date) -> date:
    # the calendar's first and last years have no whole months before and after
    if not date.min.year < month.year < date.max.year:
        raise InvalidInputError("There is no such month.", path=("month",))
    return month


async def _month(info: Info, kind: SubjectKind, month: date) -> RecognizedMonth | None:
    found = await recognized(info, kind, month)
    if found is None:
        return None
    return team_month(info, found) if kind is SubjectKind.TEAM else member_month(info, found)
