"""Text with columns in it: `{sales_agent}`, `{opportunity_id}:deal_won`, `{sales_agent|dotted}@example.com`."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bellringer.importing.months import name_of

_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def _dotted(text: str) -> str:
    """Turn a name into the first part of an address: Mei-Mei O'Brien is mei-mei.obrien."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^a-z0-9\s_.-]", "", plain)
    return re.sub(r"[\s_.]+", ".", kept.strip(" _.-"))


FILTERS: Mapping[str, Callable[[str], str]] = {
    "dotted": _dotted,
    "lower": str.lower,
    "named": name_of,
    "upper": str.upper,
}


class InvalidTemplateError(ValueError):
    """A template can't be understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    name: str
    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A text in which columns of a row are filled in."""

    parts: tuple[str | _Column, ...]

    @property
    def columns(self) -> frozenset[str]:
        """Return the names of the columns it needs."""
        return frozenset(part.name for part in self.parts if isinstance(part, _Column))

    def fill(self, cells: Mapping[str, str]) -> str:
        """Return the text for a row: empty as soon as one of its columns is."""
        texts = []
        for part in self.parts:
            if isinstance(part, str):
                texts.append(part)
                continue
            text = cells[part.name]
            for name in part.filters:
                text = FILTERS[name](text)
            if not text:
                return ""  # half an id or half an address is worse than none
            texts.append(text)
        return "".join(texts)


def parse(text: str) -> Template:
    """Read a template; `{{` and `}}` stand for the braces themselves.

    Raises:
        InvalidTemplateError: A brace is alone, a column has no name, or a filter is unknown.
    """
    parts: list[str | _Column] = []
    end = 0
    for found in _PART.finditer(text):
        parts.append(text[end : found.start()])
        end = found.end()
        parts.append(found[0][0] if found[0] in ("{{", "}}") else _column(found))
    parts.append(text[end:])
    return Template(tuple(part for part in parts if part))


def column(name: str) -> Template:
    """Return the template that is one column and nothing else."""
    return Template((_Column(name=name, filters=()),))


def _column(found: re.Match[str]) -> _Column:
    if found[1] is None:
        raise InvalidTemplateError("has a brace without its partner; a brace itself is written {{")
    name, *filters = (part.strip() for part in found[1].split("|"))
    if not name:
        raise InvalidTemplateError("has braces without a column's name between them")
    for each in filters:
        if each not in FILTERS:
            known = ", ".join(FILTERS)
            raise InvalidTemplateError(f"has the unknown filter {each!r}; there are {known}")
    return _Column(name=name, filters=tuple(filters))
