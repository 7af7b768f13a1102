"""Whose a customer is, and who is credited for what is done for it."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.activities import Command, RecordActivity
from bellringer.gamification.facts.customers import Owners, OwnerSpan
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.whole import Playbook


def owner_on(spans: Iterable[OwnerSpan], on: date) -> UUID | None:
    """Return who owns a customer on a date."""
    for span in spans:
        if span.starts_on <= on and (span.ends_on is None or on < span.ends_on):
            return span.member_id
    return None


def follows_owner(playbook: Playbook, command: Command) -> bool:
    """Tell whether a command's credit goes to the owner of its customer: of such a kind, and not shared."""
    return (
        isinstance(command, RecordActivity)
        and command.kind in playbook.owner_kinds
        and command.customer_external_id is not None
        and not command.shares
    )


def customers_of(playbook: Playbook, commands: Iterable[Command]) -> frozenset[str]:
    """Return the customers whose owners have to be known."""
    return frozenset(
        command.customer_external_id
        for command in commands
        if isinstance(command, RecordActivity)
        and command.customer_external_id is not None
        and follows_owner(playbook, command)
    )


def credited(
    playbook: Playbook,
    members: Mapping[UUID, MemberFacts],
    owners: Owners,
    command: RecordActivity,
    *,
    on: date,
) -> MemberFacts:
    """Return who is credited for an activity of a day: an active owner of its customer, or else its member."""
    if follows_owner(playbook, command):
        owner_id = owner_on(owners.get(command.customer_external_id or "", ()), on)
        owner = members.get(owner_id) if owner_id is not None else None
        if owner is not None and owner.is_active:
            return owner
    return members[command.member_id]
