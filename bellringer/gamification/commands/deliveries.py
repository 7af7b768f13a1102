"""What is done about deliveries by hand."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayDeliveries:
    """Try dead letters again, once what stopped them is mended."""

    by: Principal
    delivery_ids: Collection[UUID]
