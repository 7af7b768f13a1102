"""The message as a phone gets it, built and checked by firebase-admin."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bellringer.node_ids import pack
from bellringer.push.fcm import build
from bellringer.push.port import Push
from bellringer.standins.messages import problems
from bellringer.standins.phone import WIDTH, draw
from bellringer.words import DeviceTarget, NotificationKind
from tests.builders import NOW

NOTIFICATION, GOAL = UUID(int=2), UUID(int=3)
PLACE = f"goals/{pack('Goal', GOAL)}"


def push(**more: Any) -> Push:
    return Push(
        **{
            "organization": "acme",
            "notification_id": NOTIFICATION,
            "tag": NOTIFICATION,
            "kind": NotificationKind.MILESTONE_CROSSED,
            "target_kind": DeviceTarget.FCM_FID,
            "target": "fid-1",
            "title": "75% reached",
            "body": "You have reached 75% of “Q1”.",
            "path": f"/{PLACE}",
            "thread": str(GOAL),
            "badge": 3,
            "expires_at": NOW + timedelta(hours=2),
            **more,
        }
    )


def wire(push: Push, *, public_url: str | None = "https://play.example.com") -> dict[str, Any]:
    message: dict[str, Any] = json.loads(str(build(push, public_url=public_url, now=NOW)))
    return message


def test_the_message_holds_what_the_contract_says() -> None:
    assert wire(push()) == {
        "fid": "fid-1",
        "notification": {"title": "75% reached", "body": "You have reached 75% of “Q1”."},
        "data": {
            "notification_id": pack("Notification", NOTIFICATION),
            "kind": "MILESTONE_CROSSED",
            "deep_link": f"bellringer://{PLACE}",
            "org": "acme",
        },
        "android": {
            "ttl": "7200s",
            "priority": "high",
            "notification": {"channel_id": "goals", "tag": str(NOTIFICATION)},
        },
        "apns": {
            "headers": {
                "apns-collapse-id": str(NOTIFICATION),
                "apns-expiration": "1773248400",
                "apns-priority": "10",
                "apns-push-type": "alert",
            },
            "payload": {
                "aps": {
                    "badge": 3,
                    "sound": "default",
                    "thread-id": str(GOAL),
                    "interruption-level": "active",
                }
            },
        },
        "webpush": {
            "headers": {"TTL": "7200", "Topic": NOTIFICATION.hex},
            "notification": {"tag": str(NOTIFICATION)},
            "fcm_options": {"link": f"https://play.example.com/{PLACE}"},
        },
    }


def test_a_registration_token_is_sent_as_one_and_without_a_warning() -> None:
    message = wire(push(target_kind=DeviceTarget.FCM_TOKEN, target="token-1"))
    assert message["token"] == "token-1"
    assert "fid" not in message


def test_only_an_https_address_becomes_a_link() -> None:
    assert "fcm_options" not in wire(push(), public_url="http://127.0.0.1:8000")["webpush"]
    assert "fcm_options" not in wire(push(), public_url=None)["webpush"]


def test_a_badge_of_zero_is_sent_so_that_it_goes_away() -> None:
    assert wire(push(badge=0))["apns"]["payload"]["aps"]["badge"] == 0


@given(title=st.text(max_size=120), body=st.text(max_size=400), hours=st.integers(0, 24 * 60))
def test_whatever_it_says_fcm_accepts_it(title: str, body: str, hours: int) -> None:
    expires_at = NOW + timedelta(hours=hours)
    message = wire(push(title=title, body=body, expires_at=expires_at))
    assert list(problems(message)) == []


@given(title=st.text(max_size=200), body=st.text(max_size=400))
def test_a_drawn_phone_has_straight_sides(title: str, body: str) -> None:
    lines = draw({"notification": {"title": title, "body": body}}).split("\n")
    assert lines[0] == f"╭{'─' * (WIDTH + 2)}╮"
    assert all(line.startswith("│ ") and line.endswith(" │") for line in lines[1:-1])


def test_a_recall_shows_nothing_and_names_the_tag_of_what_it_takes_off() -> None:
    shown, recall = wire(push()), wire(push(is_recall=True))
    assert list(problems(recall)) == []
    assert recall == {
        "fid": "fid-1",
        "data": {
            "action": "withdraw",
            "notification_id": shown["data"]["notification_id"],
            "kind": "MILESTONE_CROSSED",
            "org": "acme",
            "tag": shown["android"]["notification"]["tag"],
        },
        "android": {"ttl": "7200s", "priority": "normal"},
        "apns": {
            "headers": {
                "apns-collapse-id": shown["apns"]["headers"]["apns-collapse-id"],
                "apns-expiration": shown["apns"]["headers"]["apns-expiration"],
                "apns-priority": "5",
                "apns-push-type": "background",
            },
            "payload": {"aps": {"content-available": 1}},
        },
    }
