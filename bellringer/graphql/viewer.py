"""The signed-in member: everything a home screen shows."""

from typing import Annotated

import strawberry

from bellringer.gamification.playbook.leaderboards import USUAL_BOARD
from bellringer.gamification.rules.points.levels import next_level
from bellringer.graphql import (
    activities,
    badges,
    describing,
    devices,
    goals,
    leaderboard_query,
    members,
    notifications,
    points,
    preferences,
    streaks,
)
from bellringer.graphql.activities import Activity
from bellringer.graphql.badges import BadgeAward, BadgeProgress
from bellringer.graphql.badges.allowances import BadgeAllowance, allowance_of
from bellringer.graphql.coaching import off_days, today
from bellringer.graphql.coaching.access import AccessLook, access_log_of
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    OnlyCurrent,
    WithRevoked,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.devices import Device
from bellringer.graphql.goals import Goal
from bellringer.graphql.members import Member
from bellringer.graphql.notifications import Notification, OnlyUnread
from bellringer.graphql.organizations import Organization
from bellringer.graphql.points import PointsWhy
from bellringer.graphql.preferences import NotificationPreferences
from bellringer.graphql.references import AnOffDayFlag, AToday
from bellringer.graphql.rules import LevelStep
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.streaks import Streak


@describing.output
class Viewer:
    """The signed-in member, and what only they see."""

    level: int = said("The level reached, 0 before the first; never falls.")
    unread_count: int = said("Unread items of the inbox.")
    hides_from_boards: bool = said("You are off the lists of all boards that allow it.")

    @resolved
    async def member(self, info: Info) -> Member:
        """You, as others see you."""
        return await members.certain_member(info, info.context.authority.member_id)

    @resolved
    def organization(self, info: Info) -> Organization:
        """Your organization and how it plays."""
        return Organization.of(info.context)

    @resolved
    def locale(self, info: Info) -> str | None:
        """The language you chose by `localeSet`; null: the organization's."""
        return info.context.authority.own_locale

    @resolved
    async def points(self, info: Info) -> BigInt:
        """Lifetime points."""
        return await points.points_of(info, info.context.authority.member_id)

    @resolved
    async def why(self, info: Info) -> PointsWhy:
        """Where your points and your level come from."""
        return PointsWhy(
            member_id=info.context.authority.member_id, member_level=info.context.authority.level
        )

    @resolved
    def level_title(self, info: Info) -> str | None:
        """What your level is called; null before the first."""
        levels = {level.number: level.title for level in info.context.playbook.levels}
        return levels.get(self.level)

    @resolved
    def next_level(self, info: Info) -> LevelStep | None:
        """The next level; null at the top."""
        ahead = next_level(info.context.playbook.levels, self.level)
        return LevelStep.of(ahead) if ahead else None

    @resolved
    async def rank(
        self,
        info: Info,
        board: Annotated[
            str,
            strawberry.argument(
                description="A board's key; on a board of teams, your team's rank."
            ),
        ] = USUAL_BOARD,
    ) -> int | None:
        """Your rank in the present period of a board; null without a score."""
        return await leaderboard_query.rank_of(info, board)

    @resolved
    async def goals(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        only_current: OnlyCurrent = False,
    ) -> Connection[Goal]:
        """Your own goals, your team's and the organization's, the newest first."""
        authority = info.context.authority
        owners = [authority.member_id, authority.org_id]
        if authority.team_id is not None:
            owners.append(authority.team_id)
        return await goals.goals_of(info, owners, first, after, last, before, only_current)

    @resolved
    async def badges(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        with_revoked: WithRevoked = False,
    ) -> Connection[BadgeAward]:
        """Badges you were awarded, the newest first."""
        me = info.context.authority.member_id
        return await badges.badges_of(info, me, first, after, last, before, with_revoked)

    @resolved
    async def badge_progress(self, info: Info) -> list[BadgeProgress]:
        """How far the automatic badges are that can still be had; secret ones stay secret."""
        return await badges.progress_of(info, info.context.authority.member_id)

    @resolved
    async def badge_allowance(self, info: Info) -> BadgeAllowance | None:
        """How many badges you may still give by hand this month; null for those who give none."""
        return await allowance_of(info)

    @resolved
    async def streaks(self, info: Info) -> list[Streak]:
        """Your streaks, one for each that the organization has."""
        return await streaks.streaks_of(info, info.context.authority.member_id)

    @resolved
    async def activities(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Activity]:
        """What you are credited with, the latest first."""
        me = info.context.authority.member_id
        return await activities.activities_of(info, me, first, after, last, before)

    @resolved
    async def inbox(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        only_unread: OnlyUnread = False,
    ) -> Connection[Notification]:
        """Your inbox, the newest first; forwards only."""
        return await notifications.inbox_of(info, first, after, last, before, only_unread)

    @resolved
    async def access_log(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AccessLook]:
        """Which managers and admins looked at which detail of yours, the latest hour first."""
        return await access_log_of(info, first, after, last, before)

    @resolved
    async def flags(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AnOffDayFlag]:
        """Days of yours that were flagged, the latest first; you and those who lead you see them."""
        me = info.context.authority.member_id
        return await off_days.flags_of(info, (me,), first, after, last, before)

    @resolved
    async def today(self, info: Info) -> AToday | None:
        """How your day goes so far, against what is usual for you."""
        return await today.today_of(info, info.context.authority.member_id)

    @resolved
    async def preferences(self, info: Info) -> NotificationPreferences:
        """What rings your phones, and when."""
        return await preferences.preferences_of(info, info.context.authority.member_id)

    @resolved
    async def devices(self, info: Info) -> list[Device]:
        """Your phones, the one seen last first; at most 10."""
        return await devices.devices_of(info)


def viewer_of(info: Info) -> Viewer:
    """Show the caller."""
    authority = info.context.authority
    return Viewer(
        level=authority.level,
        unread_count=authority.unread_count,
        hides_from_boards=authority.is_hidden,
    )


@strawberry.type
class ViewerQuery:
    """The read of the caller."""

    @resolved
    def viewer(self, info: Info) -> Viewer:
        """The signed-in member."""
        return viewer_of(info)
