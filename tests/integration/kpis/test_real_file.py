"""KPIs of the public CRM export against sums straight from its file; skipped where the file is absent."""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from statistics import median
from uuid import UUID

import pytest

from bellringer.gamification.facts.kpis.measured import KpiPick, KpiSubject
from bellringer.gamification.rules.kpis.formulas import scaled
from bellringer.gamification.rules.kpis.series import KpiPoint
from bellringer.words import KpiGap, KpiKey, PeriodKind, SubjectKind
from tests.integration.kpis.asking import everybody, points
from tests.integration.test_import_crm import DATA, Importer, closed, importer, manager_of

__all__ = ["importer"]  # a fixture

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"{DATA.name} is not here")

YEAR_ENDS = date(2017, 12, 31)
_SUBJECTS = """
SELECT p.display_name AS name, p.member_id AS subject_id, 'MEMBER' AS kind FROM profile AS p WHERE p.org_id = $1
 UNION ALL SELECT t.name, t.team_id, 'TEAM' FROM team AS t WHERE t.org_id = $1
"""
Key = tuple[str, date]


class File:
    """What the file says of each agent, and of each manager's team, month by month."""

    def __init__(self) -> None:
        self.won: dict[Key, int] = defaultdict(int)
        self.lost: dict[Key, int] = defaultdict(int)
        self.cents: dict[Key, int] = defaultdict(int)
        self.days: dict[Key, list[int]] = defaultdict(list)
        managers = manager_of()
        for stage in ("Won", "Lost"):
            for row in closed(stage):
                on = date.fromisoformat(row["close_date"])
                agent = row["sales_agent"]
                for name in (agent, f"Team {managers[agent]}"):
                    key = name, on.replace(day=1)
                    if stage == "Lost":
                        self.lost[key] += 1
                        continue
                    self.won[key] += 1
                    self.cents[key] += 100 * int(row["close_value"])
                    self.days[key].append((on - date.fromisoformat(row["engage_date"])).days)

    @property
    def names(self) -> set[str]:
        return {name for name, _ in (*self.won, *self.lost)}


@pytest.mark.slow
async def test_win_rate_cycle_and_growth_are_those_of_the_file_for_every_agent_team_and_month(
    importer: Importer,
) -> None:
    await importer.members()
    await importer.activities()
    database, org = importer.database, importer.org

    async def asked(
        subjects: list[KpiSubject], *keys: KpiKey, by: PeriodKind, last: int = 1
    ) -> dict[tuple[UUID, KpiKey], tuple[KpiPoint, ...]]:
        picks = [KpiPick(kpi=key) for key in keys]
        found = await points(database, org, subjects, picks, by=by, last=last, until=YEAR_ENDS)
        return {(owner, pick.kpi): series for (owner, pick), series in found.items()}

    whole = await asked([everybody(org)], KpiKey.WIN_RATE, by=PeriodKind.YEAR)
    [rate] = whole[org.org_id, KpiKey.WIN_RATE]
    assert (rate.numerator, rate.denominator, rate.value) == (4_238, 4_238 + 2_473, 6_315)

    file = File()
    async with database.reading(org.org_id) as connection:
        rows = await connection.fetch(_SUBJECTS, org.org_id)
    subjects = {
        row["name"]: KpiSubject(kind=SubjectKind(row["kind"]), subject_id=row["subject_id"])
        for row in rows
        if row["name"] in file.names
    }
    assert set(subjects) == file.names
    assert len(subjects) == 30 + 6
    found = await asked(
        list(subjects.values()),
        *(KpiKey.WIN_RATE, KpiKey.SALES_CYCLE_MEAN, KpiKey.SALES_CYCLE_MEDIAN),
        *(KpiKey.SALES_GROWTH, KpiKey.AVERAGE_DEAL_SIZE),
        by=PeriodKind.MONTH,
        last=10,
    )
    compared = 0
    for name, subject in subjects.items():
        before = 0
        for number in range(10):
            month = date(2017, 3 + number, 1)
            key = name, month
            shown = {
                kpi: series[number]
                for (owner, kpi), series in found.items()
                if owner == subject.subject_id
            }
            assert {each.starts_on for each in shown.values()} == {month}
            _same(shown[KpiKey.WIN_RATE], file.won[key], file.won[key] + file.lost[key], 10_000)
            _same(shown[KpiKey.SALES_CYCLE_MEAN], sum(file.days[key]), len(file.days[key]), 100)
            _same(shown[KpiKey.AVERAGE_DEAL_SIZE], file.cents[key], file.won[key], 1)
            _same(shown[KpiKey.SALES_GROWTH], file.cents[key] - before, before, 10_000)
            middle = shown[KpiKey.SALES_CYCLE_MEDIAN].value
            days = file.days[key]
            assert middle == (round(100 * median(days)) if days else None)
            before = file.cents[key]
            compared += len(shown)
    assert compared == 36 * 10 * 5


def _same(point: KpiPoint, numerator: int, denominator: int, factor: int) -> None:
    if denominator == 0:
        assert point.value is None
        assert point.gap in (KpiGap.ZERO_DENOMINATOR, KpiGap.NO_PRIOR, KpiGap.NO_DATA)
    else:
        assert point.gap is None
        assert point.value == scaled(Fraction(numerator, denominator), factor)
        assert (point.numerator, point.denominator) == (numerator, denominator)
