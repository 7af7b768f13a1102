"""The report of refused rows: a CSV file that a spreadsheet opens without running anything in it."""

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from bellringer.importing.rows import UnusableFileError
from bellringer.importing.tally import Refusal

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


class Report:
    """An open report; rows are on disk as soon as they are refused.

    Columns: line, code, reason, then those of the imported file.
    """

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        """Begin the report.

        Raises:
            UnusableFileError: The file can't be written.
        """
        try:
            self._file = path.open("w", encoding="utf-8", newline="", buffering=1)
        except OSError as error:
            raise UnusableFileError(f"{path} can't be written: {error.strerror}.") from None
        self._header = tuple(header)
        self._writer = csv.writer(self._file)
        self._writer.writerow(["line", "code", "reason", *map(harmless, header)])

    def __call__(self, refusal: Refusal, /) -> None:
        """Add a refused row."""
        cells = (refusal.cells.get(name, "") for name in self._header)
        self._writer.writerow(
            [refusal.line, refusal.code, harmless(refusal.reason), *map(harmless, cells)]
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._file.close()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe before what could begin one."""
    # lone surrogates stand for bytes that were not in the file's encoding
    plain = cell.encode("utf-8", "replace").decode()
    return f"'{plain}" if plain.lstrip(" ").startswith(_FORMULA) else plain
