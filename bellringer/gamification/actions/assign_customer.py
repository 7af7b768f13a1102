"""Say whose a customer is, and which kinds of activity credit the owner."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.customers import AssignCustomer, SetCustomerCredit
from bellringer.gamification.errors import UnknownKindError, UnknownMemberError
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import checked_id
from bellringer.gamification.store import audit, customers, members, playbook
from bellringer.models.database import Connection


async def assign_customer(
    connection: Connection, command: AssignCustomer, *, now: datetime
) -> UUID:
    """Give a customer to a member from a date on; what is on record keeps its credit.

    Raises:
        NotAllowedError: Only an admin assigns customers.
        InvalidTextError: The customer's id can't be stored.
        UnknownMemberError: There is no such active member.
    """
    check_administers(command.by)
    external_id = checked_id(command.external_id, field="externalId")
    starts_on = command.starts_on or organization_day(
        (await playbook.read(connection)).calendars, now
    )
    # the customer before the member, as intake does
    customer_id = await customers.hold(connection, external_id, now=now)
    if command.member_id is not None:
        owner = await members.lock(connection, command.member_id)
        if owner is None or not owner.is_active:
            raise UnknownMemberError(path=("memberId",))
    await customers.assign(connection, customer_id, command.member_id, starts_on=starts_on)
    details = {
        "customer_id": str(customer_id),
        "member_id": command.member_id and str(command.member_id),
        "starts_on": starts_on.isoformat(),
    }
    await audit.append(connection, command.by, "customer.assign", details, now=now)
    return customer_id


async def set_customer_credit(
    connection: Connection, command: SetCustomerCredit, *, now: datetime
) -> None:
    """Let a kind's credit follow the customer's owner, or not; it holds for what is recorded from now on.

    Raises:
        NotAllowedError: Only an admin sets it.
        UnknownKindError: There is no such kind.
    """
    check_administers(command.by)
    await playbook.bump(connection)
    plays = await playbook.read(connection)
    if command.kind not in plays.kinds:
        raise UnknownKindError(path=("kind",))
    await customers.set_credit(connection, command.kind, follows_owner=command.follows_owner)
    details = {"kind": command.kind, "follows_owner": command.follows_owner}
    await audit.append(connection, command.by, "customer.credit", details, now=now)
