"""What admins write about kinds of activity and metrics."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.change_kinds import create_kind, create_metric, update_kind
from bellringer.gamification.commands.metrics import CreateKind, CreateMetric, UpdateKind
from bellringer.graphql import describing, metrics
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.metrics import ActivityKind, Metric
from bellringer.graphql.writing import mutation, write
from bellringer.words import Measure, MetricDirection, MetricUnit

_KEY = "1 to 50 signs: small letters, digits and _, a letter first; it never changes."


@describing.entry
class KindCreateInput:
    """A kind of activity of your own, with the metric that counts it."""

    key: str = said(f"What `activityRecord` takes: {_KEY}")
    title: str = said("What people call it, 1 to 120 signs.")
    takes_amount: bool = said("An amount of money goes with it.", default=False)
    needs_approval: bool = said(
        "What a member reports counts only when a manager has approved it.", default=False
    )
    count_key: str | None = said(
        f"The key of the metric that counts it: {_KEY} Left out: the kind's key and _count.",
        default=None,
    )
    count_title: str | None = said(
        "What people call that metric; left out: like the kind.", default=None
    )


@describing.output
class KindCreatePayload(Payload):
    """The kind."""

    kind: ActivityKind | None = said("The kind; null where it was refused.", default=None)
    metric: Metric | None = said(
        "The metric that counts it; null where it was refused.", default=None
    )


@describing.entry
class KindUpdateInput:
    """What to change of a kind, built-in or your own; what is left out or null stays."""

    key: str = said("The kind.")
    title: str | None = said("What people call it, 1 to 120 signs.", default=None)
    needs_approval: bool | None = said(
        "Whether what members report from now on waits for approval.", default=None
    )


@describing.output
class KindUpdatePayload(Payload):
    """The kind."""

    kind: ActivityKind | None = said("The kind; null where it was refused.", default=None)


@describing.entry
class MetricCreateInput:
    """A measure that adds up one thing of one kind of activity, of its past ones too."""

    key: str = said(f"What goals and boards call it: {_KEY}")
    title: str = said("What people call it, 1 to 120 signs.")
    kind: str = said("The kind of activity.")
    measure: Measure = said("What of it is added up; not POINTS.")
    unit: MetricUnit | None = said(
        "What a VALUE counts: COUNT, MONEY or MINUTES; other measures have their own.", default=None
    )
    direction: MetricDirection = said(
        "Which way is good.", default=MetricDirection.HIGHER_IS_BETTER
    )
    is_rep_controllable: bool = said(
        "A member can move it alone, so it fits a member's goal.", default=True
    )


@describing.output
class MetricCreatePayload(Payload):
    """The metric."""

    metric: Metric | None = said("The metric; null where it was refused.", default=None)


@strawberry.type
class KindMutation:
    """The writes about kinds and metrics."""

    @mutation
    async def kind_create(
        self,
        info: Info,
        sent: Annotated[
            KindCreateInput, strawberry.argument(name="input", description="The kind.")
        ],
    ) -> KindCreatePayload:
        """Make a kind of activity; admins only. It pays once a rule pays for it."""
        command = CreateKind(
            by=info.context.principal,
            key=sent.key,
            title=sent.title,
            takes_amount=sent.takes_amount,
            needs_approval=sent.needs_approval,
            count_key=sent.count_key,
            count_title=sent.count_title,
        )
        key = await write(info, create_kind, command)
        await info.context.enter()
        (count,) = info.context.playbook.metrics_by_kind[key]
        return KindCreatePayload(
            kind=_kind(info, key),
            metric=metrics.metric_of(count, info.context.playbook.currency),
        )

    @mutation
    async def kind_update(
        self,
        info: Info,
        sent: Annotated[
            KindUpdateInput, strawberry.argument(name="input", description="The kind.")
        ],
    ) -> KindUpdatePayload:
        """Change a kind of activity; admins only. What waits for approval already goes on waiting."""
        command = UpdateKind(
            by=info.context.principal,
            key=sent.key,
            title=sent.title,
            needs_approval=sent.needs_approval,
        )
        key = await write(info, update_kind, command)
        await info.context.enter()
        return KindUpdatePayload(kind=_kind(info, key))

    @mutation
    async def metric_create(
        self,
        info: Info,
        sent: Annotated[
            MetricCreateInput, strawberry.argument(name="input", description="The metric.")
        ],
    ) -> MetricCreatePayload:
        """Measure something more of a kind; admins only. Past activities count in it at once."""
        command = CreateMetric(
            by=info.context.principal,
            key=sent.key,
            title=sent.title,
            kind=sent.kind,
            measure=sent.measure,
            unit=sent.unit,
            direction=sent.direction,
            is_rep_controllable=sent.is_rep_controllable,
        )
        key = await write(info, create_metric, command)
        await info.context.enter()
        playbook = info.context.playbook
        return MetricCreatePayload(
            metric=metrics.metric_of(playbook.metrics[key], playbook.currency)
        )


def _kind(info: Info, key: str) -> ActivityKind:
    return metrics.kind_of(info.context.playbook.kinds[key])
