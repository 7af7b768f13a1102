"""What admins give for KPIs, and what was given so far."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.kpis.give_kpi_input import give_kpi_input
from bellringer.gamification.commands.kpis.inputs import GiveKpiInput
from bellringer.gamification.store.kpis import inputs
from bellringer.gamification.store.kpis.inputs import GivenInput
from bellringer.gamification.store.window import sliced
from bellringer.graphql import describing
from bellringer.graphql.connections import (
    Connection,
    connect,
    window_of,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import mutation, write
from bellringer.words import KpiInputKind


@describing.output
class KpiGiven:
    """One version of a value that was given for KPIs; the last of a month counts."""

    kind: KpiInputKind = said("What it is.")
    starts_on: date = said("The first day of the fiscal month that it is for, or holds from.")
    version: int = said("1 for the first that was given for this month, and so on.")
    value: BigInt | None = said("The value, in the unit of its kind; null where it was taken back.")
    given_at: datetime = said("When it was given; the audit log says by whom.")

    @classmethod
    def of(cls, given: GivenInput) -> "KpiGiven":
        """Show what a store read."""
        return cls(
            kind=given.kind,
            starts_on=given.starts_on,
            version=given.version,
            value=None if given.value is None else BigInt(given.value),
            given_at=given.given_at,
        )


async def given_for(
    info: Info,
    subject_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[KpiGiven]:
    """List all that was given for a subject, by month."""
    window = window_of(first, after, last, before, (date, str, int))
    rows = await info.context.read(lambda c: inputs.history(c, subject_id))

    async def counting() -> int:
        return len(rows)

    return connect(sliced(rows, window, _key), KpiGiven.of, _key, counting)


def _key(given: GivenInput) -> tuple[date, str, int]:
    return given.starts_on, given.kind.value, given.version


@describing.entry
class KpiInputGiveInput:
    """A value that KPIs take."""

    kind: KpiInputKind = said("What it is.")
    starts_on: date = said(
        "The first day of a fiscal month: ACQUISITION_SPEND is of that month alone, the others hold from it on."
    )
    value: BigInt | None = said(
        "In the unit of its kind; null takes back what was given for this month.", default=None
    )
    member_id: strawberry.ID | None = said(
        "Only for this member; left out: for the organization.", default=None
    )
    team_id: strawberry.ID | None = said("Only for this team; not with memberId.", default=None)


@describing.output
class KpiInputGivePayload(Payload):
    """What was given."""

    given: list[KpiGiven] | None = said(
        "All versions for this kind and month, the first first; null where it was refused.",
        default=None,
    )


@strawberry.type
class KpiInputMutation:
    """The writes about what KPIs take."""

    @mutation
    async def kpi_input_give(
        self,
        info: Info,
        sent: Annotated[
            KpiInputGiveInput, strawberry.argument(name="input", description="The value.")
        ],
    ) -> KpiInputGivePayload:
        """Give what only the organization knows, e.g. what a month's marketing cost; admins only.

        Former values stay on record.
        """
        command = GiveKpiInput(
            by=info.context.principal,
            kind=sent.kind,
            starts_on=sent.starts_on,
            value=sent.value,
            member_id=None if sent.member_id is None else wanted("Member", sent.member_id),
            team_id=None if sent.team_id is None else wanted("Team", sent.team_id),
        )
        subject_id = await write(info, give_kpi_input, command)
        rows = await info.context.read(lambda c: inputs.history(c, subject_id))
        return KpiInputGivePayload(
            given=[
                KpiGiven.of(each)
                for each in rows
                if (each.kind, each.starts_on) == (sent.kind, sent.starts_on)
            ]
        )
