"""The lines of a digest, each there only if there is something to say."""

from collections.abc import Iterator
from datetime import date, timedelta

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from bellringer.gamification.store.notifications import Names, Params, id_in
from bellringer.push.languages import Language
from bellringer.push.lines import clean, quantity, quoted
from bellringer.push.links import CHANNELS
from bellringer.push.voices import N_, NN_
from bellringer.words import NotificationKind

YESTERDAY = N_("Yesterday: {results}")
ON_DAY = N_("{day}: {results}")
POINTS = NN_("{points} point", "{points} points", "points")
TODAY = N_("Today for {goal}: {metric} {amount}")
RANK = N_("Rank {rank} of {listed}: {board}")
STREAK = N_("{streak}: {run} in a row")
AT_RISK = N_("{streak}: {run} in a row, and today decides")
FREEZES = NN_(
    "{streak}: {run} in a row, with {freezes} freeze left",
    "{streak}: {run} in a row, with {freezes} freezes left",
    "freezes",
)
HELD = N_("Also in your inbox: {items}")
NOTHING = N_("Have a good day!")
CHANNEL_NAMES = {
    "goals": N_("Goals"),
    "badges": N_("Badges"),
    "activities": N_("Activities"),
    "recognition": N_("Months"),
    "competitions": N_("Competitions"),
    "streaks": N_("Streaks"),
    "kudos": N_("Kudos"),
    "feed": N_("Comments"),
    "ranks": N_("Ranks"),
    "webhooks": N_("Webhooks"),
    "approvals": N_("Approvals"),
    "check-ins": N_("Check-ins"),
    "coaching": N_("Working together"),
    "action-items": N_("Action items"),
    "days": N_("Your day"),
}
UNKNOWN = "…"


def digest_lines(params: Params, names: Names, speaks: Language) -> str:
    """Return the lines of a digest, the last working day first."""
    lines = [
        *_results(params, names, speaks),
        *_targets(params, names, speaks),
        *_rank(params, names, speaks),
        *_streak(params, names, speaks),
        *_held(params, speaks),
    ]
    return "\n".join(lines) or speaks.say(NOTHING)


def day_of(params: Params, name: str, speaks: Language) -> str:
    """Return a date with its weekday, as the reader writes it."""
    try:
        on = date.fromisoformat(str(params[name]))
    except (KeyError, ValueError):
        return UNKNOWN
    return str(format_skeleton("MMMMEEEEd", on, locale=speaks.locale))


def _results(params: Params, names: Names, speaks: Language) -> Iterator[str]:
    found = []
    if "points" in params:
        points = int(params["points"])
        text = speaks.count(POINTS.one, POINTS.several, points)
        found.append(text.format(points=format_decimal(points, locale=speaks.locale)))
    for place in ("first", "second", "third"):
        if f"{place}_metric" in params:
            key, total = str(params[f"{place}_metric"]), int(params[f"{place}_total"])
            found.append(f"{_metric(key, names)} {_amount(key, total, names, speaks)}")
    if not found:
        return
    results = " · ".join(found)
    if _is_yesterday(params):
        yield speaks.say(YESTERDAY).format(results=results)
    else:
        yield speaks.say(ON_DAY).format(day=day_of(params, "day_on", speaks), results=results)


def _targets(params: Params, names: Names, speaks: Language) -> Iterator[str]:
    for place in ("first", "second", "third"):
        goal_id = id_in(params, f"{place}_goal_id")
        if goal_id is None:
            continue
        goal, key = names.goals.get(goal_id), str(params[f"{place}_goal_metric"])
        yield speaks.say(TODAY).format(
            goal=quoted(goal.title if goal else None, speaks),
            metric=_metric(key, names),
            amount=_amount(key, int(params[f"{place}_due"]), names, speaks),
        )


def _rank(params: Params, names: Names, speaks: Language) -> Iterator[str]:
    if "rank" in params:
        board = names.boards.get(str(params.get("board_key")))
        yield speaks.say(RANK).format(
            rank=format_decimal(int(params["rank"]), locale=speaks.locale),
            listed=format_decimal(int(params["listed"]), locale=speaks.locale),
            board=quoted(board, speaks),
        )


def _streak(params: Params, names: Names, speaks: Language) -> Iterator[str]:
    streak_id = id_in(params, "streak_id")
    if streak_id is None:
        return
    freezes = int(params.get("freezes", 0))
    text = speaks.say(AT_RISK if "at_risk" in params else STREAK)
    if freezes:
        text = speaks.count(FREEZES.one, FREEZES.several, freezes)
    yield text.format(
        streak=quoted(names.streaks.get(streak_id), speaks),
        run=format_decimal(int(params["run"]), locale=speaks.locale),
        freezes=format_decimal(freezes, locale=speaks.locale),
    )


def _held(params: Params, speaks: Language) -> Iterator[str]:
    found: dict[str, int] = {}
    for kind in NotificationKind:
        number = int(params.get(f"held_{kind}", 0))
        if number:
            name = speaks.say(CHANNEL_NAMES[CHANNELS[kind]])
            found[name] = found.get(name, 0) + number
    if found:
        items = ", ".join(
            f"{name} {format_decimal(number, locale=speaks.locale)}"
            for name, number in found.items()
        )
        yield speaks.say(HELD).format(items=items)


def _is_yesterday(params: Params) -> bool:
    try:
        on, day = (date.fromisoformat(str(params[name])) for name in ("on", "day_on"))
    except (KeyError, ValueError):
        return True
    return on - day == timedelta(days=1)


def _metric(key: str, names: Names) -> str:
    metric = names.metrics.get(key)
    return clean(metric.title if metric else None) or UNKNOWN


def _amount(key: str, value: int, names: Names, speaks: Language) -> str:
    metric = names.metrics.get(key)
    return quantity(value, metric.unit if metric else None, names.currency, speaks.locale)
