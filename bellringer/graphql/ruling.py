"""What admins write about point rules, and a look at what a version would mean."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from bellringer.gamification.actions.preview_rule import preview_rule
from bellringer.gamification.actions.publish_rule_version import (
    publish_rule_version,
    retire_rule,
)
from bellringer.gamification.commands.points import (
    PreviewRule,
    PublishRuleVersion,
    RetireRule,
)
from bellringer.gamification.playbook.points import Per, Terms
from bellringer.gamification.rules.points.preview import Preview
from bellringer.graphql import describing, members, rules
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.references import AMember
from bellringer.graphql.rules import PointRule
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import KEY, mutation, write, write_once

MEMBERS_SHOWN = 100

_FROM = "From when on it prices what happens, not in the past; left out: from now on."


@describing.entry
class PointTermsInput:
    """What a version pays, and when. Everything is floored to whole points."""

    points: BigInt = said("For each unit or step, 0 to 1 000 000.")
    per: Per = said("What units are.", default=Per.UNIT)
    step_minor: BigInt | None = said(
        "With AMOUNT_STEP: the step of the amount, in minor units.", default=None
    )
    minimum_amount_minor: BigInt | None = said(
        "Condition: at least this amount, in minor units.", default=None
    )
    tag: str | None = said("Condition: the activity has this tag, 1 to 100 signs.", default=None)
    weekdays: list[int] | None = said(
        "Condition: the organization's day is one of these, 1 Monday to 7 Sunday.", default=None
    )
    sales_role: str | None = said(
        "Condition: the member who is paid has this sales role; exactly as members have it.",
        default=None,
    )
    cap_per_day: BigInt | None = said(
        "At most this for one member on one of the member's days.", default=None
    )
    cap_per_week: BigInt | None = said(
        "At most this for one member in one of the member's weeks; not below a day's.", default=None
    )
    cooldown_minutes: int | None = said(
        "Pays a member nothing within so many minutes of an activity that it has paid the member for; "
        "at most 10 080, a week.",
        default=None,
    )


@describing.entry
class RuleCreateInput:
    """A new rule; it pays beside those there are."""

    idempotency_key: str = said(KEY)
    kind: str = said("The kind of activity it pays for; it never changes.")
    title: str = said("What people call it, 1 to 120 signs.")
    terms: PointTermsInput = said("What it pays.")
    effective_from: datetime | None = said(
        "From when on it prices what happens; left out: whatever is recorded from now on, back-dated too.",
        default=None,
    )


@describing.entry
class RulePublishInput:
    """The next version of a rule; history keeps its prices."""

    idempotency_key: str = said(KEY)
    rule_id: strawberry.ID = said("The rule.")
    terms: PointTermsInput = said("What it pays from then on, all of it.")
    title: str | None = said("What people call it; left out: as before.", default=None)
    effective_from: datetime | None = said(_FROM, default=None)


@describing.entry
class RuleRetireInput:
    """Which rule is to pay nothing any more."""

    rule_id: strawberry.ID = said("The rule; its versions stay on record.")
    effective_from: datetime | None = said(_FROM, default=None)


@describing.output
class RuleCreatePayload(Payload):
    """The rule."""

    rule: PointRule | None = said("The rule; null where it was refused.", default=None)


@describing.output
class RulePublishPayload(Payload):
    """The rule."""

    rule: PointRule | None = said("The rule; null where it was refused.", default=None)


@describing.output
class RuleRetirePayload(Payload):
    """The rule."""

    rule: PointRule | None = said("The rule; null where it was refused.", default=None)


@describing.entry
class RulePreviewInput:
    """A version to run over past activities, and which."""

    rule_id: strawberry.ID | None = said(
        "The rule whose next version it would be; left out: a new rule.", default=None
    )
    kind: str | None = said("With a new rule: the kind it would pay for.", default=None)
    terms: PointTermsInput = said("What it would pay.")
    since: date = said("The first of the organization's days to look at.")
    until: date = said("The day after the last; at most 92 days later.")


@describing.output
class RulePreviewMember:
    """What a version would have meant for one member."""

    member_id: strawberry.Private[UUID]
    gained: BigInt = said("Points more, summed over the activities that would have paid more.")
    lost: BigInt = said("Points less, summed over the activities that would have paid less.")

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about."""
        return (self.member_id,)

    @resolved
    async def member(self, info: Info) -> AMember:
        """Whom it would have concerned."""
        return await members.certain_member(info, self.member_id)


@describing.output
class RulePreviewPayload(Payload):
    """Who would have gained or lost what. Nothing was written, nothing changes.

    Activities that were taken back, or wait for approval, are left out. Caps begin the range unused.
    """

    activities: int | None = said(
        "How many activities of the kind were looked at, at most 100 000; null where it was refused.",
        default=None,
    )
    gained: BigInt | None = said("Points more, of all members.", default=None)
    lost: BigInt | None = said("Points less, of all members.", default=None)
    total_members: int | None = said("How many members would have gained or lost.", default=None)
    members: list[RulePreviewMember] = said(
        "Those who would have gained or lost most, the most first; at most 100.",
        default_factory=list,
    )


@strawberry.type
class RuleMutation:
    """The writes about rules."""

    @mutation
    async def rule_create(
        self,
        info: Info,
        sent: Annotated[
            RuleCreateInput, strawberry.argument(name="input", description="The rule.")
        ],
    ) -> RuleCreatePayload:
        """Make a rule; admins only. It prices what is recorded from now on, and never what was recorded before."""
        command = PublishRuleVersion(
            by=info.context.principal,
            kind=sent.kind,
            title=sent.title,
            terms=_terms(sent.terms),
            effective_from=sent.effective_from,
        )
        return RuleCreatePayload(rule=await _published(info, sent, command))

    @mutation
    async def rule_publish(
        self,
        info: Info,
        sent: Annotated[
            RulePublishInput, strawberry.argument(name="input", description="The version.")
        ],
    ) -> RulePublishPayload:
        """Publish the next version of a rule; admins only. It replaces one that has not begun yet."""
        command = PublishRuleVersion(
            by=info.context.principal,
            rule_id=wanted("PointRule", sent.rule_id),
            title=sent.title,
            terms=_terms(sent.terms),
            effective_from=sent.effective_from,
        )
        return RulePublishPayload(rule=await _published(info, sent, command))

    @mutation
    async def rule_retire(
        self,
        info: Info,
        sent: Annotated[
            RuleRetireInput, strawberry.argument(name="input", description="The rule.")
        ],
    ) -> RuleRetirePayload:
        """Let a rule pay nothing from an instant on; admins only. What it has paid stays."""
        rule_id = wanted("PointRule", sent.rule_id)
        command = RetireRule(
            by=info.context.principal, rule_id=rule_id, effective_from=sent.effective_from
        )
        await write(info, retire_rule, command)
        await info.context.enter()
        return RuleRetirePayload(rule=await rules.rule_of(info, rule_id))

    @mutation
    async def rule_preview(
        self,
        info: Info,
        sent: Annotated[
            RulePreviewInput, strawberry.argument(name="input", description="The version.")
        ],
    ) -> RulePreviewPayload:
        """Run a version over past activities before you publish it; admins only. Nothing is written."""
        command = PreviewRule(
            by=info.context.principal,
            rule_id=None if sent.rule_id is None else wanted("PointRule", sent.rule_id),
            kind=sent.kind,
            terms=_terms(sent.terms),
            since=sent.since,
            until=sent.until,
        )
        return _previewed(await info.context.read(lambda c: preview_rule(c, command)))


async def _published(
    info: Info, sent: RuleCreateInput | RulePublishInput, command: PublishRuleVersion
) -> PointRule | None:
    rule_id = UUID(await write_once(info, sent, _publish, command))
    await info.context.enter()
    return await rules.rule_of(info, rule_id)


async def _publish(connection: Any, command: PublishRuleVersion, /, *, now: datetime) -> UUID:
    return (await publish_rule_version(connection, command, now=now)).rule_id


def _previewed(preview: Preview) -> RulePreviewPayload:
    moved = [
        RulePreviewMember(
            member_id=member_id, gained=BigInt(change.gained), lost=BigInt(change.lost)
        )
        for member_id, change in preview.changes.items()
        if change.gained or change.lost
    ]
    moved.sort(key=lambda each: (-each.gained - each.lost, each.member_id))
    return RulePreviewPayload(
        activities=preview.activities,
        gained=BigInt(sum(each.gained for each in moved)),
        lost=BigInt(sum(each.lost for each in moved)),
        total_members=len(moved),
        members=moved[:MEMBERS_SHOWN],
    )


def _terms(sent: PointTermsInput) -> Terms:
    return Terms(
        points=sent.points,
        per=sent.per,
        step_minor=sent.step_minor,
        minimum_amount_minor=sent.minimum_amount_minor,
        tag=sent.tag,
        weekdays=frozenset(sent.weekdays or ()),
        sales_role=sent.sales_role,
        cap_per_day=sent.cap_per_day,
        cap_per_week=sent.cap_per_week,
        cooldown_minutes=sent.cooldown_minutes,
    )
