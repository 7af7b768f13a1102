"""What reps report that is not theirs alone to say: a shared deal, and referrals that a manager approves."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, instant
from bellringer.demo.scoring import REFERRAL
from bellringer.gamification.actions.reject_activity import reject_activity
from bellringer.gamification.commands.activities import (
    ApproveActivity,
    RecordActivity,
    RejectActivity,
    Share,
)
from bellringer.gamification.commands.fingerprints import fingerprint
from bellringer.gamification.errors import WrongStateError
from bellringer.gamification.intake import Intake
from bellringer.models.database import Database

_TUESDAY, _THURSDAY = 2, 4
_AT = time(11)
_DEAL_MINOR = 420_000
_SHARES = (6_000, 4_000)  # basis points
_WAITS = timedelta(days=8)  # so that one always waits


def shared(found: Brightwater, on: date) -> Iterator[RecordActivity]:
    """Return the deal that two reps win together on Thursdays."""
    if on.isoweekday() == _THURSDAY:
        key = f"story:{on}:shared"
        yield RecordActivity(
            by=found.as_person(cast.PARTNERS[0]),
            idempotency_key=key,
            body_sha256=fingerprint({"key": key}),
            member_id=found.id_of(cast.PARTNERS[0]),
            kind="deal_won",
            amount_minor=_DEAL_MINOR,
            occurred_at=instant(on, time(16)),
            customer_external_id="Kestrel Hospital",
            shares=tuple(
                Share(member_id=found.id_of(who), share_bp=share)
                for who, share in zip(cast.PARTNERS, _SHARES, strict=True)
            ),
        )


async def referrals(
    database: Database, found: Brightwater, intake: Intake, on: date, *, now: datetime, today: date
) -> None:
    """Report Tuesday's referral; older ones are approved, one in four is not, the latest waits."""
    if on.isoweekday() != _TUESDAY or now < instant(on, _AT):
        return
    key = f"story:{on}:referral"
    who = cast.REFERRING
    reported = RecordActivity(
        by=found.as_person(who),
        idempotency_key=key,
        body_sha256=fingerprint({"key": key}),
        member_id=found.id_of(who),
        kind=REFERRAL,
        occurred_at=instant(on, _AT),
        note="Their neighbour wants to see us.",
    )
    answer = await intake.submit(reported)
    if today - on < _WAITS:
        return
    by, activity_id = found.as_person(cast.MANAGERS[0]), answer.activity_id
    with suppress(WrongStateError):  # decided before an interruption
        if on.isocalendar().week % 4:
            await intake.submit(ApproveActivity(by=by, activity_id=activity_id))
        else:
            reject = RejectActivity(by=by, activity_id=activity_id, reason="They know us already.")
            async with database.transaction(found.org_id) as connection:
                await reject_activity(connection, reject, now=now)
