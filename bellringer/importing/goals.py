"""Import goals that both sides agreed to outside of Bellringer, such as a year's quotas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bellringer.gamification.actions.propose_goal import propose_goal
from bellringer.gamification.actions.split_goal import split_goal
from bellringer.gamification.commands.goals import GoalTerms, ProposeGoal, SplitGoal
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import DomainError
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import calendar_at, period_of
from bellringer.gamification.store import people, quotas, sides
from bellringer.gamification.store.directory import teams_by_key
from bellringer.importing import directory
from bellringer.importing.mapping import FileMapping
from bellringer.importing.months import name_of, span_of
from bellringer.importing.records import INVALID_ROW, Record, batches
from bellringer.importing.rows import RowFile
from bellringer.importing.tally import Progress, Refusal, Refuse, Tally
from bellringer.importing.values import Cells, InvalidCellError, shown
from bellringer.models.database import Connection, Database
from bellringer.words import MetricUnit, PeriodKind, SplitBy, SubjectKind

BATCH = 64
OTHER_TARGET = "OTHER_TARGET"
ORGANIZATION = "organization"
PARTS = {
    "week": PeriodKind.WEEK,
    "month": PeriodKind.MONTH,
    "quarter": PeriodKind.QUARTER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owners:
    """Whom a batch can mean."""

    org_id: UUID
    people: directory.People
    teams: dict[str, UUID]

    def one(self, cells: Cells) -> tuple[SubjectKind, UUID]:
        """Return the one owner that is meant.

        Raises:
            InvalidCellError: Nobody is, several may be, or several kinds are named.
        """
        member, team, owner = (cells.text(name) for name in ("member", "team", "owner"))
        if (member, team) == (None, None) and owner is not None:
            if owner != ORGANIZATION:
                raise InvalidCellError(f"owner is {ORGANIZATION} or empty: {shown(owner)}")
            return SubjectKind.ORGANIZATION, self.org_id
        if (member is None) == (team is None) or owner is not None:
            raise InvalidCellError("either member or team is needed, and not both")
        if member is not None:
            return SubjectKind.MEMBER, self.people.one(member)
        if team not in self.teams:
            raise InvalidCellError(f"there is no team {shown(cells.needed('team'))}")
        return SubjectKind.TEAM, self.teams[team]


async def import_goals(
    file: RowFile,
    mapping: FileMapping,
    *,
    months: Sequence[str],
    database: Database,
    playbook: Playbook,
    zone: ZoneInfo,
    by: Principal,
    now: datetime,
    refuse: Refuse,
    progress: Progress,
) -> Tally:
    """Set the goals of a file; one that is set already with the same target stays as it is.

    With `months` each row is a goal for each of them, and the file needs no dates.

    Raises:
        UnusableFileError: The file lacks a column.
    """
    tally = Tally()
    for batch in batches(file, mapping, zone=zone, size=BATCH, months=months):
        found = [each for each in batch.found if isinstance(each, Record)]
        owners = _Owners(
            org_id=by.org_id,
            people=await directory.find(
                database, by.org_id, [each.cells.text("member") for each in found]
            ),
            teams=await _teams(database, by.org_id),
        )
        for each in batch.found:
            if isinstance(each, Record):
                result = await _set(database, each, owners, playbook, by=by, now=now)
            else:
                result = each
            if isinstance(result, Refusal):
                tally.refused += 1
                refuse(result)
            else:
                tally.taken += result
                tally.already += not result
        batch.settle(tally)
        progress(tally)
    return tally


async def _teams(database: Database, org_id: UUID) -> dict[str, UUID]:
    async with database.reading(org_id) as connection:
        return dict(await teams_by_key(connection))


async def _set(
    database: Database,
    record: Record,
    owners: _Owners,
    playbook: Playbook,
    *,
    by: Principal,
    now: datetime,
) -> bool | Refusal:
    """Return whether the goal is new, or why the record is refused."""
    try:
        asked = command(record.cells, owners.one(record.cells), playbook, by=by)
        into = _part(record.cells)
        async with database.transaction(by.org_id) as connection:
            await _lock(connection, asked)
            target = await quotas.find(
                connection,
                asked.owner_id,
                asked.metric_key or "",
                starts_on=asked.terms.starts_on,
                ends_on=asked.terms.ends_on,
            )
            if target is None:
                goal_id = await propose_goal(connection, asked, now=now)
                if into is not None:
                    split = SplitGoal(
                        by=by, goal_id=goal_id, into=into, shares=SplitBy.WORKING_DAYS
                    )
                    await split_goal(connection, split, now=now)
                return True
    except InvalidCellError as error:
        return record.refusal(INVALID_ROW, str(error))
    except DomainError as error:
        return record.refusal(error.code, str(error).rstrip("."))
    if target == asked.terms.target:
        return False
    return record.refusal(OTHER_TARGET, f"this goal is set already, with the target {target}")


async def _lock(connection: Connection, asked: ProposeGoal) -> None:
    # two imports at the same time must not set the same goal twice
    if asked.owner_kind is SubjectKind.MEMBER:
        await people.lock(connection, {asked.owner_id})
    else:
        await sides.lock_groups(connection, {asked.owner_id})


def command(
    cells: Cells, owner: tuple[SubjectKind, UUID], playbook: Playbook, *, by: Principal
) -> ProposeGoal:
    """Turn a record into the command that sets a goal.

    Raises:
        InvalidCellError: A field is missing or can't be read.
    """
    metric_key = cells.needed("metric")
    metric = playbook.metrics.get(metric_key)
    is_money = metric is not None and metric.unit is MetricUnit.MONEY
    target = cells.minor("target", playbook.currency) if is_money else cells.whole("target")
    if target is None:
        raise InvalidCellError("target is empty")
    month = cells.text("month")
    if month is not None:
        # under a fiscal pattern of weeks the month called March is the one that holds the 15th of March
        middle = span_of(month)[0] + timedelta(days=14)
        zone = calendar_at(playbook.calendars, middle).timezone
        period = period_of(PeriodKind.MONTH, middle, playbook.calendars, zone)
        starts_on, ends_on = period.starts_on, period.ends_on or span_of(month)[1]
    else:
        first, end = cells.day("starts_on"), cells.day("ends_on")
        if first is None or end is None:
            raise InvalidCellError("month, or starts_on and ends_on, are needed; or use --months")
        starts_on, ends_on = first, end
    return ProposeGoal(
        by=by,
        owner_kind=owner[0],
        owner_id=owner[1],
        title=cells.text("title") or _title(metric.title if metric else metric_key, month),
        metric_key=metric_key,
        terms=GoalTerms(target=target, starts_on=starts_on, ends_on=ends_on),
    )


def _part(cells: Cells) -> PeriodKind | None:
    """Return into which periods the goal is to be split, if it is.

    Raises:
        InvalidCellError: It is none of week, month and quarter.
    """
    text = cells.text("split")
    if text is None:
        return None
    if text not in PARTS:
        raise InvalidCellError(f"split is week, month or quarter: {shown(text)}")
    return PARTS[text]


def _title(metric: str, month: str | None) -> str:
    return metric if month is None else f"{metric} in {name_of(month)}"
