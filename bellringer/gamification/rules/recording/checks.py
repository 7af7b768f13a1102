"""What an activity may say: everything about a command that needs no one's facts, only the playbook."""

from collections.abc import Iterable
from datetime import timedelta

from bellringer.gamification.commands.activities import RecordActivity
from bellringer.gamification.errors import (
    InvalidAmountError,
    InvalidInputError,
    InvalidQuantityError,
    InvalidSharesError,
    InvalidTextError,
    UnknownKindError,
    UnknownMetricError,
    WrongCurrencyError,
)
from bellringer.gamification.playbook.metrics import ActivityKind
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.recording.money import MAX_MINOR, convert
from bellringer.gamification.rules.recording.shares import WHOLE_BP
from bellringer.gamification.rules.texts import NOTE_LIMIT, TAG_LIMIT, checked, checked_id
from bellringer.words import Measure

MAX_QUANTITY = 1_000_000
MAX_DURATION = timedelta(days=31)
MAX_VALUES = 8
MAX_TAGS = 20
MAX_SHARES = 20


def check(playbook: Playbook, command: RecordActivity) -> None:
    """Refuse an activity that could never be right, whoever records it for whom and when.

    Raises:
        UnknownKindError: The organization has no such kind.
        InvalidQuantityError: The quantity or the duration is out of range.
        InvalidAmountError: The kind takes no amount, or the amount or the rate is out of range.
        WrongCurrencyError: Another currency without a rate, or no currency at all.
        UnknownMetricError: A value that no metric of the kind measures.
        InvalidSharesError: The shares don't add up or don't include the member.
        InvalidTextError: A text can't be stored.
        InvalidInputError: Too many values or tags, or a value out of range.
    """
    kind = playbook.kinds.get(command.kind)
    if kind is None:
        raise UnknownKindError(f"Known kinds are: {_listed(playbook.kinds)}.", path=("kind",))
    if not 1 <= command.quantity <= MAX_QUANTITY:
        raise InvalidQuantityError(path=("quantity",))
    if command.duration_seconds is not None and not (
        0 <= command.duration_seconds <= MAX_DURATION.total_seconds()
    ):
        raise InvalidQuantityError(
            f"A duration is from 0 seconds to {MAX_DURATION.days} days.", path=("durationSeconds",)
        )
    _check_amount(playbook, kind, command)
    _check_values(playbook, command)
    _check_shares(command)
    _check_texts(command)


def reporting_amount(playbook: Playbook, command: RecordActivity) -> int:
    """Return the amount of a checked activity in the organization's currency, 0 where it has none."""
    if command.amount_minor is None:
        return 0
    if command.currency in (None, playbook.currency) or command.rate is None:
        return command.amount_minor
    return convert(
        command.amount_minor,
        currency=command.currency,
        into=playbook.currency,
        rate=command.rate,
    )


def external_claim(command: RecordActivity) -> tuple[str, str, str] | None:
    """Return the (system, record id, kind) that an activity stands for, if it names an outside record."""
    if command.external_id is None:
        return None
    system, _, record_id = command.external_id.partition(":")
    return system, record_id, command.kind


def _check_amount(playbook: Playbook, kind: ActivityKind, command: RecordActivity) -> None:
    if command.amount_minor is None:
        if command.rate is not None:
            raise InvalidAmountError("A rate needs an amount.", path=("rate",))
        return
    path = ("amount", "amountMinor")
    if not kind.takes_amount:
        raise InvalidAmountError(f"The kind {kind.kind} takes no amount.", path=path)
    if not 0 <= command.amount_minor <= MAX_MINOR:
        raise InvalidAmountError(path=path)
    if command.rate is not None and not (command.rate.is_finite() and 0 < command.rate < 10**9):
        raise InvalidAmountError("A rate is a positive number.", path=("rate",))
    if command.currency in (None, playbook.currency):
        if command.rate not in (None, 1):
            raise InvalidAmountError(
                f"An amount in {playbook.currency} needs no rate.", path=("rate",)
            )
        return
    if not _is_currency(command.currency) or command.rate is None:
        raise WrongCurrencyError(
            f"Amounts are in {playbook.currency}; another currency needs a rate.",
            path=("amount", "currency"),
        )
    if reporting_amount(playbook, command) > MAX_MINOR:
        raise InvalidAmountError(path=path)


def _is_currency(code: str | None) -> bool:
    return code is not None and len(code) == 3 and code.isascii() and code.isupper()


def _check_values(playbook: Playbook, command: RecordActivity) -> None:
    if not command.values:
        return
    path = ("values",)
    keys = [value_key for value_key, _ in command.values]
    if len(keys) > MAX_VALUES or len(set(keys)) < len(keys):
        raise InvalidInputError(f"At most {MAX_VALUES} values, each key once.", path=path)
    known = {
        metric.value_key
        for metric in playbook.metrics_by_kind.get(command.kind, ())
        if metric.measure is Measure.VALUE
    }
    if not known.issuperset(keys):
        raise UnknownMetricError(
            f"Values of {command.kind} are: {_listed(key for key in known if key)}.", path=path
        )
    if any(abs(value) > MAX_MINOR for _, value in command.values):
        raise InvalidInputError("A value is from -10^15 to 10^15.", path=path)


def _check_shares(command: RecordActivity) -> None:
    if not command.shares:
        return
    members = {share.member_id for share in command.shares}
    is_valid = (
        len(command.shares) <= MAX_SHARES
        and len(members) == len(command.shares)
        and all(share.share_bp >= 1 for share in command.shares)
        and sum(share.share_bp for share in command.shares) == WHOLE_BP
    )
    if not is_valid:
        raise InvalidSharesError(path=("shares",))
    if command.member_id not in members:
        raise InvalidSharesError(
            "The member whose activity it is has a share too.", path=("shares",)
        )


def _check_texts(command: RecordActivity) -> None:
    checked_id(command.idempotency_key, field="idempotencyKey")
    for text, field in (
        (command.customer_external_id, "customerExternalId"),
        (command.deal_external_id, "dealExternalId"),
        (command.external_id, "externalId"),
    ):
        if text is not None:
            checked_id(text, field=field)
    claim = external_claim(command)
    if claim is not None and not (claim[0] and claim[1]):
        raise InvalidTextError("An external id is <system>:<record id>.", path=("externalId",))
    if command.note is not None:
        checked(command.note, limit=NOTE_LIMIT, field="note")
    if len(command.tags) > MAX_TAGS:
        raise InvalidInputError(f"At most {MAX_TAGS} tags.", path=("tags",))
    for tag in command.tags:
        checked_id(tag, limit=TAG_LIMIT, field="tags")


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(sorted(keys)) or "none"
