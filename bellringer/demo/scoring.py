"""How Brightwater scores beyond what every organization starts with: rules, a kind, levels, a boost."""

from datetime import time, timedelta

from bellringer.demo.brightwater import Brightwater, Moment, instant
from bellringer.gamification.actions.boost_points import create_boost
from bellringer.gamification.actions.change_kinds import create_kind
from bellringer.gamification.actions.publish_rule_version import publish_rule_version
from bellringer.gamification.actions.set_levels import set_levels
from bellringer.gamification.commands.metrics import CreateKind
from bellringer.gamification.commands.points import (
    CreateBoost,
    LevelTerms,
    PublishRuleVersion,
    SetLevels,
)
from bellringer.gamification.playbook.points import Terms
from bellringer.models.database import Connection

REFERRAL = "referral"
_FRIDAY = 5
_RULES = (
    ("call", "Early rhythm", Terms(points=1, cap_per_day=10)),
    ("visit", "Fresh ground", Terms(points=5, cooldown_minutes=120)),
    ("deal_won", "Big fish", Terms(points=25, minimum_amount_minor=750_000)),
    ("demo", "Demo Friday", Terms(points=10, weekdays=frozenset({_FRIDAY}))),
    ("lead_created", "Hunter's leads", Terms(points=1, sales_role="hunter")),
    (REFERRAL, "Referral", Terms(points=20)),
)
_LEVELS = (
    (100, "Deckhand"),
    (500, "Sailor"),
    (1_500, "Navigator"),
    (3_500, "First mate"),
    (7_000, "Captain"),
    (15_000, "Commodore"),
    (30_000, "Admiral"),
)
_BOOST_PERCENT = 150


async def rules(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Add a kind that needs approval, and rules with a cap, a cooldown and conditions."""
    by = found.as_admin()
    referral = CreateKind(by=by, key=REFERRAL, title="Referral", needs_approval=True)
    await create_kind(connection, referral, now=at.now)
    for kind, title, terms in _RULES:
        rule = PublishRuleVersion(by=by, kind=kind, title=title, terms=terms)
        await publish_rule_version(connection, rule, now=at.now)


async def levels(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Call the levels as people at the waterside do."""
    terms = tuple(LevelTerms(threshold=points, title=title) for points, title in _LEVELS)
    await set_levels(connection, SetLevels(by=found.as_admin(), levels=terms), now=at.now)


async def boost(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let calls pay half as much again until the day ends."""
    hours = CreateBoost(
        by=found.as_admin(),
        title="Power day on the phone",
        percent=_BOOST_PERCENT,
        kinds=frozenset({"call"}),
        ends_at=instant(at.on + timedelta(days=1), time()),
    )
    await create_boost(connection, hours, now=at.now)
