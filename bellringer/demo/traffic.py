"""The reps at work: every few seconds somebody's phone sends an activity, over HTTP as phones do."""

import asyncio
import random  # noqa: TID251 - a seeded one, given as an argument
from collections.abc import Callable
from typing import Any

import aiohttp

from bellringer.clock import utc_now
from bellringer.demo import story
from bellringer.demo.cast import AWAY, HERO, REPS, Person

RECORD = """
mutation ($input: ActivityRecordInput!) {
  activityRecord(input: $input) {
    pointsEarned totalPoints crossings { percent } badges { badge { title } }
    userErrors { code message }
  }
}
"""
_SHORTEST_SECONDS, _LONGEST_SECONDS = 2.0, 5.0
# the hero waits for the visitor
_OTHERS = tuple(rep for rep in REPS if rep not in (HERO, AWAY))


async def send_for_ever(
    url: str,
    chance: random.Random,
    *,
    token_of: Callable[[Person], str],
    tell: Callable[[str], None],
) -> None:
    """Send what reps do until cancelled; `tell` is told of each in a line."""
    async with aiohttp.ClientSession() as session:
        number = 0
        while True:
            await asyncio.sleep(chance.uniform(_SHORTEST_SECONDS, _LONGEST_SECONDS))
            number += 1
            who = chance.choice(_OTHERS)
            act = story.live_act(number, who, chance, at=utc_now())
            try:
                answer = await _send(session, url, token_of(who), act)
            except (aiohttp.ClientError, TimeoutError) as error:
                tell(
                    f"{who.name}'s phone got no answer ({type(error).__name__}); it tries again later"
                )
                continue
            tell(_line(act, answer))


async def _send(
    session: aiohttp.ClientSession, url: str, token: str, act: story.Act
) -> dict[str, Any]:
    sent: dict[str, Any] = {
        "idempotencyKey": act.key,
        "kind": act.kind,
        "quantity": act.quantity,
        "occurredAt": act.at.isoformat(),
    }
    if act.dollars is not None:
        sent["amount"] = {"amountMinor": 100 * act.dollars, "currency": "USD"}
    if act.customer is not None:
        sent["customerExternalId"] = act.customer
    body = {"query": RECORD, "variables": {"input": sent}}
    headers = {"Authorization": f"Bearer {token}"}
    timeout = aiohttp.ClientTimeout(total=10)
    async with session.post(url, json=body, headers=headers, timeout=timeout) as answer:
        found: dict[str, Any] = await answer.json(content_type=None)
        return found


def _line(act: story.Act, answer: dict[str, Any]) -> str:
    data = (answer.get("data") or {}).get("activityRecord")
    what = act.kind.replace("_", " ") + (f" × {act.quantity}" if act.quantity > 1 else "")
    if act.dollars is not None:
        what += f", ${act.dollars:,}"
    if not data or data["userErrors"]:
        errors = answer.get("errors") or (data or {}).get("userErrors") or [{}]
        return f"{act.who.name}: {what}: refused: {errors[0].get('message', answer)}"
    line = f"{act.who.name}: {what}: +{data['pointsEarned']} points, now {data['totalPoints']}"
    crossed = [f"{each['percent']} %" for each in data["crossings"]]
    earned = [each["badge"]["title"] for each in data["badges"]]
    return "; ".join([line, *(f"passed {each}" for each in crossed), *earned])
