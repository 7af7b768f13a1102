"""Read a CSV file row by row, however broken it is: what can't be read is one refused row, not the end.

Never more than one row is held. A quote that is never closed costs its own line only: the lines that
it swallowed are read again by themselves.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

LINE_LIMIT = 65_536  # characters, line end included
RECORD_LIMIT = 200  # lines that one row may run over, inside quotes

_OTHER_ENCODINGS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"\x1f\x8b": "gzip",
    b"PK": "an archive or a workbook",
}


class UnusableFileError(Exception):
    """The file as a whole can't be imported; the message is one line that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a file is written."""

    delimiter: str = ","
    encoding: str = "utf-8-sig"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row by column name, blanks around the cells taken away; `line` is where it begins."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRow:
    """A row that can't be read, and why."""

    line: int
    reason: str


class RowFile:
    """An open CSV file with a header; iterate over its rows once.

    Attributes:
        header: The names of its columns, in order.
        size: Bytes of the file, for the progress bar; 0 where it has no size, as a pipe.
    """

    def __init__(self, path: Path, dialect: Dialect | None = None) -> None:
        """Open the file and read its header.

        Raises:
            UnusableFileError: There is no such file, or its first row is no header.
        """
        dialect = dialect or Dialect()
        try:
            self._bytes = path.open("rb")
        except OSError as error:
            raise UnusableFileError(f"{path} can't be read: {error.strerror}.") from None
        self.size = path.stat().st_size if path.is_file() else 0
        self._path = path
        self._lines = _Lines(self._bytes, dialect)
        self._delimiter = dialect.delimiter
        try:
            self.header = self._read_header()
        except BaseException:
            self._bytes.close()
            raise

    @property
    def position(self) -> int:
        """Return about how many bytes of the file are behind the last row."""
        return self._lines.position

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._bytes.close()

    def __iter__(self) -> Iterator[Row | BrokenRow]:
        for found in self._records():
            if isinstance(found, BrokenRow):
                yield found
                continue
            line, cells = found
            if len(cells) == len(self.header):
                named = dict(zip(self.header, (cell.strip() for cell in cells), strict=True))
                yield Row(line=line, cells=named)
            else:
                reason = f"the row has {len(cells)} columns, the header {len(self.header)}"
                yield BrokenRow(line=line, reason=reason)

    def _read_header(self) -> tuple[str, ...]:
        start = self._bytes.peek(2)[:2]
        if start in _OTHER_ENCODINGS:
            form = _OTHER_ENCODINGS[start]
            raise UnusableFileError(f"{self._path} is {form}; save it as CSV in UTF-8.")
        first = next(self._records(), None)
        if first is None:
            raise UnusableFileError(f"{self._path} is empty; its first row must name the columns.")
        if isinstance(first, BrokenRow):
            raise UnusableFileError(f"{self._path}, line {first.line}: {first.reason}.")
        header = tuple(name.strip() for name in first[1])
        for name in header:
            if not name:
                raise UnusableFileError(f"{self._path} has a column without a name.")
            if header.count(name) > 1:
                raise UnusableFileError(f"{self._path} has more than one column {name!r}.")
        return header

    def _records(self) -> Iterator[tuple[int, list[str]] | BrokenRow]:
        while True:
            line = self._lines.begin()
            try:
                cells = next(csv.reader(self._lines, delimiter=self._delimiter, strict=True), None)
                _check(cells or ())
            except (csv.Error, _BrokenLineError) as error:
                self._lines.again()
                yield BrokenRow(line=line, reason=_said(error))
                continue
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield line, cells


class _BrokenLineError(Exception):
    """A line that can't be part of a row."""


class _Lines:
    """The lines of a file, numbered; those after the first of a row can be read again."""

    def __init__(self, source: io.BufferedReader, dialect: Dialect) -> None:
        # what isn't in the encoding becomes lone surrogates, so that the other rows stay readable
        self._text = io.TextIOWrapper(
            source, encoding=dialect.encoding, errors="surrogateescape", newline=""
        )
        self._waiting: deque[str] = deque()
        self._taken: list[str] = []
        self._number = 0
        self.position = 0

    def begin(self) -> int:
        """Begin a row; return the number of its first line."""
        self._taken.clear()
        return self._number + 1

    def again(self) -> None:
        """Give back the lines of this row, but for the first."""
        rest = self._taken[1:]
        self._waiting.extendleft(reversed(rest))
        self._number -= len(rest)
        self.position -= sum(map(len, rest))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self._taken) == RECORD_LIMIT:
            raise _BrokenLineError("a quote is never closed")
        line = self._waiting.popleft() if self._waiting else self._text.readline(LINE_LIMIT)
        if not line:
            raise StopIteration
        self._number += 1
        self.position += len(line)  # characters: near enough to bytes for a progress bar
        self._taken.append(line)
        if len(line) == LINE_LIMIT and not line.endswith(("\n", "\r")):
            while (more := self._text.readline(LINE_LIMIT)) and not more.endswith(("\n", "\r")):
                pass
            raise _BrokenLineError(f"the line is longer than {LINE_LIMIT} characters")
        return line


def _check(cells: list[str] | tuple[()]) -> None:
    for cell in cells:
        if "\0" in cell:
            raise _BrokenLineError("the row has a NUL character")
        if any("\udc80" <= sign <= "\udcff" for sign in cell) and not cell.isascii():
            raise _BrokenLineError(
                "the row is not in the file's encoding; save the file as UTF-8, "
                "or name its encoding in the mapping"
            )


def _said(error: Exception) -> str:
    return {
        "unexpected end of data": "a quote is never closed",
        "field larger than field limit (131072)": "a cell is too large",
    }.get(str(error), str(error))
