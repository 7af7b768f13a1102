"""Say what became of an action item, or until when it is due now; every step stays on record."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.coaching.hold_meeting import own_team
from bellringer.gamification.commands.coaching.action_items import UpdateActionItem
from bellringer.gamification.errors import NotAllowedError, NotFoundError
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching import action_items as rules
from bellringer.gamification.store import outbox, people, playbook
from bellringer.gamification.store.coaching import action_items
from bellringer.models.database import Connection
from bellringer.words import ActionItemStepKind


async def update_action_item(
    connection: Connection, command: UpdateActionItem, *, now: datetime
) -> UUID:
    """Change an action item, also of a talk that is signed, and return its id; as it is already, nothing is written.

    Raises:
        NotFoundError: There is none, or none that the caller reads.
        NotAllowedError: It is another's of the team.
        InvalidInputError: It can't be due on that day.
    """
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    item = await action_items.lock(connection, command.action_item_id, on=today)
    team_id = await own_team(connection, command.by, on=today)
    if item is None or not rules.may_read(command.by, item, own_team_id=team_id):
        raise NotFoundError(path=("actionItemId",))
    if not rules.may_change(command.by, item):
        raise NotAllowedError(
            "Its owner, who put it down, or who leads the team.", path=("actionItemId",)
        )
    by_id, item_id = command.by.member_id, item.action_item_id
    state, due_on = command.state or item.state, command.due_on or item.due_on
    if due_on != item.due_on:
        owner = (await people.read(connection, [item.owner_id]))[item.owner_id]
        rules.check_due(plays, owner, due_on, now=now)
    settled = rules.step_to(item.state, state)
    if settled is None and due_on == item.due_on:
        return item_id
    await action_items.update(connection, item_id, state, due_on)
    if settled is not None:
        await action_items.step(connection, item_id, settled, by_id, now=now)
    if due_on != item.due_on:
        moved = ActionItemStepKind.MOVED
        await action_items.step(connection, item_id, moved, by_id, due_on=due_on, now=now)
    heard = {each for each in (item.owner_id, item.created_by) if each is not None}
    await outbox.ring(connection, Changed(org_id=plays.org_id, member_ids=frozenset(heard)))
    return item_id
