"""Bad days: what a send gets instead of a success, asked for one by one, by phone, or by chance from a seed."""

import hashlib
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

UNREGISTERED = "UNREGISTERED"
SENDER_ID_MISMATCH = "SENDER_ID_MISMATCH"
INVALID_ARGUMENT = "INVALID_ARGUMENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What one send gets.

    Attributes:
        code: Replaces the usual FcmError of the status; an empty one leaves it out.
        field: What a 400 names as wrong, e.g. `message.android.ttl`; without one it is the phone's address.
        retry_after: Seconds to wait, as the header says.
        is_date: The header names the same instant as an HTTP date.
        is_cut: The connection is reset instead of an answer; with `is_accepted` the message was taken before.
        seconds: How long the answer takes.
    """

    status: int = 200
    code: str | None = None
    field: str | None = None
    retry_after: int | None = None
    is_date: bool = False
    is_cut: bool = False
    is_accepted: bool = False
    seconds: float = 0.0

    @classmethod
    def read(cls, asked: Mapping[str, Any]) -> "Fault":
        """Read one as /control takes it."""
        retry_after = asked.get("retryAfter")
        return cls(
            status=int(asked.get("status", 200)),
            code=asked.get("code"),
            field=asked.get("field"),
            retry_after=None if retry_after is None else int(retry_after),
            is_date=bool(asked.get("asDate")),
            is_cut=bool(asked.get("cut")),
            is_accepted=asked.get("cut") == "after",
            seconds=float(asked.get("seconds", 0)),
        )

    def header(self, now: datetime) -> str | None:
        """Return Retry-After, in whole seconds or as a date, which has whole seconds too and is never early."""
        if self.retry_after is None:
            return None
        if not self.is_date:
            return str(self.retry_after)
        until = now + timedelta(seconds=self.retry_after)
        if until.microsecond:
            until = until.replace(microsecond=0) + timedelta(seconds=1)
        return format_datetime(until, usegmt=True)


FINE = Fault()
GONE = Fault(status=404, code=UNREGISTERED)
OF_ANOTHER_PROJECT = Fault(status=403, code=SENDER_ID_MISMATCH)
NO_ADDRESS = Fault(status=400, code=INVALID_ARGUMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """Faults by chance: each has its share of all sends, from 0 to 1; the rest goes well.

    What a send gets follows from the seed, the message and how often it came, not from the order in which
    sends meet: a seed that failed fails again.
    """

    seed: int
    shares: Sequence[tuple[float, Fault]]

    def over(self, message: str, *, time: int) -> Fault:
        """Return what the n-th send of a message gets."""
        digest = hashlib.sha256(f"{self.seed}/{message}/{time}".encode()).digest()
        chance = int.from_bytes(digest[:8], "big") / (1 << 64)
        for share, fault in self.shares:
            if chance < share:
                return fault
            chance -= share
        return FINE


def rough(seed: int) -> Weather:
    """Return a day on which all goes wrong that can, for one send in four; one answer in a hundred is lost."""
    return Weather(
        seed=seed,
        shares=(
            (0.02, Fault(status=429, retry_after=2)),
            (0.02, Fault(status=429, retry_after=2, is_date=True)),
            (0.01, Fault(status=503, retry_after=1)),
            (0.03, Fault(status=503)),
            (0.04, Fault(status=500)),
            (0.02, Fault(is_cut=True)),
            (0.01, Fault(is_cut=True, is_accepted=True)),
            (0.10, Fault(seconds=0.02)),
        ),
    )


@dataclass(slots=True)
class Faults:
    """What is to go wrong: the next sends, else those to a phone, else by the weather.

    Attributes:
        coming: Of the next sends, whoever they are for.
        phones: Of every send to a phone, by its address.
        weather: Of all others.
        token_statuses: Of the next requests to the token service: 200 is a token.
        send_seconds: How long every answer takes.
        token_seconds: How long the token service takes.
    """

    coming: deque[Fault] = field(default_factory=deque)
    phones: dict[str, Fault] = field(default_factory=dict)
    weather: Weather | None = None
    token_statuses: deque[int] = field(default_factory=deque)
    send_seconds: float = 0.0
    token_seconds: float = 0.0

    def over(self, *, target: str, message: str, time: int) -> Fault:
        """Return what becomes of a send: the n-th of a message to a phone."""
        if self.coming:
            return self.coming.popleft()
        found = self.phones.get(target)
        if found is None and self.weather is not None:
            found = self.weather.over(message, time=time)
        return found or FINE

    def ask(self, asked: Mapping[str, Any]) -> None:
        """Take what /control was sent: lists of phones and faults are added to, the rest is replaced."""
        self.phones.update(dict.fromkeys(asked.get("unregistered", ()), GONE))
        self.phones.update(dict.fromkeys(asked.get("mismatched", ()), OF_ANOTHER_PROJECT))
        self.phones.update(dict.fromkeys(asked.get("invalid", ()), NO_ADDRESS))
        self.send_seconds = float(asked.get("sendSeconds", self.send_seconds))
        self.token_seconds = float(asked.get("tokenSeconds", self.token_seconds))
        self.token_statuses.extend(int(each) for each in asked.get("tokenStatuses", ()))
        if "rough" in asked:
            self.weather = rough(int(asked["rough"]))
        for each in asked.get("faults", ()):
            self.coming.extend([Fault.read(each)] * int(each.get("times", 1)))
