"""From the rows of a file to records under Bellringer's own names, batch by batch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bellringer.importing.mapping import MONTH, FileMapping, UnmatchedRowError
from bellringer.importing.rows import BrokenRow, Row, RowFile
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
        tally.line, tally.position = self.line, self.position


def batches(
    file: RowFile,
    mapping: FileMapping,
    *,
    zone: ZoneInfo,
    size: int,
    months: Sequence[str] = (),
) -> Iterator[Batch]:
    """Read a file to its end; with `months`, each row is read once for each month, as its column `month`."""
    mapping.check_header([*file.header, MONTH] if months else file.header)
    batch = Batch()
    for row in file:
        for each in _in_months(row, months):
            _add(batch, each, mapping, zone)
        batch.line, batch.position = row.line, file.position
        if len(batch.found) >= size or batch.skipped >= size:
            yield batch
            batch = Batch()
    batch.position = file.position
    yield batch


def _in_months(row: Row | BrokenRow, months: Sequence[str]) -> Iterator[Row | BrokenRow]:
    if not months or isinstance(row, BrokenRow):
        yield row
        return
    for month in months:
        yield Row(line=row.line, cells={**row.cells, MONTH: month})


def _add(batch: Batch, row: Row | BrokenRow, mapping: FileMapping, zone: ZoneInfo) -> None:
    if isinstance(row, BrokenRow):
        batch.found.append(Refusal(line=row.line, code=UNREADABLE, reason=row.reason))
        return
    try:
        records = mapping.records(row.cells)
    except UnmatchedRowError as error:
        reason = str(error)
        batch.found.append(Refusal(line=row.line, code=INVALID_ROW, reason=reason, cells=row.cells))
        return
    batch.skipped += not records
    for texts in records:
        cells = Cells(texts=texts, notation=mapping.notation, zone=zone)
        batch.found.append(Record(line=row.line, cells=cells, origin=row.cells))
