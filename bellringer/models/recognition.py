"""Team and member of the month."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    big,
    filled,
    key,
    one_of,
    words,
)
from bellringer.words import SubjectKind


class MonthAward(TenantTable, table=True):
    """Who was recognised for a month that is FINAL; a tie makes several rows of one edition."""

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        one_of("subject_kind", SubjectKind),
    )
    subject_kind: str = words(primary_key=True)
    month_on: date = key()
    edition: int = key()
    subject_id: UUID = key()
    board_key: str = words()
    score: int = big()
    wins_in_a_row: int = filled(1, "1")
    decided_at: datetime
