"""Begin a one-to-one: the member's numbers are kept as they are at that moment."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.coaching.save_one_on_one import save_one_on_one
from bellringer.gamification.actions.kpis.read_kpis import read_snapshot
from bellringer.gamification.actions.send_digests import ranks_of
from bellringer.gamification.commands.coaching.one_on_ones import HoldOneOnOne
from bellringer.gamification.facts.coaching.one_on_ones import Figure
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching import one_on_ones as rules
from bellringer.gamification.rules.coaching.figures import figures_of, kept_of, months_at
from bellringer.gamification.store import goals, people, playbook
from bellringer.gamification.store.coaching import figures, one_on_ones
from bellringer.models.database import Connection


async def hold_one_on_one(connection: Connection, command: HoldOneOnOne, *, now: datetime) -> UUID:
    """Begin a talk, and return its id.

    Raises:
        NotFoundError: There is none, or none of the caller's.
        WrongStateError: It was held, or called off.
        NotAllowedError: Who leads begins it.
    """
    plays = await playbook.read(connection)
    found = await one_on_ones.lock(connection, command.one_on_one_id)
    talk = rules.held(found, command.by, now=now)
    shown = await _figures(connection, plays, talk.member_id, now=now)
    kpis = await read_snapshot(connection, plays, talk.member_id, now=now)
    await one_on_ones.keep_figures(connection, talk.one_on_one_id, kept_of(shown, kpis))
    await save_one_on_one(connection, command.by, talk)
    return talk.one_on_one_id


async def _figures(
    connection: Connection, plays: Playbook, member_id: UUID, *, now: datetime
) -> tuple[Figure, ...]:
    today = organization_day(plays.calendars, now)
    member = (await people.read(connection, [member_id]))[member_id]
    months = months_at(plays, today)
    running = (await figures.running_goals(connection, [member_id], on=today))[member_id]
    known = await goals.read(connection, running) if running else {}
    ranks = await ranks_of(connection, plays, [member_id], now=now)
    return figures_of(
        plays,
        member,
        totals=await figures.totals(
            *(connection, member_id),
            before=months.before,
            since=months.starts_on,
            until=months.ends_on,
        ),
        goals=[known[each] for each in running],
        today_progress=(await figures.of_day(connection, [member_id], on=today))[member_id],
        rank=ranks.get(member_id),
        today=today,
    )
