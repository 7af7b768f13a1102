"""Let rules pay more for a while."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.open_playbook import open_playbook
from bellringer.gamification.commands.points import CreateBoost, EndBoost
from bellringer.gamification.rules.points.boosts import called_off, new_boost
from bellringer.gamification.store import audit, points
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def create_boost(connection: Connection, command: CreateBoost, *, now: datetime) -> UUID:
    """Publish a boost, and return its id; what has happened keeps its price.

    Raises:
        NotAllowedError: Only an admin makes boosts.
        InvalidTextError, UnknownKindError, InvalidInputError: It can't be right, or lies in the past.
    """
    plays, published_at = await open_playbook(connection, now=now)
    boost = new_boost(plays, command, boost_id=new_id(), published_at=published_at, now=now)
    await points.insert_boost(connection, boost, published_by=command.by.source)
    details = {
        "boost_id": str(boost.boost_id),
        "percent": boost.percent,
        "kinds": sorted(boost.kinds),
        "starts_at": boost.starts_at.isoformat(),
        "ends_at": boost.ends_at.isoformat(),
    }
    await audit.append(connection, command.by, "boost.create", details, now=now)
    return boost.boost_id


async def end_boost(connection: Connection, command: EndBoost, *, now: datetime) -> UUID:
    """Call a boost off from now on, and return its id; what has happened keeps its price.

    Raises:
        NotAllowedError: Only an admin ends boosts.
        NotFoundError: There is no such boost.
        WrongStateError: It has ended already.
    """
    plays, published_at = await open_playbook(connection, now=now)
    boost = called_off(plays.boosts, command, published_at=published_at, now=now)
    await points.end_boost(connection, boost.boost_id, ended_at=published_at)
    details = {"boost_id": str(boost.boost_id)}
    await audit.append(connection, command.by, "boost.end", details, now=now)
    return boost.boost_id
