"""The one way to page: Relay connections by keyset, so that a moving list never repeats or skips a row."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import strawberry

from bellringer.gamification.store.window import Page, Window
from bellringer.graphql import describing
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import BadRequestError

T = TypeVar("T")
C = TypeVar("C")
Row = TypeVar("Row")

LARGEST_PAGE = 100
USUAL_PAGE = 20

First = Annotated[
    int | None,
    strawberry.argument(
        description="How many from the start, 1 to 100; 20 if neither first nor last is given."
    ),
]
After = Annotated[
    str | None,
    strawberry.argument(description="A cursor: only what comes after it. Goes with `first`."),
]
Last = Annotated[
    int | None,
    strawberry.argument(description="How many from the end, 1 to 100; not with `first`."),
]
Before = Annotated[
    str | None,
    strawberry.argument(description="A cursor: only what comes before it. Goes with `last`."),
]

WithRevoked = Annotated[
    bool, strawberry.argument(description="Also awards that were taken back; default false.")
]
OnlyCurrent = Annotated[
    bool,
    strawberry.argument(description="Only what is proposed, agreed or running; default false."),
]


@describing.output
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool = said("There are more after this page.")
    has_previous_page: bool = said("There are more before this page.")
    start_cursor: str | None = said("The first edge's cursor; null on an empty page.")
    end_cursor: str | None = said("The last edge's cursor; null on an empty page.")


@describing.output
class Edge(Generic[T]):
    """One row of a page."""

    cursor: str = said("Where the row stands; hand it back as `after` or `before`.")
    node: T = said("The row.")


@describing.output
class Connection(Generic[T]):
    """A page of a list that may grow."""

    edges: list[Edge[T]] = said("The rows of this page, in the list's order.")
    page_info: PageInfo = said("Where the page lies.")
    counting: strawberry.Private[Callable[[], Awaitable[int]]]

    @resolved
    async def total_count(self) -> int:
        """How many rows the whole list has."""
        return await self.counting()


def window_of(
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    key: Sequence[type],
) -> Window:
    """Read the four paging arguments; `key` are the types of the list's sort key."""
    if first is not None and last is not None:
        raise BadRequestError("INVALID_PAGE", "Give `first` or `last`, not both.")
    if (after is not None and last is not None) or (before is not None and last is None):
        raise BadRequestError(
            "INVALID_PAGE", "`after` goes with `first`, and `before` goes with `last`."
        )
    name, size = ("last", last) if last is not None else ("first", first)
    size = USUAL_PAGE if size is None else size
    if not 1 <= size <= LARGEST_PAGE:
        raise BadRequestError("INVALID_PAGE", f"`{name}` lies between 1 and {LARGEST_PAGE}.")
    cursor = before if last is not None else after
    return Window(
        limit=size,
        edge=None if cursor is None else _edge(cursor, key),
        is_backward=last is not None,
    )


def connect(
    page: Page[Row],
    node: Callable[[Row], T],
    key: Callable[[Row], tuple[Any, ...]],
    counting: Callable[[], Awaitable[int]],
    kind: Callable[..., C] = Connection,  # type: ignore[assignment]  # C follows from the default
) -> C:
    """Make the connection of a page that a store found."""
    edges = [Edge[T](cursor=_cursor(key(row)), node=node(row)) for row in page.rows]
    info = PageInfo(
        has_next_page=page.has_after,
        has_previous_page=page.has_before,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return kind(edges=edges, page_info=info, counting=counting)


def _cursor(key: tuple[Any, ...]) -> str:
    text = json.dumps([_plain(part) for part in key], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(part: Any) -> Any:
    if isinstance(part, datetime):
        return part.astimezone(UTC).isoformat()
    if isinstance(part, date):
        return part.isoformat()
    return part.hex if isinstance(part, UUID) else part


def _edge(cursor: str, key: Sequence[type]) -> tuple[Any, ...]:
    try:
        text = urlsafe_b64decode((cursor + "=" * (-len(cursor) % 4)).encode("ascii"))
        parts = json.loads(text)
        if not isinstance(parts, list) or len(parts) != len(key):
            raise ValueError
        return tuple(_read(part, kind) for part, kind in zip(parts, key, strict=True))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise BadRequestError(
            "INVALID_CURSOR", "This cursor is none of this list; start again without it."
        ) from None


def _read(part: Any, kind: type) -> Any:
    if part is None:
        return None
    if kind is int:
        if type(part) is not int or abs(part) >= 2**63:
            raise ValueError
        return part
    if kind is datetime:
        return datetime.fromisoformat(part).astimezone(UTC)
    if kind is date:
        return date.fromisoformat(part)
    if kind is UUID:
        return UUID(hex=part)
    if not isinstance(part, str) or "\x00" in part:
        raise ValueError
    part.encode()  # half of a surrogate pair is a ValueError, too
    return part
