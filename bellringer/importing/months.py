"""Months as people write them on a command line or in a cell."""

import re
from calendar import month_name
from collections.abc import Iterable
from datetime import date

from bellringer.importing.rows import UnusableFileError
from bellringer.importing.values import InvalidCellError, shown

_YEAR = re.compile(r"[12][0-9]{3}")
_MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")


def months_of(asked: Iterable[str], *, today: date) -> tuple[str, ...]:
    """Return months as YYYY-MM, each once: those of years, single ones, and `current`.

    Raises:
        UnusableFileError: One of them is none of these.
    """
    found: list[str] = []
    for text in asked:
        if text == "current":
            found.append(f"{today:%Y-%m}")
        elif _YEAR.fullmatch(text):
            found.extend(f"{text}-{month:02}" for month in range(1, 13))
        elif _MONTH.fullmatch(text):
            found.append(text)
        else:
            raise UnusableFileError(
                f"--months takes a year, a month such as 2026-03, or current: {shown(text)}"
            )
    return tuple(dict.fromkeys(found))


def name_of(month: str) -> str:
    """Return how people say a month written like 2026-03; any other text stays as it is."""
    found = _MONTH.fullmatch(month)
    return f"{month_name[int(found[2])]} {found[1]}" if found else month


def span_of(month: str) -> tuple[date, date]:
    """Return the first day of a month and that of the next.

    Raises:
        InvalidCellError: It is not written like 2026-03.
    """
    found = _MONTH.fullmatch(month)
    if found is None:
        raise InvalidCellError(f"month is not written like 2026-03: {shown(month)}")
    year, number = int(found[1]), int(found[2])
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)
