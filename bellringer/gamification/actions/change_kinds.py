"""Make kinds of activity and metrics of an organization's own, and change kinds."""

from datetime import datetime

from bellringer.gamification.commands.metrics import CreateKind, CreateMetric, UpdateKind
from bellringer.gamification.rules.metrics import changed_kind, new_kind, new_metric
from bellringer.gamification.store import audit, metrics, playbook
from bellringer.models.database import Connection


async def create_kind(connection: Connection, command: CreateKind, *, now: datetime) -> str:
    """Make a kind with the metric that counts it, and return its key; it pays once a rule pays for it.

    Raises:
        NotAllowedError: Only an admin makes kinds.
        InvalidTextError, NameTakenError, InvalidInputError: A key or title can't be, or there are too many.
    """
    await playbook.bump(connection)
    kind, count = new_kind(await playbook.read(connection), command)
    await metrics.insert_kind(connection, kind)
    await metrics.insert(connection, count)
    details = {
        "kind": kind.kind,
        "metric": count.metric_key,
        "takes_amount": kind.takes_amount,
        "needs_approval": kind.needs_approval,
    }
    await audit.append(connection, command.by, "kind.create", details, now=now)
    return kind.kind


async def update_kind(connection: Connection, command: UpdateKind, *, now: datetime) -> str:
    """Change a kind's title, or whether it needs approval from now on; return its key.

    Raises:
        NotAllowedError: Only an admin changes kinds.
        UnknownKindError: There is no such kind.
        InvalidTextError: The title can't be stored.
    """
    await playbook.bump(connection)
    kind = changed_kind(await playbook.read(connection), command)
    await metrics.update_kind(connection, kind)
    details = {"kind": kind.kind, "needs_approval": kind.needs_approval}
    await audit.append(connection, command.by, "kind.update", details, now=now)
    return kind.kind


async def create_metric(connection: Connection, command: CreateMetric, *, now: datetime) -> str:
    """Measure something more of a kind, of its past activities too, and return the metric's key.

    Raises:
        NotAllowedError: Only an admin makes metrics.
        UnknownKindError: There is no such kind.
        InvalidTextError, NameTakenError, InvalidInputError: It can't be right, or there are too many.
    """
    await playbook.bump(connection)
    metric = new_metric(await playbook.read(connection), command)
    await metrics.insert(connection, metric)
    await metrics.fill_days(connection, metric)
    details = {"metric": metric.metric_key, "kind": metric.activity_kind, "measure": metric.measure}
    await audit.append(connection, command.by, "metric.create", details, now=now)
    return metric.metric_key
