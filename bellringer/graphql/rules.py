"""What activities pay: rules with all their versions, boosts, and the levels that points reach."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry

from bellringer.gamification.playbook import points as playbook_points
from bellringer.gamification.playbook.points import Boost, Per, RuleVersion, Terms
from bellringer.gamification.rules.points.publishing import is_retired
from bellringer.graphql import describing
from bellringer.graphql.context import Context, Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.nodes import Node, pack
from bellringer.graphql.scalars import BigInt


@describing.output
class PointTerms:
    """What one version of a rule pays, and when. All conditions that are set must hold.

    The worth of an activity is points × units, times the percents of all boosts in force, floored once;
    then it is split among those who share the activity, then cut by cooldown and caps, member by member.
    """

    points: BigInt = said("For each unit or step.")
    per: Per = said("What units are.")
    step_minor: BigInt | None = said("The step of the amount, in minor units; null per unit.")
    minimum_amount_minor: BigInt | None = said(
        "Condition: at least this amount, in minor units of the organization's currency."
    )
    tag: str | None = said("Condition: the activity has this tag.")
    weekdays: list[int] = said(
        "Condition: the organization's day is one of these, 1 Monday to 7 Sunday; empty: any."
    )
    sales_role: str | None = said("Condition: the member who is paid has this sales role.")
    cap_per_day: BigInt | None = said("At most this for one member on one of the member's days.")
    cap_per_week: BigInt | None = said("At most this for one member in one of the member's weeks.")
    cooldown_minutes: int | None = said(
        "Pays a member nothing within so many minutes of an activity that it has paid the member for."
    )

    @classmethod
    def of(cls, terms: Terms) -> "PointTerms":
        """Show the terms of a version."""
        return cls(
            points=BigInt(terms.points),
            per=terms.per,
            step_minor=_big(terms.step_minor),
            minimum_amount_minor=_big(terms.minimum_amount_minor),
            tag=terms.tag,
            weekdays=sorted(terms.weekdays),
            sales_role=terms.sales_role,
            cap_per_day=_big(terms.cap_per_day),
            cap_per_week=_big(terms.cap_per_week),
            cooldown_minutes=terms.cooldown_minutes,
        )


@describing.output
class PointRuleVersion:
    """One version of a rule: in force from its start until a later version's."""

    version: int = said("Counted from 1.")
    terms: PointTerms = said("What it pays.")
    effective_from: datetime | None = said(
        "It prices what happens from then on; null: since the beginning of time."
    )
    published_at: datetime = said("It prices what is recorded from then on.")

    @classmethod
    def of(cls, rule: RuleVersion) -> "PointRuleVersion":
        """Show a version of the playbook."""
        return cls(
            version=rule.version,
            terms=PointTerms.of(rule.terms),
            effective_from=rule.effective_from,
            published_at=rule.published_at,
        )


@describing.output
class PointRule(Node):
    """A rule that pays points for a kind of activity; its versions price what happens in their time."""

    versions: list[PointRuleVersion] = said("Every version, the newest first.")
    kind: str = said("The kind of activity it pays for.")
    title: str = said("What people call it.")
    is_retired: bool = said("Its last version pays nothing; publish another to bring it back.")
    now: strawberry.Private[datetime]

    @resolved
    def current(self) -> PointRuleVersion | None:
        """The version that prices what happens now; null before the first begins."""
        return next(
            (
                version
                for version in self.versions
                if version.published_at <= self.now
                and (version.effective_from is None or version.effective_from <= self.now)
            ),
            None,
        )


@describing.output
class PointBoost(Node):
    """A window in which rules pay more."""

    title: str = said("What people call it.")
    percent: int = said("What rules pay of their worth, 101 to 1 000: 150 is one and a half times.")
    kinds: list[str] = said("The kinds of activity that it is for; empty: all.")
    starts_at: datetime = said("It holds for what happens from then on.")
    ends_at: datetime = said("It holds for what happens before.")
    ended_at: datetime | None = said("When it was called off early; null where it was not.")

    @classmethod
    def of(cls, boost: Boost) -> "PointBoost":
        """Show a boost of the playbook."""
        return cls(
            id=pack("PointBoost", boost.boost_id),
            title=boost.title,
            percent=boost.percent,
            kinds=sorted(boost.kinds),
            starts_at=boost.starts_at,
            ends_at=boost.ends_at,
            ended_at=boost.ended_at,
        )


@describing.output
class LevelStep:
    """A level and what it takes."""

    number: int = said("Which level, from 1.")
    title: str = said("What people call it.")
    threshold: BigInt = said("The lifetime points it takes.")

    @classmethod
    def of(cls, level: playbook_points.Level) -> "LevelStep":
        """Show a level of the playbook."""
        return cls(number=level.number, title=level.title, threshold=BigInt(level.threshold))


def rules_of(context: Context) -> list[PointRule]:
    """Show the rules that there are, by kind and title."""
    versions: dict[UUID, list[RuleVersion]] = {}
    for rule in context.playbook.rules:
        versions.setdefault(rule.rule_id, []).append(rule)
    found = [_rule(context, each) for each in versions.values()]
    return sorted(found, key=lambda rule: (rule.kind, rule.title, rule.id))


async def rule_of(info: Info, rule_id: UUID | None) -> PointRule | None:
    """Show the rule of an id, if there is one."""
    versions = [rule for rule in info.context.playbook.rules if rule.rule_id == rule_id]
    return _rule(info.context, versions) if versions else None


async def boost_of(info: Info, boost_id: UUID | None) -> PointBoost | None:
    """Show the boost of an id, if there is one."""
    return next(
        (
            PointBoost.of(boost)
            for boost in info.context.playbook.boosts
            if boost.boost_id == boost_id
        ),
        None,
    )


def _rule(context: Context, versions: Sequence[RuleVersion]) -> PointRule:
    *_, last = ordered = sorted(versions, key=lambda rule: rule.version)
    return PointRule(
        id=pack("PointRule", last.rule_id),
        versions=[PointRuleVersion.of(rule) for rule in reversed(ordered)],
        kind=last.kind,
        title=last.title,
        is_retired=is_retired(last),
        now=context.now,
    )


def _big(number: int | None) -> BigInt | None:
    return None if number is None else BigInt(number)
