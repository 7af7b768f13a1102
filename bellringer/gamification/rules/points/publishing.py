"""Pricing: what the next version of a point rule may say, and from when on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands.points import PreviewRule, PublishRuleVersion, RetireRule
from bellringer.gamification.errors import (
    InvalidInputError,
    NotFoundError,
    UnknownKindError,
    WrongStateError,
)
from bellringer.gamification.playbook.points import Per, RuleVersion, Terms
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import TAG_LIMIT, TITLE_LIMIT, checked, checked_id

POINTS_LIMIT = 1_000_000
AMOUNT_LIMIT = 10**15
CAP_LIMIT = 10**9
COOLDOWN_LIMIT = 7 * 24 * 60
RULES_LIMIT = 200

_TICK = timedelta(microseconds=1)


def published_at(now: datetime, last_recorded_at: datetime | None) -> datetime:
    """Return when something is published: after all that was recorded without it, whatever clocks say.

    So whether an activity has seen it follows from the two instants alone.
    """
    return now if last_recorded_at is None else max(now, last_recorded_at + _TICK)


def next_version(
    playbook: Playbook,
    command: PublishRuleVersion,
    *,
    rule_id: UUID,
    published_at: datetime,
    now: datetime,
) -> RuleVersion:
    """Return the version to publish; the first of a rule holds from the beginning, a later one from now.

    Raises:
        NotAllowedError: Only an admin changes rules.
        UnknownKindError: There is no such kind.
        NotFoundError: There is no such rule (of this kind).
        InvalidInputError: The terms can't be right, would re-price history, or there are too many rules.
        InvalidTextError: The title can't be stored.
    """
    former = former_versions(playbook, command)
    if not former and len({rule.rule_id for rule in playbook.rules}) >= RULES_LIMIT:
        raise InvalidInputError(f"An organization has at most {RULES_LIMIT} rules.")
    title = former[-1].title if former and command.title is None else command.title or ""
    begins = _from(command.effective_from, published_at=published_at, now=now)
    return RuleVersion(
        rule_id=rule_id,
        version=1 + max((rule.version for rule in former), default=0),
        kind=former[-1].kind if former else command.kind or "",
        title=checked(title, limit=TITLE_LIMIT, field="title"),
        terms=command.terms,
        effective_from=begins if former or command.effective_from is not None else None,
        published_at=published_at,
    )


def former_versions(
    playbook: Playbook, command: PublishRuleVersion | PreviewRule
) -> Sequence[RuleVersion]:
    """Check what a version is to say, and return those of the same rule, none for a new one.

    Raises:
        NotAllowedError, UnknownKindError, NotFoundError, InvalidInputError: As above.
    """
    check_administers(command.by)
    former: Sequence[RuleVersion] = ()
    if command.rule_id is not None:
        former = _versions(playbook, command.rule_id)
    kind_key = command.kind if command.kind is not None or not former else former[-1].kind
    kind = playbook.kinds.get(kind_key or "")
    if kind is None:
        raise UnknownKindError(path=("kind",))
    if former and former[-1].kind != kind_key:
        raise NotFoundError("There is no such rule of this kind.", path=("ruleId",))
    _check(command.terms, takes_amount=kind.takes_amount)
    return former


def retirement(
    playbook: Playbook, command: RetireRule, *, published_at: datetime, now: datetime
) -> RuleVersion:
    """Return the version with which a rule pays nothing any more.

    Raises:
        NotAllowedError: Only an admin changes rules.
        NotFoundError: There is no such rule.
        WrongStateError: It is retired already.
        InvalidInputError: It would re-price history.
    """
    check_administers(command.by)
    last = _versions(playbook, command.rule_id)[-1]
    if is_retired(last):
        raise WrongStateError("This rule is retired already.", path=("ruleId",))
    return RuleVersion(
        rule_id=last.rule_id,
        version=last.version + 1,
        kind=last.kind,
        title=last.title,
        terms=Terms(points=0),
        effective_from=_from(command.effective_from, published_at=published_at, now=now),
        published_at=published_at,
    )


def is_retired(last: RuleVersion) -> bool:
    """Tell whether a rule's last version ends it: one that pays nothing."""
    return last.terms.points == 0


def _versions(playbook: Playbook, rule_id: UUID) -> Sequence[RuleVersion]:
    found = [rule for rule in playbook.rules if rule.rule_id == rule_id]
    if not found:
        raise NotFoundError("There is no such rule.", path=("ruleId",))
    return sorted(found, key=lambda rule: rule.version)


def _from(effective_from: datetime | None, *, published_at: datetime, now: datetime) -> datetime:
    if effective_from is not None and effective_from.tzinfo is None:
        raise InvalidInputError("An instant needs its offset from UTC.", path=("effectiveFrom",))
    if effective_from is not None and effective_from < now:
        raise InvalidInputError(
            "A rule can't hold before it is published.", path=("effectiveFrom",)
        )
    return max(effective_from or published_at, published_at)


def _check(terms: Terms, *, takes_amount: bool) -> None:
    _check_what_is_paid(terms, takes_amount=takes_amount)
    for field, number, limit in (
        ("stepMinor", terms.step_minor, AMOUNT_LIMIT),
        ("minimumAmountMinor", terms.minimum_amount_minor, AMOUNT_LIMIT),
        ("capPerDay", terms.cap_per_day, CAP_LIMIT),
        ("capPerWeek", terms.cap_per_week, CAP_LIMIT),
        ("cooldownMinutes", terms.cooldown_minutes, COOLDOWN_LIMIT),
    ):
        if number is not None and not 0 < number <= limit:
            raise InvalidInputError(f"This lies between 1 and {limit}.", path=("terms", field))
    if (terms.cap_per_week or CAP_LIMIT) < (terms.cap_per_day or 0):
        raise InvalidInputError("A week's cap is not below a day's.", path=("terms", "capPerWeek"))
    for text in (terms.tag, terms.sales_role):
        if text is not None:
            checked_id(text, field="terms", limit=TAG_LIMIT)
    if not terms.weekdays <= frozenset(range(1, 8)):
        raise InvalidInputError(
            "Weekdays are 1 (Monday) to 7 (Sunday).", path=("terms", "weekdays")
        )


def _check_what_is_paid(terms: Terms, *, takes_amount: bool) -> None:
    if not 0 <= terms.points <= POINTS_LIMIT:
        raise InvalidInputError("A rule pays from 0 to 1 000 000 points.", path=("terms", "points"))
    if terms.per is Per.AMOUNT_STEP and not takes_amount:
        raise InvalidInputError("This kind carries no amount to pay for.", path=("terms", "per"))
    if (terms.per is Per.AMOUNT_STEP) != (terms.step_minor is not None):
        raise InvalidInputError("A step belongs to points per amount.", path=("terms", "stepMinor"))
    if terms.minimum_amount_minor is not None and not takes_amount:
        raise InvalidInputError(
            "This kind carries no amount that could be too small.",
            path=("terms", "minimumAmountMinor"),
        )
