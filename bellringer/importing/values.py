"""Turn the text of a cell into a value, or say why it can't be one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from bellringer.gamification.rules.recording.money import digits

_NOON = time(12)
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_TAGS = re.compile(r"[;\n]")


class InvalidCellError(ValueError):
    """The text of a field can't be used; the message names the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """How a file writes dates and numbers. Both date formats are strftime's; None is ISO 8601."""

    date_format: str | None = None
    time_format: str | None = None
    decimal_mark: str = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The texts of one record by Bellringer's own names; an empty text counts as absent."""

    texts: Mapping[str, str]
    notation: Notation
    zone: ZoneInfo

    def text(self, name: str) -> str | None:
        """Return a text, if there is one."""
        return self.texts.get(name) or None

    def needed(self, name: str) -> str:
        """Return a text that must be there."""
        text = self.text(name)
        if text is None:
            raise InvalidCellError(f"{name} is empty")
        return text

    def tags(self, name: str) -> tuple[str, ...]:
        """Return the parts of a text between semicolons."""
        parts = (part.strip() for part in _TAGS.split(self.text(name) or ""))
        return tuple(dict.fromkeys(part for part in parts if part))

    def whole(self, name: str) -> int | None:
        """Return a whole number."""
        text = self.text(name)
        if text is None:
            return None
        if not _WHOLE.fullmatch(text):
            raise InvalidCellError(f"{name} is no whole number: {shown(text)}")
        return int(text)

    def decimal(self, name: str) -> Decimal | None:
        """Return an exact number, read with the file's decimal mark and without thousands."""
        text = self.text(name)
        if text is None:
            return None
        plain = text if self.notation.decimal_mark == "." else self._with_point(text)
        if not _NUMBER.fullmatch(plain):
            raise InvalidCellError(f"{name} is no plain number: {shown(text)}")
        try:
            return Decimal(plain)
        except InvalidOperation:
            raise InvalidCellError(f"{name} is no plain number: {shown(text)}") from None

    def _with_point(self, text: str) -> str:
        # "1.5" in a file with decimal commas would be one thousand five hundred to somebody
        return "" if "." in text else text.replace(self.notation.decimal_mark, ".")

    def minor(self, name: str, currency: str) -> int | None:
        """Return an amount, written in whole units of a currency, in its minor units."""
        amount = self.decimal(name)
        if amount is None:
            return None
        scaled = amount.scaleb(digits(currency))
        if scaled != scaled.to_integral_value():
            raise InvalidCellError(
                f"{name} has more than {digits(currency)} decimal digits, which {currency} has not: "
                + shown(self.needed(name))
            )
        return int(scaled)

    def currency(self, name: str) -> str | None:
        """Return an ISO 4217 code."""
        text = self.text(name)
        if text is not None and not _CURRENCY.fullmatch(text):
            raise InvalidCellError(f"{name} is no currency code such as USD: {shown(text)}")
        return text

    def day(self, name: str) -> date | None:
        """Return a date."""
        text = self.text(name)
        if text is None:
            return None
        form = self.notation.date_format
        try:
            return _parsed(text, form).date() if form else date.fromisoformat(text)
        except ValueError:
            like = form or "2026-03-31"
            raise InvalidCellError(f"{name} is no date like {like}: {shown(text)}") from None

    def instant(self, name: str) -> datetime | None:
        """Return an instant; a time without an offset is meant in the organization's zone."""
        text = self.text(name)
        if text is None:
            return None
        form = self.notation.time_format
        try:
            found = _parsed(text, form) if form else _instant(text)
            return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            like = form or "2026-03-31T14:05:00+02:00"
            raise InvalidCellError(f"{name} is no time like {like}: {shown(text)}") from None

    def noon(self, name: str) -> datetime | None:
        """Return noon of a date in the organization's zone: an instant that is that date."""
        on = self.day(name)
        return None if on is None else datetime.combine(on, _NOON, self.zone).astimezone(UTC)


def shown(text: str) -> str:
    """Return a text short and printable, for a message."""
    short = text if len(text) <= 40 else text[:39] + "…"
    return repr(short)


def _parsed(text: str, form: str) -> datetime:
    return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the organization's, given after


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if len(text) <= len("2026-03-31"):
        raise ValueError("a date without a time")
    return found
