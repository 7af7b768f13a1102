"""Public holidays, as the library knows them, and what has changed against what was copied."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

from bellringer.gamification.errors import InvalidInputError

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayChange:
    """A date on which the library and what was copied differ; None is no holiday."""

    on: date
    copied: str | None
    known: str | None


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    """Return a country's public holidays of a year by date, observed days included.

    Raises:
        InvalidInputError: The library knows no such country, or no such subdivision of it, or the year
            lies outside of its range.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInputError(
            f"A year lies between {FIRST_YEAR} and {LAST_YEAR}.", path=("year",)
        )
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        raise InvalidInputError(
            "A country is its ISO 3166 code of two capitals, and the library must know it.",
            path=("country",),
        )
    if subdivision is not None and subdivision not in known[country]:
        listed = ", ".join(known[country]) or "none"
        raise InvalidInputError(f"Subdivisions of {country} are: {listed}.", path=("subdivision",))
    found = holidays.country_holidays(country, subdiv=subdivision, years=year)
    return {on: found[on] for on in sorted(found) if on.year == year}


def changes(copied: Mapping[date, str], known: Mapping[date, str]) -> tuple[HolidayChange, ...]:
    """Return where the library says otherwise than what was copied, by date; another name is no change."""
    return tuple(
        HolidayChange(on=on, copied=copied.get(on), known=known.get(on))
        for on in sorted(copied.keys() ^ known.keys())
    )
