"""From the rows of a file to records under Bellringer's own names, batch by batch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bellringer.importing.mapping import MONTH, FileMapping, UnmatchedRowError
from bellringer.importing.rows import BrokenRow, Row, RowFile, UnusableFileError
from bellringer.importing.tally import Refusal, Tally
from bellringer.importing.values import Cells

UNREADABLE = "UNREADABLE"
INVALID_ROW = "INVALID_ROW"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a row says, by Bellringer's own names; `origin` is the row as it stands in the file."""

    line: int
    cells: Cells
    origin: Mapping[str, str]

    def refusal(self, code: str, reason: str) -> Refusal:
        """Return why this record was not taken."""
        return Refusal(line=self.line, code=code, reason=reason, cells=self.origin)


@dataclass(slots=True)
class Batch:
    """Up to so many records and the rows refused between them, in the order of the file.

    `skipped` counts the rows that the mapping leaves out, `line` and `position` say where it ends.
    """

    found: list[Record | Refusal] = field(default_factory=list)
    skipped: int = 0
    line: int = 0
    position: int = 0

    def settle(self, tally: Tally) -> None:
        """Move the tally to the end of this batch."""
        tally.skipped += self.skipped
        tally.line, tally.position = max(self.line, tally.line), self.position


def batches(
    file: RowFile,
    mapping: FileMapping,
    *,
    zone: ZoneInfo,
    size: int,
    months: Sequence[str] = (),
) -> Iterator[Batch]:
    """Read a file to its end; with `months`, each row is read once for each month, as its column `month`.

    Raises:
        UnusableFileError: The file lacks a column, or has months of its own.
    """
    if months and MONTH in file.header:
        raise UnusableFileError("The file has a column month, so --months can't repeat its rows.")
    mapping.check_header([*file.header, MONTH] if months else file.header)
    batch = Batch()
    for row in file:
        for month in months or (None,):
            _add(batch, row, mapping, zone, month)
        batch.line, batch.position = row.line, file.position
        if len(batch.found) >= size or batch.skipped >= size:
            yield batch
            batch = Batch()
    batch.position = file.size
    yield batch


def _add(
    batch: Batch, row: Row | BrokenRow, mapping: FileMapping, zone: ZoneInfo, month: str | None
) -> None:
    if isinstance(row, BrokenRow):
        batch.found.append(Refusal(line=row.line, code=UNREADABLE, reason=row.reason))
        return
    cells = row.cells if month is None else {**row.cells, MONTH: month}
    try:
        records = mapping.records(cells)
    except UnmatchedRowError as error:
        refusal = Refusal(line=row.line, code=INVALID_ROW, reason=str(error), cells=row.cells)
        batch.found.append(refusal)
        return
    batch.skipped += not records
    for texts in records:
        if month is not None:
            texts.setdefault(MONTH, month)
        found = Cells(texts=texts, notation=mapping.notation, zone=zone)
        batch.found.append(Record(line=row.line, cells=found, origin=row.cells))
