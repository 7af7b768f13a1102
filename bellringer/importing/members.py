"""Import members: who they are, where they sell, whom they lead. The file is the truth about whom it names."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bellringer.gamification.actions.count_heads import count_heads_of_today
from bellringer.gamification.actions.enrol_member import enrol_member
from bellringer.gamification.commands.members import EnrolMember, TeamNamed
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import DomainError
from bellringer.gamification.store.directory import members_by_email
from bellringer.gamification.store.door import normalised
from bellringer.importing.mapping import FileMapping
from bellringer.importing.records import INVALID_ROW, Record, batches
from bellringer.importing.rows import RowFile
from bellringer.importing.tally import Progress, Refusal, Refuse, Tally
from bellringer.importing.values import Cells, InvalidCellError, shown
from bellringer.models.database import Database
from bellringer.words import Role

BATCH = 32  # rows between two looks at the progress bar


async def import_members(
    file: RowFile,
    mapping: FileMapping,
    *,
    database: Database,
    zone: ZoneInfo,
    by: Principal,
    now: datetime,
    refuse: Refuse,
    progress: Progress,
) -> Tally:
    """Enrol the members of a file; one that is there already is brought up to date.

    Raises:
        UnusableFileError: The file lacks a column.
    """
    tally = Tally()
    for batch in batches(file, mapping, zone=zone, size=BATCH):
        for found in batch.found:
            if isinstance(found, Record):
                result = await _enrol(database, found, by=by, now=now)
            else:
                result = found
            if isinstance(result, Refusal):
                tally.refused += 1
                refuse(result)
            else:
                tally.taken += result
                tally.already += not result
        batch.settle(tally)
        progress(tally)
    async with database.transaction(by.org_id) as connection:
        await count_heads_of_today(connection, now=now)
    return tally


async def _enrol(
    database: Database, record: Record, *, by: Principal, now: datetime
) -> bool | Refusal:
    """Return whether the member is new, or why the record is refused."""
    try:
        enrolled = command(record.cells, by=by)
        async with database.transaction(by.org_id) as connection:
            known = await members_by_email(connection, [normalised(enrolled.email)])
            await enrol_member(connection, enrolled, now=now)
        return not known
    except InvalidCellError as error:
        return record.refusal(INVALID_ROW, str(error))
    except DomainError as error:
        return record.refusal(error.code, str(error).rstrip("."))


def command(cells: Cells, *, by: Principal) -> EnrolMember:
    """Turn a record into the command that enrols a member.

    Raises:
        InvalidCellError: A field is missing or can't be read.
    """
    # no default: a file without roles must not turn managers into reps
    role = cells.needed("role").upper()
    if role not in tuple(Role):
        raise InvalidCellError(f"role is none of {', '.join(Role)}: {shown(role)}")
    team, leads = (_team(cells, name) for name in ("team", "leads"))
    return EnrolMember(
        by=by,
        email=cells.needed("email"),
        display_name=cells.needed("name"),
        role=Role(role),
        team=team,
        leads=() if leads is None else (leads,),
        sales_role=cells.text("sales_role"),
        joined_on=cells.day("joined_on"),
        timezone=cells.text("timezone"),
        locale=cells.text("locale"),
    )


def _team(cells: Cells, name: str) -> TeamNamed | None:
    text = cells.text(name)
    if text is None:
        return None
    return TeamNamed(team_key=text, name=text, region=cells.text("region"))
