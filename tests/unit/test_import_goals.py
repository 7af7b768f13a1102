"""What a row of a file of goals asks for."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.importing.goals import command
from bellringer.importing.values import Cells, Notation
from bellringer.words import FiscalPattern, SubjectKind
from tests.unit.world import IMPORT, RITA, a_playbook


@pytest.mark.parametrize(
    ("pattern", "starts_on", "ends_on"),
    [
        (FiscalPattern.CALENDAR, date(2026, 3, 1), date(2026, 4, 1)),
        (FiscalPattern.WEEKS_445, date(2026, 2, 23), date(2026, 3, 30)),
    ],
)
def test_a_month_by_name_is_the_organizations_month_that_holds_its_middle(
    pattern: FiscalPattern, starts_on: date, ends_on: date
) -> None:
    span = CalendarSpan(effective_from=date.min, timezone="Europe/Berlin", fiscal_pattern=pattern)
    cells = Cells(
        texts={"metric": "calls", "target": "30", "month": "2026-03"},
        notation=Notation(),
        zone=ZoneInfo("Europe/Berlin"),
    )
    asked = command(
        cells, (SubjectKind.MEMBER, RITA), replace(a_playbook(), calendars=(span,)), by=IMPORT
    )
    assert (asked.terms.starts_on, asked.terms.ends_on) == (starts_on, ends_on)
