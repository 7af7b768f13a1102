"""The table of kinds in docs/notifications.md, and what docs/clients.md tells apps of it, are those of the code."""

import re
from uuid import UUID

import pytest
from graphql import build_schema

from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.graphql.schema import sdl
from bellringer.push.links import CHANNELS, PLACES, REPLACES, path_of, thread_of
from bellringer.words import NotificationKind
from tests.shape.test_docs import ROOT, table

PAGE = ROOT / "docs/notifications.md"
SOME = str(UUID(int=7))
PARAMS: dict[str, str | int] = {
    "goal_id": SOME,
    "badge_id": SOME,
    "activity_id": SOME,
    "competition_id": SOME,
    "month_on": "2026-02-01",
    "post_id": SOME,
    "board_key": "points-month",
    "on": "2026-03-11",
    "pulse_id": SOME,
    "feedback_id": SOME,
    "thread_id": SOME,
    "flag_id": SOME,
}
TOLD = {row[0].strip("`"): row for row in table(PAGE, "Kinds")}


def test_every_kind_is_told_of_and_no_other() -> None:
    assert list(TOLD) == [kind.value for kind in NotificationKind]


@pytest.mark.parametrize("kind", NotificationKind)
def test_a_row_says_what_the_code_does(kind: NotificationKind) -> None:
    _, when, who, opens, channel, thread, replaces, lasts = TOLD[kind]
    assert when
    assert who
    path = re.sub(r"(?<=[a-z]/).+", "…", path_of(kind, PARAMS))
    assert opens.strip("`") == path
    assert channel.strip("`") == CHANNELS[kind]
    is_of_goal = path.startswith("/goals")
    assert thread_of(kind, PARAMS if is_of_goal else {}) == (SOME if is_of_goal else CHANNELS[kind])
    assert thread == ("the goal" if is_of_goal else "the channel")
    about = REPLACES.get(kind, "")
    assert (
        replaces
        == {
            "": "nothing",
            None: "the one before",
            "streak_id": "the one before of the streak",
            "competition_id": "the one before of the competition",
            "post_id": "the one before of the post",
            "thread_id": "the one before of the thread",
        }[about]
    )
    span = LASTS[kind]
    assert lasts.split(",")[0] == (f"{span.days} days" if span.days > 1 else "24 h")


def test_apps_are_told_of_every_channel_and_every_place() -> None:
    clients = (ROOT / "docs/clients.md").read_text()
    [row] = re.findall(r"^\| `android.notification.channel_id` \| (.+)$", clients, re.MULTILINE)
    channels = re.findall(r"`([a-z-]+)`", row.partition(":")[0])
    assert channels == list(dict.fromkeys(CHANNELS.values()))
    places = clients.partition("### Places")[2].partition("\n### ")[0]
    told = {each.split("/")[1] for each in re.findall(r"`(/[^`]+)`", places)}
    assert told == {room.removeprefix("/") for room, _, _ in PLACES.values()}


def test_apps_are_told_of_every_subscription() -> None:
    live = (ROOT / "docs/clients.md").read_text().partition("\n## Live\n")[2].partition("\n## ")[0]
    fields = build_schema(sdl()).subscription_type
    assert fields is not None
    assert [name for name in fields.fields if name not in live] == []
