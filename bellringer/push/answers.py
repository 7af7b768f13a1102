"""What FCM's HTTP answers say, read without trusting their shape."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from bellringer.gamification.rules.deliveries import Answer

TARGET_FIELDS = frozenset({"message.token", "message.fid"})


def read_answer(status: int, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Answer:
    """Read an answer of `messages:send`; what is not FCM's JSON is known by its status alone."""
    try:
        parsed = json.loads(body)
    except ValueError:
        parsed = None
    content: Mapping[str, Any] = parsed if isinstance(parsed, dict) else {}
    if status == 200:
        return Answer(status=200, code="OK", provider_id=_text(content.get("name")))
    error = content.get("error")
    error = error if isinstance(error, dict) else {}
    details = _objects(error.get("details"))
    code = _fcm_code(details)
    return Answer(
        status=status,
        code=code or _text(error.get("status")) or f"HTTP_{status}",
        is_fcm_error=code is not None,
        blames_payload=bool(_blamed(details) - TARGET_FIELDS),
        retry_after=retry_after(headers.get("Retry-After"), now=now),
    )


def _objects(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _fcm_code(details: list[dict[str, Any]]) -> str | None:
    for detail in details:
        if str(detail.get("@type", "")).endswith("FcmError"):
            return _text(detail.get("errorCode"))
    return None


def _blamed(details: list[dict[str, Any]]) -> set[str]:
    return {
        str(violation.get("field"))
        for detail in details
        if str(detail.get("@type", "")).endswith("BadRequest")
        for violation in _objects(detail.get("fieldViolations"))
    }


def retry_after(value: str | None, *, now: datetime) -> timedelta | None:
    """Return how long the header asks to wait, in seconds or until a date; None where it says nothing readable."""
    if value is None:
        return None
    if value.isascii() and value.isdigit() and len(value) <= 6:
        return timedelta(seconds=int(value))
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(timedelta(), at.replace(tzinfo=at.tzinfo or UTC) - now)


def _text(value: object) -> str | None:
    return value[:200] if isinstance(value, str) and value else None
