"""Who moves at Brightwater, whose customers are whose, who hides, and who wants peace in the evening."""

from datetime import time

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.assign_customer import assign_customer
from bellringer.gamification.actions.hide_from_boards import hide_from_boards
from bellringer.gamification.actions.move_member import move_member
from bellringer.gamification.actions.set_preferences import set_preferences
from bellringer.gamification.commands.customers import AssignCustomer
from bellringer.gamification.commands.leaderboards import HideFromBoards
from bellringer.gamification.commands.members import MoveMember
from bellringer.gamification.commands.preferences import SetPreferences
from bellringer.gamification.facts.preferences import QuietHours
from bellringer.models.database import Connection
from bellringer.words import Channel, NotificationKind


async def move(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let a rep go to another team; what was earned stays where it was earned."""
    moved = MoveMember(
        by=found.as_admin(),
        member_id=found.id_of(cast.MOVER),
        team_id=found.teams[cast.MOVES_TO],
    )
    await move_member(connection, moved, now=at.now)


async def customers(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Give two customers an owner."""
    for name, who in cast.OWNERS:
        owned = AssignCustomer(by=found.as_admin(), external_id=name, member_id=found.id_of(who))
        await assign_customer(connection, owned, now=at.now)


async def hide(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let one rep work off the boards."""
    hidden = HideFromBoards(by=found.as_person(cast.SHY), hide=True)
    await hide_from_boards(connection, hidden, now=at.now)


async def quiet_evenings(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let one rep be told nothing in the evening and on days off, of goals by text too, and early of risks."""
    wishes = SetPreferences(
        by=found.as_person(cast.EARLY_BIRD),
        quiet_hours=QuietHours(starts_at=time(19), ends_at=time(7, 30), on_days_off=True),
        daily_budget=10,
        warned_at=time(9),
        wanted=(
            (NotificationKind.KUDOS, Channel.PUSH, False),
            (NotificationKind.MILESTONE_CROSSED, Channel.TEXT, True),
            (NotificationKind.GOAL_MET, Channel.TEXT, True),
        ),
    )
    await set_preferences(connection, wishes, now=at.now)
    # the inbox that a visitor looks into first has a warning, at whatever time of the day
    early = SetPreferences(by=found.as_person(cast.HERO), warned_at=time(9))
    await set_preferences(connection, early, now=at.now)
