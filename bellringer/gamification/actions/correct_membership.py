"""Correct for which team a member scored: what was earned on those days moves with the member."""

from datetime import datetime

from bellringer.gamification.actions.move_member import held_member, hold_teams, retarget
from bellringer.gamification.actions.post_movement import post_movement
from bellringer.gamification.actions.rewalk_streaks import rewalk_moved
from bellringer.gamification.commands.members import CorrectMembership
from bellringer.gamification.errors import WrongStateError
from bellringer.gamification.events import Changed
from bellringer.gamification.rules import memberships as rules
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import (
    audit,
    members,
    memberships,
    outbox,
    people,
    playbook,
)
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def correct_membership(
    connection: Connection, command: CorrectMembership, *, now: datetime
) -> None:
    """Put a member into another team for days that are gone, with all that was earned on them.

    The member's own sums stay; day sums, boards, goals and attainment of both teams move, and nobody is told.

    Raises:
        NotAllowedError: Only an admin corrects memberships.
        InvalidTextError: The reason is missing or too long.
        UnknownMemberError: There is no such member.
        UnknownTeamError: There is no such team, or it is archived and the correction reaches today.
        InvalidInputError: It begins in the future, or ends before it begins.
        WrongStateError: It is on record so already.
        RacedError: Another transaction opened a period, or changed how the organization plays, at the same
            moment: begin anew.
    """
    by, member_id, team_id = command.by, command.member_id, command.team_id
    check_administers(by)
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    known = await people.lock(connection, {member_id})
    member = held_member(known, member_id)
    starts_on = command.starts_on
    ends_on = rules.corrected_until(
        member.teams, starts_on=starts_on, ends_on=command.ends_on, today=today
    )
    is_past = ends_on is not None and ends_on <= today
    await hold_teams(connection, member.teams, team_id, may_be_archived=is_past)
    await playbook.hold(connection, version=plays.version)
    spans = rules.placed(member.teams, team_id, starts_on=starts_on, ends_on=ends_on)
    scored = await memberships.scored_elsewhere(
        connection, member_id, team_id, starts_on=starts_on, ends_on=ends_on
    )
    correction_id = new_id()
    movement = rules.transfer(plays, member_id, scored, team_id, correction_id=correction_id)
    if spans == member.teams and not (movement.entries or movement.changes):
        raise WrongStateError("It is on record so already.", path=("teamId",))
    # first the facts: when scores were reached is found again from them
    await memberships.write(connection, member_id, spans)
    correction_no = await memberships.correct(
        connection,
        member_id,
        team_id,
        starts_on=starts_on,
        ends_on=ends_on,
        before_seq=member.next_seq,
        replaced=rules.replaced(member.teams, starts_on=starts_on, ends_on=ends_on),
        reason=reason,
        by=by,
        now=now,
    )
    await members.touch(connection, member_id)
    await post_movement(connection, plays, known, movement, by=by, now=now)
    await memberships.repoint_bonuses(
        connection,
        member_id,
        list(rules.bonuses(scored, team_id, correction_id=correction_id)),
    )
    await rewalk_moved(connection, plays, member_id, cause_id=correction_id, by=by, now=now)
    boards = await retarget(connection, plays, member, spans, since=starts_on, now=now)
    details = {
        "member_id": str(member_id),
        "correction_no": correction_no,
        "team_id": team_id and str(team_id),
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on and ends_on.isoformat(),
        "entries": len(movement.entries) // 2,
    }
    await audit.append(connection, by, "membership.correct", details, now=now)
    changed = Changed(org_id=plays.org_id, board_ids=boards, member_ids=frozenset({member_id}))
    await outbox.ring(connection, changed)
