"""Mappings: how the rows of somebody else's file become members, activities or goals.

docs/import.md is the account for those who write one.
"""

import codecs
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from bellringer.importing import template
from bellringer.importing.rows import Dialect, UnusableFileError
from bellringer.importing.template import Template
from bellringer.importing.values import Notation

MEMBER_FIELDS = (
    *("name", "email", "role", "team", "region", "leads"),
    *("joined_on", "timezone", "sales_role", "locale"),
)
ACTIVITY_FIELDS = (
    *("member", "kind", "key", "external_id", "occurred_on", "occurred_at", "quantity"),
    *("amount", "currency", "rate", "started_on", "started_at", "duration_seconds"),
    *("customer", "deal", "tags", "note"),
)
GOAL_FIELDS = (
    *("member", "team", "owner", "metric", "target", "title", "month", "starts_on", "ends_on"),
    *("split",),
)
VALUE = "value."  # value.gross_profit: a further measure of an activity
MONTH = "month"  # a column that --months adds to a file


class Subject(StrEnum):
    """What a file holds; a mapping's rules stand in an array of tables of this name."""

    MEMBER = "member"
    ACTIVITY = "activity"
    GOAL = "goal"


_FIELDS: Mapping[Subject, tuple[str, ...]] = {
    Subject.MEMBER: MEMBER_FIELDS,
    Subject.ACTIVITY: ACTIVITY_FIELDS,
    Subject.GOAL: GOAL_FIELDS,
}
_SETTINGS = ("name", "encoding", "delimiter", "date_format", "time_format", "decimal_mark")


class UnusableMappingError(Exception):
    """The mapping can't be used; the message is one line that names it and says why."""


class UnmatchedRowError(ValueError):
    """The mapping says nothing about a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Columns and the texts that each of them may have."""

    allowed: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holds(self, cells: Mapping[str, str]) -> bool:
        """Tell whether every column has one of its texts."""
        return all(cells[name] in texts for name, texts in self.allowed.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """For the rows that meet the condition: one record with these fields."""

    when: Condition
    fields: Mapping[str, Template]

    def fill(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Return the record for a row, by Bellringer's own names."""
        return {name: text.fill(cells) for name, text in self.fields.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMapping:
    """How one kind of file is read. Its `name` scopes the keys: `import:<name>`."""

    name: str
    rules: tuple[Rule, ...]
    skips: tuple[Condition, ...] = ()
    dialect: Dialect = field(default_factory=Dialect)
    notation: Notation = field(default_factory=Notation)

    @property
    def source(self) -> str:
        """Return the source that scopes idempotency keys."""
        return f"import:{self.name}"

    def records(self, cells: Mapping[str, str]) -> list[dict[str, str]]:
        """Return the records that a row makes: one for each rule that holds, none if it is skipped.

        Raises:
            UnmatchedRowError: No rule holds, and the row is not to be skipped either.
        """
        if any(skip.holds(cells) for skip in self.skips):
            return []
        found = [rule.fill(cells) for rule in self.rules if rule.when.holds(cells)]
        if not found:
            raise UnmatchedRowError("no rule of the mapping is for this row, and no skip either")
        return found

    def check_header(self, header: Sequence[str]) -> None:
        """Refuse a file that lacks a column.

        Raises:
            UnusableFileError: A column is missing.
        """
        needed: set[str] = set()
        for rule in self.rules:
            needed.update(rule.when.allowed, *(text.columns for text in rule.fields.values()))
        for skip in self.skips:
            needed.update(skip.allowed)
        missing = sorted(needed.difference(header))
        if missing:
            raise UnusableFileError(
                f"The file has no column {', '.join(missing)}, which the mapping {self.name} needs; "
                f"it has {', '.join(header)}."
            )


def own_columns(subject: Subject, header: Sequence[str]) -> FileMapping:
    """Return the mapping of a file whose columns have Bellringer's own names.

    Raises:
        UnusableFileError: A column has another name.
    """
    for name in header:
        if not _is_field(subject, name):
            raise UnusableFileError(
                f"{name!r} is not a column of {subject} files; there are "
                f"{', '.join(_FIELDS[subject])}. Other columns need a --mapping."
            )
    fields = {name: template.column(name) for name in header}
    return FileMapping(name="csv", rules=(Rule(when=Condition(), fields=fields),))


def load_mapping(path: Path, subject: Subject) -> FileMapping:
    """Read a mapping.

    Raises:
        UnusableMappingError: It can't be read, or says something that has no meaning.
    """
    try:
        with path.open("rb") as file:
            return _mapping(tomllib.load(file), subject)
    except OSError as error:
        raise UnusableMappingError(f"{path} can't be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableMappingError(f"{path} is no TOML: {error}.") from None
    except _MeaninglessError as error:
        raise UnusableMappingError(f"{path}: {error}.") from None


class _MeaninglessError(Exception):
    """A part of a mapping has no meaning; the message says which."""


def _mapping(said: Mapping[str, Any], subject: Subject) -> FileMapping:
    for name in said:
        if name not in (*_SETTINGS, "every", "skip", subject):
            raise _MeaninglessError(f"{name!r} has no meaning in a mapping of {subject} files")
    settings = {name: _words(said[name], name) for name in _SETTINGS if name in said}
    if not settings.get("name"):
        raise _MeaninglessError("the mapping needs a name, which scopes the keys of its rows")
    every = _table(said.get("every", {}), "every")
    rules = tuple(_rule({**every, **each}, subject) for each in _tables(said, subject))
    if not rules:
        raise _MeaninglessError(f"there is no [[{subject}]]")
    return FileMapping(
        name=settings["name"],
        rules=rules,
        skips=tuple(_skip(each) for each in _tables(said, "skip")),
        dialect=_dialect(settings),
        notation=Notation(
            date_format=settings.get("date_format"),
            time_format=settings.get("time_format"),
            decimal_mark=_one_of(settings.get("decimal_mark", "."), ".,", "decimal_mark"),
        ),
    )


def _dialect(settings: Mapping[str, str]) -> Dialect:
    delimiter = _one_of(settings.get("delimiter", ","), ",;\t|", "delimiter")
    encoding = settings.get("encoding", "utf-8-sig")
    try:
        is_like_ascii = codecs.encode("a,\n", encoding) in (b"a,\n", codecs.BOM_UTF8 + b"a,\n")
    except (LookupError, TypeError, ValueError):
        is_like_ascii = False
    if not is_like_ascii:
        raise _MeaninglessError(f"encoding can't be {encoding!r}; utf-8 and windows-1252 can")
    if codecs.lookup(encoding).name == "utf-8":
        encoding = "utf-8-sig"  # with or without the mark that some programs begin a file with
    return Dialect(delimiter=delimiter, encoding=encoding)


def _rule(said: Mapping[str, Any], subject: Subject) -> Rule:
    fields: dict[str, Template] = {}
    for name, value in said.items():
        if name == "when":
            continue
        for full, text in _flat(name, value):
            if not _is_field(subject, full):
                known = ", ".join(_FIELDS[subject])
                raise _MeaninglessError(f"{full!r} is no field of [[{subject}]]; there are {known}")
            try:
                fields[full] = template.parse(text)
            except template.InvalidTemplateError as error:
                raise _MeaninglessError(f"{full} = {text!r} {error}") from None
    return Rule(when=_condition(said.get("when", {})), fields=fields)


def _flat(name: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [(f"{name}.{key}", _words(inner, f"{name}.{key}")) for key, inner in value.items()]
    if isinstance(value, list):
        return [(name, ";".join(_words(inner, name) for inner in value))]
    return [(name, _words(value, name))]


def _skip(said: Mapping[str, Any]) -> Condition:
    if set(said) != {"when"}:
        raise _MeaninglessError("[[skip]] needs a when, and nothing else")
    return _condition(said["when"])


def _condition(said: Any) -> Condition:
    allowed = {}
    for name, texts in _table(said, "when").items():
        each = texts if isinstance(texts, list) else [texts]
        allowed[name] = frozenset(_words(text, f"when.{name}") for text in each)
    return Condition(allowed=allowed)


def _is_field(subject: Subject, name: str) -> bool:
    is_value = subject is Subject.ACTIVITY and name.startswith(VALUE) and len(name) > len(VALUE)
    return name in _FIELDS[subject] or is_value


def _tables(said: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = said.get(name, [])
    if not isinstance(found, list):
        raise _MeaninglessError(f"{name!r} must be written [[{name}]]")
    return [_table(each, name) for each in found]


def _table(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _MeaninglessError(f"{name!r} must be a table")
    return value


def _words(value: Any, name: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _MeaninglessError(f"{name} must be a text in quotes")
    return str(value)


def _one_of(text: str, allowed: str, name: str) -> str:
    if len(text) != 1 or text not in allowed:
        raise _MeaninglessError(f"{name} must be one of {' '.join(map(repr, allowed))}")
    return text
