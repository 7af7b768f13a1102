"""Keyset pages: where a page begins, which way it goes, and what was found."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """At most `limit` rows beyond the row with key `edge`, forwards or backwards."""

    limit: int
    edge: tuple[Any, ...] | None = None
    is_backward: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Rows in the list's order, and whether there are more on either side."""

    rows: tuple[T, ...]
    has_before: bool = False
    has_after: bool = False


def both_ways(
    template: str,
    columns: Sequence[str],
    types: Sequence[str],
    *,
    start: int,
    descending: bool,
    outside: Sequence[str] = (),
) -> tuple[str, str]:
    """Write a listing forwards and backwards: fills in `{beyond}`, `{order}` and `{limit}`.

    The key's values are parameters from `start` on, then comes the limit. `{outside}` is the order again,
    in the words of a query round the listing, for a statement that lists for many at once.
    """

    def one(falls: bool) -> str:
        values = [f"${start + at}::{name}" for at, name in enumerate(types)]
        beyond = f"({values[0]} IS NULL OR ({', '.join(columns)}) {'<' if falls else '>'} ({', '.join(values)}))"
        way = "DESC" if falls else "ASC"
        return (
            template.replace("{beyond}", beyond)
            .replace("{order}", ", ".join(f"{column} {way}" for column in columns))
            .replace("{outside}", ", ".join(f"{column} {way}" for column in outside))
            .replace("{limit}", f"${start + len(types)}")
        )

    return one(descending), one(not descending)


def asked(window: Window, width: int) -> tuple[Any, ...]:
    """Return the parameters that `both_ways` left open; one row more than asked shows if there are more."""
    return (*(window.edge or (None,) * width), window.limit + 1)


def found(window: Window, rows: Sequence[Any], make: Callable[[Any], T]) -> Page[T]:
    """Make the page of what the statement found."""
    made = [make(row) for row in rows[: window.limit]]
    more = len(rows) > window.limit
    if window.is_backward:
        made.reverse()
    return Page(
        rows=tuple(made),
        has_before=more if window.is_backward else window.edge is not None,
        has_after=window.edge is not None if window.is_backward else more,
    )


def sliced(rows: Sequence[T], window: Window, key: Callable[[T], tuple[Any, ...]]) -> Page[T]:
    """Cut a page out of all rows, which are in the rising order of their keys."""
    beyond = [
        row
        for row in rows
        if window.edge is None
        or (key(row) < window.edge if window.is_backward else key(row) > window.edge)
    ]
    kept = beyond[-window.limit :] if window.is_backward else beyond[: window.limit]
    more = len(beyond) > window.limit
    return Page(
        rows=tuple(kept),
        has_before=more if window.is_backward else window.edge is not None,
        has_after=window.edge is not None if window.is_backward else more,
    )


def found_each(
    window: Window,
    keys: Iterable[K],
    rows: Sequence[Any],
    key: Callable[[Any], K],
    make: Callable[[Any], T],
) -> dict[K, Page[T]]:
    """Make the page of each key of what one statement found for all of them."""
    apart: dict[K, list[Any]] = {each: [] for each in keys}
    for row in rows:
        apart[key(row)].append(row)
    return {each: found(window, own, make) for each, own in apart.items()}
