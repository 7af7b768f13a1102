"""Why a streak stands where it does."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import strawberry

from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import StreakFacts
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.rules.calendars.periods import member_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.streaks.beats import beat_of
from bellringer.gamification.rules.streaks.history import History, days_off, history
from bellringer.gamification.store.views import calendars
from bellringer.graphql import describing
from bellringer.graphql.audiences import Audience, Only
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.scalars import BigInt
from bellringer.words import DayOffReason, Surface

DAYS_SHOWN = 100


@describing.output
class StreakDay:
    """A day of the member's own calendar that fed the streak."""

    on: date = said("The day, in the member's own time zone.")
    total: BigInt = said("What was done, in the metric's unit.")


@describing.output
class StreakDayOff:
    """A date that was no working day of the member."""

    on: date = said("The date, in the member's own time zone.")
    reason: DayOffReason = said("Why it neither breaks nor lengthens the streak.")
    name: str | None = said("What the day is called, e.g. the holiday; null without a name.")


@describing.output
class StreakWhy:
    """What a streak is made of, what kept it and what broke it, and what would change it."""

    member: strawberry.Private[MemberFacts]
    since: strawberry.Private[date | None]
    until: strawberry.Private[date]
    needed: BigInt | None = said(
        "What the member's present day or week needs to count, in the metric's unit; null where a goal says "
        "so and there is none."
    )
    total: BigInt = said("What has been done in it so far.")
    days: list[StreakDay] = said(
        "The days of the run on which something was done, the newest first; at most 100."
    )
    frozen_on: list[date] = said(
        "The days or weeks since the run began that were missed and cost a freeze."
    )
    broken_by: list[date] = said(
        "The missed days or weeks that ended the run before, or this one where it is broken; those first missed."
    )
    freezes_left: int = said("How many missed working days or weeks are still covered.")
    freeze_earned_every: int = said("A freeze is earned on every so many days or weeks; 0: never.")
    next_freeze_in: int | None = said(
        "So many days or weeks have to count until the next freeze; null where none is earned or none more kept."
    )

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about."""
        return (self.member.member_id,)

    @strawberry.field(
        description=(
            "The dates since the run began that were no working days, and why, the newest first, at most 100: "
            "for the member, the member's managers and admins; null for others."
        ),
        extensions=[Only("StreakWhy", "daysOff", Audience.LEADS, Surface.LEAVE)],
    )
    async def days_off(self, info: Info) -> list[StreakDayOff] | None:
        """Return the days off within the run."""
        if self.since is None:
            return []
        playbook = info.context.playbook
        found = days_off(playbook, self.member, self.since, self.until, limit=DAYS_SHOWN)
        scopes = {span.team_id for span in self.member.teams} | {playbook.org_id}
        names = await info.context.read(
            lambda c: calendars.names(c, scopes, [each.on for each in found])
        )
        special = (DayOffReason.PUBLIC_HOLIDAY, DayOffReason.DAY_OFF)
        return [
            StreakDayOff(
                on=each.on,
                reason=each.reason,
                name=_name(names, team_on(self.member.teams, each.on), playbook.org_id, each.on)
                if each.reason in special
                else None,
            )
            for each in found
        ]


def why_of(info: Info, member: MemberFacts, streak: Streak, facts: StreakFacts) -> StreakWhy:
    """Explain a member's streak."""
    playbook, at = info.context.playbook, info.context.now
    seen = history(playbook, member, streak, facts, at=at)
    run = seen.runs[-1] if seen.runs and seen.now.current else None
    today = member_day(member.zones, playbook.calendars, at)
    until = beat_of(playbook, streak, run.days[-1]).ends_on if run else today
    fed = [
        StreakDay(on=on, total=BigInt(total))
        for on, total in sorted(facts.days.items(), reverse=True)
        if run is not None and total > 0 and run.started_on <= on < until
    ]
    return StreakWhy(
        member=member,
        since=run.started_on if run else None,
        until=today,
        needed=None if seen.needed is None else BigInt(seen.needed),
        total=BigInt(seen.total),
        days=fed[:DAYS_SHOWN],
        frozen_on=[*(run.frozen if run else ()), *seen.now.frozen],
        broken_by=list(seen.broken_by),
        freezes_left=seen.now.freezes_left,
        freeze_earned_every=streak.freeze_every,
        next_freeze_in=_next_freeze(streak, seen),
    )


def _next_freeze(streak: Streak, seen: History) -> int | None:
    if not streak.freeze_every or seen.now.freezes_left >= streak.freeze_cap:
        return None
    return streak.freeze_every - seen.now.current % streak.freeze_every


def _name(names: calendars.Names, team_id: UUID | None, org_id: UUID, on: date) -> str | None:
    own = names.get((team_id, on)) if team_id else None
    return own or names.get((org_id, on))
