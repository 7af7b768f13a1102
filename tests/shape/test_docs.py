"""What the documents say about the code is so: links, commands, settings, codes and queries."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from graphql import GraphQLSchema, build_schema, parse, validate

from bellringer.api import limits
from bellringer.cli import app
from bellringer.config import PREFIX, Settings
from bellringer.gamification.errors import ErrorCode
from bellringer.graphql import measuring
from bellringer.graphql.schema import sdl

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("bench/*.md")])
CLIENTS, OPERATIONS = ROOT / "docs/clients.md", ROOT / "docs/operations.md"
ROOMS = ("bellringer/api", "bellringer/graphql")
# words in capitals beside a status or as `code=` in the two rooms that answer
TOLD = re.compile(
    r"(?:ProblemError\(\s*[\w.]+,|BadRequestError\(|_?refused\(|\bcode ?=)\s*\"([A-Z][A-Z_]+)\""
    r"|message, code = .*\"([A-Z]+)\"$",
    re.MULTILINE,
)
ONLY_ON_SOCKETS = {"FRAME", "SOCKET_FULL", "TOO_MANY_SOCKETS"}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(kind: str) -> Iterator[tuple[str, str]]:
    for document in DOCUMENTS:
        found = re.findall(
            rf"^```{kind}\n(.*?)^```", document.read_text(), re.MULTILINE | re.DOTALL
        )
        yield from ((f"{named(document)}:{number}", text) for number, text in enumerate(found, 1))


def table(document: Path, heading: str) -> list[list[str]]:
    """Return the rows of the first table below a heading of these words."""
    below = document.read_text().split(f"\n## {heading}\n", 1)[1]
    rows = re.findall(r"^\|(.*)\|$", below.split("\n## ")[0], re.MULTILINE)
    return [[cell.strip() for cell in row.split("|")] for row in rows[2:]]


def words_in(cell: str) -> set[str]:
    return set(re.findall(r"`([A-Z][A-Z_]+)`", cell))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text())
    inside = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in inside if not (document.parent / link).exists()] == []


def commands(command: Any) -> Iterator[str]:
    for name, each in getattr(command, "commands", {}).items():
        yield name
        yield from (f"{name} {below}" for below in commands(each))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_command_that_is_named_exists(document: Path) -> None:
    known = set(commands(typer.main.get_command(app)))
    groups = {name.split()[0] for name in known if " " in name}
    code = re.findall(
        r"^```\n(.*?)^```|`([^`\n]+)`", document.read_text(), re.MULTILINE | re.DOTALL
    )
    text = "\n".join(one or other for one, other in code)
    for first, second in re.findall(r"\bbellringer ([a-z]+)(?: ([a-z]+)\b)?", text):
        name = f"{first} {second}" if first in groups and second else first
        assert name in known, f"bellringer {name}"


def test_the_table_of_settings_is_that_of_the_code() -> None:
    told = {row[0].strip("`"): row[1] for row in table(OPERATIONS, "Settings")}
    fields = Settings.model_fields
    names = {
        name: str(field.validation_alias or PREFIX + name.upper()) for name, field in fields.items()
    }
    assert set(told) == set(names.values())
    for name, field in fields.items():
        if field.default is not None:
            assert told[names[name]] == f"`{field.default}`"


def test_the_table_of_refusals_is_that_of_the_code() -> None:
    told = [row[0].strip("`") for row in table(CLIENTS, "When something is refused")]
    assert told == [code.value for code in ErrorCode]


def test_the_table_of_requests_that_can_not_be_run_is_that_of_the_code() -> None:
    told = {
        word for row in table(CLIENTS, "When a request can't be run") for word in words_in(row[1])
    }
    sources = [path.read_text() for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    meant = {one or other for text in sources for one, other in TOLD.findall(text)}
    meant |= {"UNAVAILABLE"} if any('"UNAVAILABLE"' in text for text in sources) else set()
    assert told == meant - ONLY_ON_SOCKETS


def test_the_limits_that_are_told_are_those_of_the_code() -> None:
    told = {row[0]: row[1] for row in table(CLIENTS, "Limits")}
    assert told["a document"] == (
        f"{_grouped(measuring.MOST_TOKENS)} tokens, {measuring.DEEPEST} levels deep, "
        f"{measuring.MOST_ALIASES} aliases, {_grouped(measuring.MOST_FIELDS)} fields with all fragments "
        f"in their places, {measuring.MOST_OPERATIONS} operations"
    )
    rates = limits.Rates()
    for name, rate in (
        ("requests of one member", rates.member),
        ("requests of one organization", rates.organization),
        ("requests from one address", rates.address),
    ):
        assert (
            told[name]
            == f"{_grouped(int(rate.per_second))} a second, {_grouped(rate.burst)} at once"
        )


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(sdl())


@pytest.mark.parametrize(
    "text", [pytest.param(text, id=place) for place, text in blocks("graphql")]
)
def test_every_operation_in_the_documents_fits_the_schema(text: str, schema: GraphQLSchema) -> None:
    assert validate(schema, parse(text)) == []
