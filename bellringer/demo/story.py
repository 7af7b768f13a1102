"""What happens on a day at Brightwater: the same for the same seed and day, whenever it is told."""

import math
import random  # noqa: TID251 - only seeded ones: the demo is the same for a seed
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bellringer.demo.cast import MANAGERS, MOVER, REPS, TIMEZONE, Person

_OPENS = time(8, 30)
_OPEN_SECONDS = 9 * 3600
_MONTH_REVENUE = 32_000  # dollars, of a rep with talent 1.0
_TYPICAL_DEAL = 3_400
_CUSTOMERS = (
    *("Alder Clinic", "Bluebird Bakery", "Cobalt Press", "Dune Hotels", "Elm Street School"),
    *("Fathom Robotics", "Granite Law", "Hazel & Sons", "Ironwood Gym", "Juniper Bank"),
)
_PRAISE = (
    "Thanks for covering my demo!",
    "What a week. Well fought.",
    "Your call notes saved my deal.",
    "Best handover I have ever had.",
)
# kind, chance of each further one per rep and day, how many at once
_DAILY = (
    ("call", 0.85, (4, 11)),
    ("lead_created", 0.45, (1, 3)),
    ("visit", 0.30, (1, 1)),
    ("appointment_booked", 0.45, (1, 2)),
    ("appointment_run", 0.40, (1, 1)),
    ("demo", 0.25, (1, 1)),
    ("proposal", 0.22, (1, 1)),
)
_AT_MOST = 3  # of a kind, per rep and day
_WIN_CHANCE = 0.33
_LOSS_CHANCE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One activity of somebody; `key` is the same whenever the day is told again."""

    key: str
    who: Person
    kind: str
    at: datetime
    quantity: int = 1
    dollars: int | None = None
    customer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Praise:
    """One person thanks another, or gives a badge."""

    giver: Person
    receiver: Person
    text: str
    badge_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What happens on one day, in order of time."""

    on: date
    acts: tuple[Act, ...]
    praise: tuple[Praise, ...]


def day(on: date, *, seed: int) -> Day:
    """Tell a day; weekends are quiet."""
    chance = random.Random(f"{seed}:{on}")
    is_worked = on.isoweekday() <= 5
    acts = [act for rep in REPS for act in _acts(rep, on, chance)] if is_worked else []
    praise = tuple(_praise(on, chance)) if is_worked else ()
    return Day(on=on, acts=tuple(sorted(acts, key=lambda act: (act.at, act.key))), praise=praise)


def month_target(who: Person) -> int:
    """Return a rep's revenue goal for a month, in dollars: near to what talent brings in."""
    return round(_MONTH_REVENUE * who.talent / 500) * 500


def live_act(number: int, who: Person, chance: random.Random, *, at: datetime) -> Act:
    """Return something that somebody does just now."""
    kinds = (
        *["call"] * 5,
        *["lead_created"] * 2,
        "visit",
        "appointment_booked",
        "demo",
        "deal_won",
    )
    kind = chance.choice(kinds)
    low, high = next((span for name, _, span in _DAILY if name == kind), (1, 1))
    return Act(
        key=f"live:{at:%Y%m%d%H%M%S}:{number}",
        who=who,
        kind=kind,
        at=at,
        quantity=chance.randint(low, high),
        dollars=_deal_size(who, chance) if kind == "deal_won" else None,
        customer=chance.choice(_CUSTOMERS),
    )


def _acts(rep: Person, on: date, chance: random.Random) -> Iterator[Act]:
    number = 0
    plan = [*((kind, likely, span) for kind, likely, span in _DAILY for _ in range(_AT_MOST))]
    plan += [("deal_won", _WIN_CHANCE * rep.talent, (1, 1)), ("deal_lost", _LOSS_CHANCE, (1, 1))]
    for kind, likely, (low, high) in plan:
        # drawn for every entry of the plan, so that no change of one shifts all others
        happens, second = chance.random() < likely, chance.randrange(_OPEN_SECONDS)
        quantity, dollars = chance.randint(low, high), _deal_size(rep, chance)
        customer = chance.choice(_CUSTOMERS)
        if happens:
            number += 1
            opens = datetime.combine(on, _OPENS, ZoneInfo(TIMEZONE))
            yield Act(
                key=f"story:{on}:{rep.phone}:{number}",
                who=rep,
                kind=kind,
                at=opens + timedelta(seconds=second),
                quantity=quantity,
                dollars=dollars if kind in ("deal_won", "proposal") else None,
                customer=customer if kind != "call" else None,
            )


def _deal_size(rep: Person, chance: random.Random) -> int:
    """Return dollars: many small deals, a few large ones."""
    size = _TYPICAL_DEAL * math.exp(chance.gauss(0.0, 0.6)) * (0.8 + 0.2 * rep.talent)
    return round(size / 10) * 10


def _praise(on: date, chance: random.Random) -> Iterator[Praise]:
    giver, receiver = chance.sample(REPS, 2)
    text = chance.choice(_PRAISE)
    if chance.random() < 0.5:
        yield Praise(giver=giver, receiver=receiver, text=text)
    if on.isoweekday() == 5:
        manager = chance.choice(MANAGERS)
        team = [rep for rep in REPS if rep.team == manager.team and rep != MOVER]
        yield Praise(
            giver=manager,
            receiver=chance.choice(team),
            text="Made this week better for everyone.",
            badge_key="team-player" if chance.random() < 0.5 else "coachs-pick",
        )
