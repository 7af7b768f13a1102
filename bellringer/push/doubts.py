"""What is no longer so at the moment of sending: asked once for a whole turn, and only for kinds that can lapse."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts.coaching.days import Cut
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching.check_ins import due_on
from bellringer.gamification.rules.coaching.off_days import lapsed as lapsed_flags
from bellringer.gamification.rules.coaching.reminding import is_given
from bellringer.gamification.rules.deliveries import DueDelivery
from bellringer.gamification.rules.goals.closing import missing
from bellringer.gamification.rules.streaks.warning import at_risk_today
from bellringer.gamification.store import goals, people, waiting
from bellringer.gamification.store.coaching import action_items, check_ins, days, off_days
from bellringer.gamification.store.notifications import id_in
from bellringer.gamification.store.views import streaks
from bellringer.models.database import Connection
from bellringer.words import CheckInPart, NotificationKind


async def read_lapsed(
    connection: Connection, playbook: Playbook, taken: Sequence[DueDelivery], *, now: datetime
) -> frozenset[UUID]:
    """Return the notifications that nobody needs any more.

    The streak is kept, or today is no working day now; the goal is met or off; nothing waits for a decision; the
    check-in is there, or not due any more; nothing is open of what was taken on; late activities make it no off-day,
    or a note excuses it.
    """
    found: dict[NotificationKind, list[DueDelivery]] = {}
    for due in taken:
        found.setdefault(due.kind, []).append(due)
    lapsed: set[UUID] = set()
    if warnings := found.get(NotificationKind.STREAK_AT_RISK):
        lapsed |= await _kept(connection, playbook, warnings, now=now)
    if reminders := found.get(NotificationKind.PERIOD_CLOSING):
        lapsed |= await _met(connection, playbook, reminders)
    if waits := found.get(NotificationKind.APPROVAL_WAITING):
        today = organization_day(playbook.calendars, now)
        left = await waiting.of_many(connection, {due.member_id for due in waits}, on=today)
        lapsed |= {due.notification_id for due in waits if due.member_id not in left}
    if asked := found.get(NotificationKind.CHECK_IN_DUE):
        lapsed |= await _checked_in(connection, playbook, asked)
    if reminded := found.get(NotificationKind.ACTION_ITEM_DUE):
        lapsed |= await _done(connection, reminded)
    if flags := found.get(NotificationKind.OFF_DAY_FLAG):
        lapsed |= await _no_off_days(connection, playbook, flags)
    return frozenset(lapsed)


async def _kept(
    connection: Connection, playbook: Playbook, warnings: Sequence[DueDelivery], *, now: datetime
) -> set[UUID]:
    member_ids = {due.member_id for due in warnings}
    members = await people.read(connection, member_ids)
    runs = await streaks.read(connection, list(member_ids))
    by_id = {streak.streak_id: streak for streak in playbook.streaks}
    lapsed = set()
    for due in warnings:
        streak_id = id_in(due.params, "streak_id")
        streak = by_id.get(streak_id) if streak_id else None
        run = runs[due.member_id].get(streak_id) if streak_id else None
        member = members[due.member_id]
        if not streak or not run or not at_risk_today(playbook, member, streak, run, at=now):
            lapsed.add(due.notification_id)
    return lapsed


async def _checked_in(
    connection: Connection, playbook: Playbook, reminders: Sequence[DueDelivery]
) -> set[UUID]:
    members = await people.read(connection, {due.member_id for due in reminders})
    days = {
        due.notification_id: (due.member_id, date.fromisoformat(str(due.params["on"])))
        for due in reminders
    }
    held = await check_ins.of_days(connection, list(set(days.values())))
    return {
        due.notification_id
        for due in reminders
        for day in [days[due.notification_id]]
        if due_on(playbook, members[due.member_id], day[1]) is None
        or is_given(held.get(day), CheckInPart(str(due.params["part"])))
    }


async def _done(connection: Connection, reminders: Sequence[DueDelivery]) -> set[UUID]:
    # a member is reminded once a day, so there is one span for each
    spans = {
        due.member_id: (
            date.fromisoformat(str(due.params["on"])),
            date.fromisoformat(str(due.params["until"])),
        )
        for due in reminders
    }
    left = await action_items.due(connection, spans)
    return {due.notification_id for due in reminders if due.member_id not in left}


async def _no_off_days(
    connection: Connection, playbook: Playbook, told: Sequence[DueDelivery]
) -> set[UUID]:
    flag_ids = {due.notification_id: id_in(due.params, "flag_id") for due in told}
    flags = await off_days.read(connection, {each for each in flag_ids.values() if each})
    members = await people.read(connection, {each.member_id for each in flags.values()})
    cuts = [Cut(member_id=f.member_id, on=f.on, until=f.until) for f in flags.values()]
    done = await days.read(connection, cuts)
    gone = {
        flag.flag_id
        for flag in flags.values()
        if flag.is_excused
        or lapsed_flags(
            playbook, members[flag.member_id], [flag], done[flag.member_id], read={flag.on}
        )
    }
    return {
        notification_id
        for notification_id, flag_id in flag_ids.items()
        if flag_id not in flags or flag_id in gone
    }


async def _met(
    connection: Connection, playbook: Playbook, reminders: Sequence[DueDelivery]
) -> set[UUID]:
    goal_ids = {due.notification_id: id_in(due.params, "goal_id") for due in reminders}
    known = await goals.read(connection, [each for each in goal_ids.values() if each])
    owners = await people.read(connection, {goal.owner_id for goal in known.values()})
    return {
        notification_id
        for notification_id, goal_id in goal_ids.items()
        for goal in [known.get(goal_id) if goal_id else None]
        if goal is None or not missing(playbook, goal, owners.get(goal.owner_id))
    }
