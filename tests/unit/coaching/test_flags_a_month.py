"""How many days would be flagged: in the real file's teams, and in teams of six whose days differ by chance alone."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path

import pytest

from bellringer.gamification.rules.coaching.off_days import HISTORY_DAYS, Record, off_day

DATA = Path(__file__).parents[4] / "shared" / "data" / "crm-sales-opportunities"
TWO_YEARS = 24 * 21  # working days
Counts = Mapping[str, Sequence[int]]


def flagged(team: Counts) -> dict[str, list[int]]:
    """Return the days, by number, on which each would be flagged."""
    found: dict[str, list[int]] = {who: [] for who in team}
    length = len(next(iter(team.values())))
    for day in range(1, length):
        since = max(0, day - HISTORY_DAYS)
        records = {
            who: Record(today=counts[day], before=_begun(counts[since:day]))
            for who, counts in team.items()
        }
        for who, own in records.items():
            others = [record for other, record in records.items() if other != who]
            if off_day(own, others):
                found[who].append(day)
    return found


def patterns(days: Sequence[int]) -> int:
    """Return how often three of them lie within ten days."""
    return sum(len([each for each in days if day - 10 < each <= day]) >= 3 for day in days)


def _begun(counts: Sequence[int]) -> tuple[int, ...]:
    first = next((number for number, count in enumerate(counts) if count), len(counts))
    return tuple(counts[first:])


def by_chance(team: int, days: int, mean: int) -> Counts:
    """Days of a team of six that sell alike: 10 times the mean of tries, each of which succeeds in 1 of 10."""
    found = {}
    for who in range(6):
        counts = []
        for day in range(days):
            luck = b"".join(
                blake2b(f"{team}/{who}/{day}/{part}".encode(), digest_size=64).digest()
                for part in range(1 + 10 * mean // 64)
            )
            counts.append(sum(each < 26 for each in luck[: 10 * mean]))
        found[str(who)] = counts
    return found


@pytest.mark.parametrize(("mean", "days"), [(4, 11), (12, 4), (30, 2)])
def test_in_a_team_of_six_chance_alone_flags_a_day_in_months_and_makes_no_pattern(
    mean: int, days: int
) -> None:
    found = flagged(by_chance(1, TWO_YEARS, mean))
    assert sum(map(len, found.values())) == days
    assert sum(map(patterns, found.values())) == 0


@pytest.mark.skipif(not DATA.exists(), reason="needs the public CRM export beside the repository")
def test_the_real_files_teams_would_get_no_flags_for_they_close_too_few_deals_a_day() -> None:
    teams = list(real_teams())
    found = [each for team in teams for each in flagged(team).values()]
    assert (len(teams), len(found)) == (6, 30)
    assert sum(map(len, found)) == 0


def real_teams() -> Iterator[Counts]:
    """Deals opened and closed by each agent on each weekday of the file, by manager."""
    managers: dict[str, list[str]] = defaultdict(list)
    with (DATA / "sales_teams.csv").open() as lines:
        for row in csv.DictReader(lines):
            managers[row["manager"]].append(row["sales_agent"])
    counts: Counter[tuple[str, date]] = Counter()
    with (DATA / "sales_pipeline.csv").open() as lines:
        for row in csv.DictReader(lines):
            for column in ("engage_date", "close_date"):
                if row[column]:
                    counts[row["sales_agent"], date.fromisoformat(row[column])] += 1
    first, last = min(on for _, on in counts), max(on for _, on in counts)
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    weekdays = [on for on in days if on.weekday() < 5]
    for agents in managers.values():
        active = [who for who in agents if any(counts[who, on] for on in weekdays)]
        yield {who: [counts[who, on] for on in weekdays] for who in active}
