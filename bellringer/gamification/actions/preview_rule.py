"""Run a version of a rule over past activities; nothing is written."""

from bellringer.gamification.commands.points import PreviewRule
from bellringer.gamification.rules.points.preview import Preview, begin
from bellringer.gamification.store import playbook
from bellringer.gamification.store.views import priced
from bellringer.models.database import Connection


async def preview_rule(connection: Connection, command: PreviewRule) -> Preview:
    """Return who would have gained or lost what; the transaction is one that only reads.

    Raises:
        NotAllowedError: Only an admin previews rules.
        UnknownKindError, NotFoundError: There is no such kind, or no such rule of it.
        InvalidInputError, InvalidTextError: The terms can't be right, or the range holds too much.
    """
    kind, preview = begin(await playbook.read(connection), command)
    async for activity in priced.past(
        connection, kind, rule_id=command.rule_id, since=command.since, until=command.until
    ):
        preview.add(activity)
    return preview
