"""All that deciding may look at, read and locked in a fixed number of statements for a whole batch."""

from collections.abc import Collection, Mapping
from uuid import UUID

from bellringer.gamification.facts.activities import RecordedActivity
from bellringer.gamification.facts.batch import Facts, Reach
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.store import activities
from bellringer.gamification.store.activities import Claim
from bellringer.gamification.store.facts import goals, leaderboards, points, streaks
from bellringer.gamification.store.facts.badges import awards
from bellringer.models.database import Connection

__all__ = ["awards", "read"]


async def read(
    connection: Connection,
    playbook: Playbook,
    members: Mapping[UUID, MemberFacts],
    reach: Reach,
    *,
    originals: Mapping[UUID, RecordedActivity] | None = None,
    claims: Collection[Claim] = (),
) -> Facts:
    """Read what the reach names; the members are under lock already.

    Holds the owners of goals FOR SHARE, locks the goals' progress FOR NO KEY UPDATE and the periods of
    boards FOR SHARE, in this order.

    Raises:
        RacedError: The playbook has changed since it was read.
    """
    moved = await goals.lock(connection, reach.goals, version=playbook.version)
    periods = await leaderboards.hold_periods(connection, reach.periods)
    return Facts(
        playbook=playbook,
        members=members,
        goals=moved,
        finals=periods.finals,
        unopened=periods.unopened,
        streaks=await streaks.read(
            connection, reach.streaks, reach.takes_back, playbook.streaks_of_goals
        ),
        totals=await leaderboards.totals(connection, reach.totals),
        histories=await leaderboards.histories(connection, reach.histories),
        awards=await awards(connection, reach.awards),
        originals=originals or {},
        claims=await activities.claims(connection, claims),
        rule_use=await points.rule_use(connection, reach.caps, reach.coolings),
    )
