"""Import activities: through the one door, in the order of the file."""

from typing import Any
from zoneinfo import ZoneInfo

from bellringer.gamification.commands.activities import RecordActivity
from bellringer.gamification.commands.fingerprints import fingerprint
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    AlreadyRecordedError,
    DomainError,
    IdempotencyKeyReusedError,
)
from bellringer.gamification.intake import Intake
from bellringer.gamification.outcome.activities import Answer
from bellringer.importing import directory
from bellringer.importing.mapping import VALUE, FileMapping
from bellringer.importing.records import INVALID_ROW, Batch, Record, batches
from bellringer.importing.rows import RowFile
from bellringer.importing.tally import Progress, Refusal, Refuse, Tally
from bellringer.importing.values import Cells, InvalidCellError
from bellringer.models.database import Database

BATCH = 256


async def import_activities(
    file: RowFile,
    mapping: FileMapping,
    *,
    database: Database,
    intake: Intake,
    currency: str,
    zone: ZoneInfo,
    by: Principal,
    refuse: Refuse,
    progress: Progress,
) -> Tally:
    """Record what a file tells, and count what became of its rows.

    Run again, or after it was interrupted, it finds what is there already by the keys. Amounts without a
    currency are in `currency`, times without an offset in `zone`: those of the organization.

    Raises:
        UnusableFileError: The file lacks a column.
    """
    tally = Tally()
    for batch in batches(file, mapping, zone=zone, size=BATCH):
        for result in await _record(batch, database, intake, currency, by):
            _count(result, tally, refuse)
        batch.settle(tally)
        progress(tally)
    return tally


async def _record(
    batch: Batch, database: Database, intake: Intake, currency: str, by: Principal
) -> list[Answer | Refusal]:
    """Return an answer or a refusal for each row, in order; duplicates are answered as replayed."""
    who = await directory.find(
        database,
        by.org_id,
        [found.cells.text("member") for found in batch.found if isinstance(found, Record)],
    )
    ready: list[Refusal | tuple[Record, RecordActivity]] = []
    for found in batch.found:
        if isinstance(found, Refusal):
            ready.append(found)
            continue
        try:
            ready.append((found, command(found.cells, who=who, currency=currency, by=by)))
        except InvalidCellError as error:
            ready.append(found.refusal(INVALID_ROW, str(error)))
    answers = iter(
        await intake.submit_many([each[1] for each in ready if not isinstance(each, Refusal)])
    )
    return [
        each if isinstance(each, Refusal) else _result(each[0], next(answers)) for each in ready
    ]


def command(cells: Cells, *, who: directory.People, currency: str, by: Principal) -> RecordActivity:
    """Turn a record into the command that records it.

    Raises:
        InvalidCellError: A field is missing or can't be read.
    """
    given = _given(cells, currency)
    if given["occurred_on"] is None and given["occurred_at"] is None:
        raise InvalidCellError("occurred_on or occurred_at is needed, and both are empty")
    if given["occurred_on"] is not None and given["occurred_at"] is not None:
        raise InvalidCellError("occurred_on and occurred_at can't both be given")
    member = cells.needed("member")
    # what the row says, not how it was written or whom it resolves to
    body = {name: value for name, value in given.items() if value not in (None, ())}
    return RecordActivity(
        by=by,
        idempotency_key=_key(cells),
        body_sha256=fingerprint({**body, "member": member.casefold()}),
        member_id=who.one(member),
        **given,
    )


def _given(cells: Cells, reporting_currency: str) -> dict[str, Any]:
    currency = cells.currency("currency")
    quantity = cells.whole("quantity")
    return {
        "kind": cells.needed("kind"),
        "quantity": 1 if quantity is None else quantity,
        "amount_minor": cells.minor("amount", currency or reporting_currency),
        "currency": currency,
        "rate": cells.decimal("rate"),
        "occurred_at": cells.instant("occurred_at"),
        "occurred_on": cells.day("occurred_on"),
        "started_at": cells.instant("started_at") or cells.noon("started_on"),
        "duration_seconds": cells.whole("duration_seconds"),
        "customer_external_id": cells.text("customer"),
        "deal_external_id": cells.text("deal"),
        "external_id": cells.text("external_id"),
        "tags": cells.tags("tags"),
        "values": _values(cells),
        "note": cells.text("note"),
    }


def _values(cells: Cells) -> tuple[tuple[str, int], ...]:
    found = ((name, cells.whole(name)) for name in sorted(cells.texts) if name.startswith(VALUE))
    return tuple((name.removeprefix(VALUE), value) for name, value in found if value is not None)


def _key(cells: Cells) -> str:
    key = cells.text("key")
    if key is not None:
        return key
    external_id = cells.text("external_id")
    if external_id is None:
        raise InvalidCellError("key or external_id is needed, so that importing twice is safe")
    return f"{external_id}:{cells.needed('kind')}"


def _result(record: Record, answer: Answer | DomainError) -> Answer | Refusal:
    if isinstance(answer, Answer):
        return answer
    if isinstance(answer, IdempotencyKeyReusedError):
        reason = "a row with this key was imported before and said something else"
        return record.refusal(answer.code, reason)
    return record.refusal(answer.code, str(answer).rstrip("."))


def _count(result: Answer | Refusal, tally: Tally, refuse: Refuse) -> None:
    if isinstance(result, Answer):
        tally.already += result.replayed
        tally.taken += not result.replayed
    elif result.code == AlreadyRecordedError.code:
        tally.already += 1
    else:
        tally.refused += 1
        refuse(result)
