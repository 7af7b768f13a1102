"""The storm: kills in an order that a seed decides, while members sell and FCM has a rough day."""

import asyncio
import random  # noqa: TID251 - seeded
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bellringer.api.development import mint_development_token
from bellringer.clock import utc_now
from bellringer.config import Settings
from bellringer.gamification.actions.recount import recount
from bellringer.standins.faults import rough
from tests.kills import ground
from tests.kills.deployment import BACK_SECONDS, START_SECONDS, VICTIMS, Deployment, deployed
from tests.kills.judging import all_is_quiet, everything_rang, nothing_is_lost
from tests.kills.traffic import Traffic

FROZEN = "frozen worker"
LONGEST_FREEZE = 17.0  # seconds: longer than a lease
QUIET_SECONDS = 180.0


@dataclass(slots=True)
class Report:
    """What happened, in numbers; `back` are seconds from each blow until selling went on."""

    seed: int
    blows: Counter[str] = field(default_factory=Counter)
    back: list[float] = field(default_factory=list)
    acknowledged: int = 0
    pushes: Counter[str] = field(default_factory=Counter)
    lost_answers: int = 0


async def weather_it(
    folder: Path,
    *,
    seed: int,
    seconds: float = 0,
    goals: int = 1,
    is_hurried: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Deal every kind of blow once, and go on for so many seconds; then judge.

    Raises AssertionError with what differs, or TimeoutError where something does not come back.
    """
    chance = random.Random(seed)
    report = Report(seed)
    async with deployed(folder, chance) as deployment:
        _, database = await deployment.database()
        org_id, addresses = await ground.lay(database, goals=goals)
        await database.close()
        deployment.standin.faults.weather = rough(seed)
        traffic = Traffic(deployment.url, _tokens(folder, addresses))
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as selling:
            selling.create_task(traffic.run(stop))
            await traffic.go_on(12, seconds=START_SECONDS)
            began = time.monotonic()
            blows = chance.sample([*VICTIMS, FROZEN], len(VICTIMS) + 1)
            while blows or time.monotonic() < began + seconds:
                victim = blows.pop() if blows else chance.choice([*VICTIMS, FROZEN])
                await asyncio.sleep(
                    chance.uniform(0, 0.2) if seconds == 0 else chance.uniform(0, 3)
                )
                await _strike(
                    deployment, victim, chance.uniform(0.1, 0.5 if seconds == 0 else LONGEST_FREEZE)
                )
                struck = time.monotonic()
                await traffic.go_on(6, seconds=BACK_SECONDS)
                report.back.append(time.monotonic() - struck)
                report.blows[victim] += 1
                say(f"{victim}: selling went on after {report.back[-1]:.1f} s")
            stop.set()
        dsn, database = await deployment.database()
        say("quiet; waiting for what is due")
        await all_is_quiet(dsn, deployment.standin, seconds=QUIET_SECONDS, is_hurried=is_hurried)
        await nothing_is_lost(dsn, traffic)
        report.pushes = await everything_rang(dsn, deployment.standin)
        async with database.reading(org_id) as connection:
            assert await recount(connection) == ()
        await database.close()
        report.acknowledged = len(traffic.acknowledged)
        report.lost_answers = deployment.standin.journal.lost
    return report


async def _strike(deployment: Deployment, victim: str, seconds: float) -> None:
    if victim == FROZEN:
        await deployment.freeze_worker(seconds)
    else:
        await deployment.kill(victim)


def _tokens(folder: Path, addresses: Sequence[str]) -> list[str]:
    settings = Settings(data_dir=folder / ".bellringer")
    return [
        mint_development_token(settings, org="acme", email=each, minutes=600, now=utc_now())
        for each in addresses
    ]
