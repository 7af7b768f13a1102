"""The few scalars beside GraphQL's own, each with its limits."""

from datetime import UTC, date, datetime, time
from typing import Any, NewType

import strawberry
from graphql import GraphQLError, print_ast
from strawberry.types.scalar import ScalarDefinition

LARGEST = 2**53 - 1

BigInt = NewType("BigInt", int)


def _big_out(value: Any) -> int:
    if type(value) is not int or abs(value) > LARGEST:
        raise GraphQLError(f"A BigInt lies between -(2^53 - 1) and 2^53 - 1, not {value!r}.")
    return value


def _big_in(value: Any) -> int:
    if isinstance(value, str) and len(value) <= 17 and value.lstrip("-").isascii():
        try:
            value = int(value)
        except ValueError:
            raise GraphQLError("A BigInt is a whole number.") from None
    if type(value) is not int:
        raise GraphQLError("A BigInt is a whole number, as a JSON number or a string of digits.")
    return _big_out(value)


def _literal(parse: Any) -> Any:
    def read(node: Any, variables: Any = None) -> Any:
        del variables  # a scalar's literal holds none
        value = getattr(node, "value", None)
        if not isinstance(value, str):
            raise GraphQLError(f"{print_ast(node)} can't be read.", node)
        return parse(value)

    return read


def _moment_out(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment_in(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError("A DateTime is written like 2026-03-02T09:30:00Z (RFC 3339).") from None
    if moment.tzinfo is None:
        raise GraphQLError("A DateTime needs its offset: Z, or e.g. +01:00.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise GraphQLError("This DateTime lies outside of the years 1 to 9999.") from None


def _day_in(value: Any) -> date:
    try:
        if len(value) != 10:
            raise ValueError
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError("A Date is written like 2026-03-02.") from None


def _time_out(value: time) -> str:
    return value.isoformat(timespec="minutes")


def _time_in(value: Any) -> time:
    try:
        if len(value) != 5:
            raise ValueError
        return time.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError("A LocalTime is written like 08:30, from 00:00 to 23:59.") from None


SCALARS: dict[object, ScalarDefinition] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description=(
            "A whole number between -(2^53 - 1) and 2^53 - 1. Answered as a JSON number; "
            "accepted as a number or as a string of digits."
        ),
        serialize=_big_out,
        parse_value=_big_in,
        parse_literal=_literal(_big_in),
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description=(
            "An instant, RFC 3339. Answered in UTC with milliseconds, like "
            "2026-03-02T09:30:00.000Z; accepted with any offset, never without one."
        ),
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=_moment_out,
        parse_value=_moment_in,
        parse_literal=_literal(_moment_in),
    ),
    date: strawberry.scalar(
        name="Date",
        description="A calendar day without a time, like 2026-03-02.",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date",
        serialize=date.isoformat,
        parse_value=_day_in,
        parse_literal=_literal(_day_in),
    ),
    time: strawberry.scalar(
        name="LocalTime",
        description="A time of day on somebody's own clock, to the minute, like 08:30.",
        serialize=_time_out,
        parse_value=_time_in,
        parse_literal=_literal(_time_in),
    ),
}
