"""What FCM accepts as a message, and what it says where it doesn't."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

SIZE_LIMIT = 4096
LONGEST_TTL_SECONDS = 2_419_200
COLLAPSE_ID_LIMIT = 64

_TARGETS = ("token", "fid", "topic", "condition")
_FIELDS = frozenset(
    {*_TARGETS, "name", "data", "notification", "android", "apns", "webpush", "fcm_options"}
)
_RESERVED = re.compile(r"from|message_type|google\..*|gcm\..*")
_TTL = re.compile(r"(\d+)(\.\d{1,9})?s")
_TYPE = "type.googleapis.com/"


def problems(message: object) -> Iterator[tuple[str, str]]:
    """Yield each fault of a message: the field, and what is wrong with it."""
    if not isinstance(message, dict):
        yield "message", "Message is required"
        return
    for name in sorted(message.keys() - _FIELDS):
        yield f"message.{name}", f'Unknown name "{name}"'
    targets = [name for name in _TARGETS if message.get(name)]
    if len(targets) != 1:
        yield "message", "Exactly one of token, fid, topic or condition is required"
    yield from _data_problems(message.get("data", {}))
    yield from _text_problems(message.get("notification", {}))
    yield from _android_problems(_branch(message, "android"))
    yield from _apns_problems(_branch(message, "apns"))
    link = _branch(message, "webpush", "fcm_options").get("link", "https://")
    if not str(link).startswith("https://"):
        yield "message.webpush.fcm_options.link", "Link must be an https URL"
    if _size(message) > SIZE_LIMIT:
        yield "message", f"Message is too big: {_size(message)} > {SIZE_LIMIT} bytes"


def refusal(
    status: int, word: str, text: str, *, code: str | None = None, field: str | None = None
) -> dict[str, Any]:
    """Return an error as Google's services write it; `code` makes it FCM's own."""
    details: list[dict[str, Any]] = []
    if code is not None:
        details.append({"@type": f"{_TYPE}google.firebase.fcm.v1.FcmError", "errorCode": code})
    if field is not None:
        violation = {"field": field, "description": text}
        details.append({"@type": f"{_TYPE}google.rpc.BadRequest", "fieldViolations": [violation]})
    error = {"code": status, "message": text, "status": word, "details": details}
    return {"error": error if details else {k: v for k, v in error.items() if k != "details"}}


def _data_problems(data: object) -> Iterator[tuple[str, str]]:
    if not isinstance(data, dict):
        yield "message.data", "Data must be a map"
        return
    for key, value in data.items():
        if not isinstance(value, str):
            yield f"message.data[{key}]", "Invalid value, must be a string"
        if _RESERVED.fullmatch(key):
            yield f"message.data[{key}]", "Invalid data payload key"


def _text_problems(notification: object) -> Iterator[tuple[str, str]]:
    if not isinstance(notification, dict):
        yield "message.notification", "Notification must be an object"
        return
    for name, value in notification.items():
        if name not in {"title", "body", "image"} or not isinstance(value, str):
            yield f"message.notification.{name}", "Must be a title, body or image of text"


def _android_problems(android: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    ttl = android.get("ttl", "0s")
    found = _TTL.fullmatch(ttl) if isinstance(ttl, str) else None
    if found is None or int(found[1]) > LONGEST_TTL_SECONDS:
        yield "message.android.ttl", "Must be seconds from 0s to 2419200s"
    if str(android.get("priority", "normal")).lower() not in {"normal", "high"}:
        yield "message.android.priority", "Must be normal or high"


def _apns_problems(apns: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    headers = _branch(apns, "headers")
    for name, value in headers.items():
        if not isinstance(value, str):
            yield f"message.apns.headers[{name}]", "Invalid value, must be a string"
    if len(str(headers.get("apns-collapse-id", "")).encode()) > COLLAPSE_ID_LIMIT:
        yield "message.apns.headers[apns-collapse-id]", "Must not exceed 64 bytes"
    badge = _branch(apns, "payload", "aps").get("badge", 0)
    if not isinstance(badge, int) or isinstance(badge, bool):
        yield "message.apns.payload.aps.badge", "Must be a number"


def _branch(tree: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    for name in names:
        following = tree.get(name, {})
        tree = following if isinstance(following, dict) else {}
    return tree


def _size(message: Mapping[str, Any]) -> int:
    sent = {k: v for k, v in message.items() if k in {"data", "notification"}}
    return len(json.dumps(sent, ensure_ascii=False, separators=(",", ":")).encode())
