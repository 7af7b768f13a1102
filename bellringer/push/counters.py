"""What an operator sees of the voice: counters of results, and a line for each dead letter."""

from collections.abc import Sequence, Set
from uuid import UUID

import structlog
from prometheus_client import Counter

from bellringer.gamification.rules.deliveries import Settlement
from bellringer.words import DeliveryState

_log = structlog.get_logger(__name__)

DELIVERIES = Counter(
    "bellringer_deliveries",
    "Claims of deliveries by result: sent, retry, released, dropped, dead, or fenced "
    "(another worker had taken it over meanwhile).",
    ("result",),
)


def count(org_id: UUID, settlements: Sequence[Settlement], written: Set[UUID]) -> None:
    """Count what became of a turn; `written` are the deliveries whose claim still stood."""
    for settlement in settlements:
        result = _result(settlement) if settlement.delivery_id in written else "fenced"
        DELIVERIES.labels(result).inc()
        if result == "dead":
            _log.error(
                "push.dead_letter",
                org=str(org_id),
                delivery=str(settlement.delivery_id),
                code=settlement.outcome,
            )


def _result(settlement: Settlement) -> str:
    match settlement.state:
        case DeliveryState.SENT:
            return "sent"
        case DeliveryState.PENDING:
            return "retry" if settlement.attempts else "released"
        case DeliveryState.DROPPED:
            return "dropped"
        case DeliveryState.DEAD:
            return "dead"
