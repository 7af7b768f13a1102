"""For which team a member scores, from when to when, and what a correction of it moves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from bellringer.gamification.errors import InvalidInputError, WrongStateError
from bellringer.gamification.facts.members import TeamSpan
from bellringer.gamification.facts.memberships import Scored, StandingEntry
from bellringer.gamification.outcome.consequences import Entry
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.identity import derived_id
from bellringer.gamification.rules.recording.movement import (
    Change,
    Movement,
    Transfer,
    changes_of_recorded,
)
from bellringer.words import EntryReason


def placed(
    teams: Sequence[TeamSpan], team_id: UUID | None, *, starts_on: date, ends_on: date | None
) -> tuple[TeamSpan, ...]:
    """Return a member's spans with one team, or none, over [starts_on, ends_on), and the rest as it was."""
    kept = [
        part
        for span in teams
        for part in (
            _cut(span, span.starts_on, starts_on),
            None if ends_on is None else _cut(span, ends_on, None),
        )
        if part is not None
    ]
    if team_id is not None:
        kept.append(TeamSpan(team_id=team_id, starts_on=starts_on, ends_on=ends_on))
    joined: list[TeamSpan] = []
    for span in sorted(kept, key=lambda each: each.starts_on):
        if joined and (joined[-1].team_id, joined[-1].ends_on) == (span.team_id, span.starts_on):
            joined[-1] = replace(joined[-1], ends_on=span.ends_on)
        else:
            joined.append(span)
    return tuple(joined)


def moved(
    teams: Sequence[TeamSpan],
    team_id: UUID | None,
    *,
    starts_on: date,
    today: date,
    has_scored_since: bool,
) -> tuple[TeamSpan, ...]:
    """Return a member's spans with a move from a date on; what was scored before stays where it is.

    `has_scored_since` tells whether the member has scored on that date already, or later.

    Raises:
        InvalidInputError: The date lies in the past.
        WrongStateError: Another move is planned for later, the member is in the team then, or has scored on
            that date for a team that would be gone from the record.
    """
    if starts_on < today:
        raise InvalidInputError(
            "A move begins today or later; correct the membership to change the past.",
            path=("startsOn",),
        )
    later = [span.starts_on for span in teams if span.starts_on > starts_on]
    if later:
        raise WrongStateError(
            f"A move is planned for {min(later)}; change that one, or move from then on.",
            path=("startsOn",),
        )
    if team_on(teams, starts_on) == team_id:
        raise WrongStateError("The member is in this team then.", path=("teamId",))
    if has_scored_since and any(span.starts_on == starts_on for span in teams):
        raise WrongStateError(
            "The member has scored for the team of that date; correct the membership instead.",
            path=("startsOn",),
        )
    return placed(teams, team_id, starts_on=starts_on, ends_on=None)


def corrected_until(
    teams: Sequence[TeamSpan], *, starts_on: date, ends_on: date | None, today: date
) -> date | None:
    """Return where a correction ends: as given, or else at the next change that is on record.

    Raises:
        InvalidInputError: It begins in the future, or ends before it begins.
    """
    if starts_on > today:
        raise InvalidInputError(
            "A correction begins today or earlier; move the member to change the future.",
            path=("startsOn",),
        )
    if ends_on is not None:
        if ends_on <= starts_on:
            raise InvalidInputError("The end comes after the start.", path=("endsOn",))
        return ends_on
    changes = [on for span in teams for on in (span.starts_on, span.ends_on) if on is not None]
    return min((on for on in changes if on > starts_on), default=None)


def replaced(
    teams: Sequence[TeamSpan], *, starts_on: date, ends_on: date | None
) -> tuple[UUID, ...]:
    """Return the teams that stand on record over some days."""
    found = (
        span.team_id
        for span in teams
        if (ends_on is None or span.starts_on < ends_on)
        and (span.ends_on is None or span.ends_on > starts_on)
    )
    return tuple(dict.fromkeys(found))


def transfer(
    playbook: Playbook,
    member_id: UUID,
    scored: Scored,
    team_id: UUID | None,
    *,
    correction_id: UUID,
) -> Movement:
    """Return the movement that takes what a member has scored to another team; the member's sum stays.

    Each entry is cancelled in its team and written anew in the other, so that a later reversal finds it there.
    """
    return Movement(
        cause_id=correction_id,
        entries=tuple(_pairs(scored.entries, team_id, correction_id)),
        changes=tuple(_changes(playbook, member_id, scored, team_id)),
        transfer=Transfer(to_team_id=team_id),
    )


def bonuses(
    scored: Scored, team_id: UUID | None, *, correction_id: UUID
) -> Iterator[tuple[UUID, UUID]]:
    """Yield the bonus entries of awards that a transfer writes anew: the old one's id and the new one's."""
    for each in _moving(scored.entries, team_id):
        if each.award_id is not None:
            yield each.entry.entry_id, _new_id(correction_id, each)


def _cut(span: TeamSpan, starts_on: date, ends_on: date | None) -> TeamSpan | None:
    """Return the part of a span within [starts_on, ends_on), if there is any."""
    start = max(span.starts_on, starts_on)
    end = min((on for on in (span.ends_on, ends_on) if on is not None), default=None)
    if end is not None and end <= start:
        return None
    return TeamSpan(team_id=span.team_id, starts_on=start, ends_on=end)


def _moving(entries: Iterable[StandingEntry], team_id: UUID | None) -> Iterator[StandingEntry]:
    return (each for each in entries if each.entry.team_id != team_id and each.entry.points)


def _pairs(
    entries: Iterable[StandingEntry], team_id: UUID | None, correction_id: UUID
) -> Iterator[Entry]:
    for each in _moving(entries, team_id):
        known = each.entry
        anew = Entry(
            entry_id=_new_id(correction_id, each),
            member_id=known.member_id,
            team_id=team_id,
            points=known.points,
            reason=EntryReason.TRANSFER,
            occurred_at=known.occurred_at,
            member_on=known.member_on,
            org_on=known.org_on,
            activity_id=each.activity_id,
            award_id=each.award_id,
            rule_id=known.rule_id,
            rule_version=known.rule_version,
        )
        yield replace(
            anew,
            entry_id=derived_id(correction_id, "out", known.entry_id),
            team_id=known.team_id,
            points=-known.points,
            reverses_id=known.entry_id,
        )
        yield anew


def _new_id(correction_id: UUID, each: StandingEntry) -> UUID:
    return derived_id(correction_id, "in", each.entry.entry_id)


def _changes(
    playbook: Playbook, member_id: UUID, scored: Scored, team_id: UUID | None
) -> Iterator[Change]:
    for activity in scored.activities:
        # what is reversed comes to nothing in either team
        if not activity.stands:
            continue
        for change in changes_of_recorded(playbook, activity):
            if change.member_id == member_id and change.team_id != team_id:
                yield replace(change, delta=-change.delta)
                yield replace(change, team_id=team_id)
