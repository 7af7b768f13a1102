"""Look, at the hour of each member's own clock, for days on which far less was done than usual."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from uuid import UUID

from bellringer.gamification.actions.look_at_members import AT_ONCE, Rung, look_at_members
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.coaching.days import Done
from bellringer.gamification.facts.coaching.off_days import OffDayFlag
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.preferences import Preferences
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.clocks import Hour
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.coaching import off_days as rules
from bellringer.gamification.rules.coaching.days import cuts_at
from bellringer.gamification.rules.coaching.telling_off_days import keys_of, tell
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.store import outbox, people
from bellringer.gamification.store.coaching import days, off_days
from bellringer.models.database import Connection
from bellringer.words import Alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What was read of those who are looked at, and of their teams."""

    settings: off_days.Settings
    teams: Mapping[UUID, tuple[UUID, ...]]
    members: Mapping[UUID, MemberFacts]
    done: Mapping[UUID, Mapping[date, Done]]
    flags: Mapping[UUID, list[OffDayFlag]]
    excused: frozenset[off_days.Day]


async def flag_off_days(connection: Connection, *, now: datetime, limit: int = AT_ONCE) -> bool:
    """Look at up to `limit` members whose hour has come, each once a day; tell whether more may wait.

    What was flagged in the days before and does not hold any more is taken back. May be run by any number of
    workers at any time.
    """
    settings = await off_days.settings(connection)

    def hours_of(plays: Playbook, member: MemberFacts, _: Preferences) -> Collection[time]:
        team_id = team_on(member.teams, organization_day(plays.calendars, now))
        return (settings.of(team_id).looks_at,)

    rung = await look_at_members(connection, Alarm.OFF_DAY, hours_of, now=now, limit=limit)
    if rung is None:
        return False
    due = {
        member_id: hour
        for member_id, hour in rung.due.items()
        if team_on(rung.members[member_id].teams, hour[0])
    }
    if due:
        seen = await _see(connection, rung, settings, due, now=now)
        await _flag(connection, rung.plays, seen, due, now=now)
    return not rung.is_last


async def _see(
    connection: Connection,
    rung: Rung,
    settings: off_days.Settings,
    due: Mapping[UUID, Hour],
    *,
    now: datetime,
) -> _Seen:
    plays, today = rung.plays, organization_day(rung.plays.calendars, now)
    team_ids = {team_on(rung.members[each].teams, on) for each, (on, _) in due.items()}
    teams = await days.in_teams(connection, {each for each in team_ids if each}, on=today)
    everybody = {each for team in teams.values() for each in team} | set(due)
    members = await people.read(connection, everybody)
    # at each hour, and on each day, at which somebody of the team is looked at: most often there is one
    hours = {
        (member_id, hour)
        for each, hour in due.items()
        for member_id in {each, *teams.get(team_on(rung.members[each].teams, hour[0]) or each, ())}
    }
    cuts = [
        cut
        for member_id, (on, clock) in hours
        for cut in cuts_at(
            plays,
            members[member_id],
            (on, *rules.days_before(plays, members[member_id], on)),
            clock,
        )
    ]
    earliest = min(on for on, _ in due.values()) - rules.LOOKS_BACK
    return _Seen(
        settings=settings,
        teams=teams,
        members=members,
        done=await days.read(connection, list(dict.fromkeys(cuts))),
        flags=await off_days.since(connection, due, earliest),
        excused=await off_days.excused(connection, [(each, on) for each, (on, _) in due.items()]),
    )


async def _flag(
    connection: Connection,
    plays: Playbook,
    seen: _Seen,
    due: Mapping[UUID, Hour],
    *,
    now: datetime,
) -> None:
    gone: list[OffDayFlag] = []
    made: list[OffDayFlag] = []

    @cache  # each is compared with everybody else of the team
    def record(member_id: UUID, hour: Hour) -> rules.Record:
        on, clock = hour
        member = seen.members[member_id]
        # of colleagues to the west the hour is still to come
        own = cuts_at(plays, member, (on,), clock)
        has_come = bool(own) and own[0].until <= now
        done = seen.done.get(member_id, {})
        return rules.record_of(plays, member, on, done, has_come=has_come)

    for member_id, hour in due.items():
        member, done = seen.members[member_id], seen.done.get(member_id, {})
        read = set(rules.days_before(plays, member, hour[0]))
        known = seen.flags[member_id]
        # what is further back than what was read stays as it is, unless it was a day off after all
        lapsed = rules.lapsed(plays, member, known, done, read=read)
        gone += lapsed
        standing = [each for each in known if each not in lapsed and not each.is_excused]
        if flag := _judge(plays, seen, member, hour, standing, record, now=now):
            made.append(flag)
    added = await off_days.add(connection, made, now=now)
    await off_days.withdraw(connection, [each.flag_id for each in gone], now=now)
    new = [each for each in made if each.flag_id in added]
    team_of = {each.member_id: team_on(seen.members[each.member_id].teams, each.on) for each in new}
    leads = await off_days.leads_of(
        connection,
        {team for team in team_of.values() if team},
        on=organization_day(plays.calendars, now),
    )
    news = [
        told
        for each in new
        for told in tell(
            plays,
            seen.members[each.member_id],
            each,
            leads.get(team_of[each.member_id] or each.member_id, ()),
            now=now,
        )
    ]
    withdrawn = [key for each in gone for key in keys_of(each.flag_id)]
    if news or withdrawn:
        told_to = await outbox.append(connection, news, now=now, withdrawn=withdrawn)
        heard = Changed(
            org_id=plays.org_id,
            member_ids=frozenset(each.member_id for each in (*new, *gone)),
            inbox_member_ids=told_to,
        )
        await outbox.ring(connection, heard)


def _judge(
    plays: Playbook,
    seen: _Seen,
    member: MemberFacts,
    hour: Hour,
    standing: list[OffDayFlag],
    record: Callable[[UUID, Hour], rules.Record],
    *,
    now: datetime,
) -> OffDayFlag | None:
    on, clock = hour
    team_id = team_on(member.teams, on)
    settings = seen.settings.of(team_id)
    is_excused = (member.member_id, on) in seen.excused
    if is_excused or not rules.is_looked_at(plays, member, settings, on):
        return None
    cuts = cuts_at(plays, member, (on,), clock)
    if not cuts:
        return None
    colleagues = rules.colleagues_of(member.member_id, seen.teams[team_id] if team_id else ())
    found = rules.off_day(
        record(member.member_id, hour), [record(each, hour) for each in colleagues]
    )
    if found is None:
        return None
    window = rules.window_of(plays, member, settings, on)
    return OffDayFlag(
        flag_id=named_id(now, plays.org_id, "off-day", member.member_id, on),
        member_id=member.member_id,
        on=on,
        until=cuts[0].until,
        found=found,
        is_pattern=rules.is_pattern(settings, window, [each.on for each in standing]),
    )
