"""Pricing: what the next version of a point rule may say, and from when on."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands import PublishRuleVersion
from bellringer.gamification.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    UnknownKindError,
)
from bellringer.gamification.playbook import Per, Playbook, RuleVersion, Terms
from bellringer.gamification.rules.permissions import may_administer
from bellringer.gamification.rules.texts import TAG_LIMIT, TITLE_LIMIT, checked, checked_id

POINTS_LIMIT = 1_000_000
AMOUNT_LIMIT = 10**15


def next_version(
    playbook: Playbook, command: PublishRuleVersion, *, rule_id: UUID, now: datetime
) -> RuleVersion:
    """Return the version to publish; the first of a rule holds from the beginning, a later one from now.

    Raises:
        NotAllowedError: Only an admin changes rules.
        UnknownKindError: There is no such kind.
        NotFoundError: There is no such rule of this kind.
        InvalidInputError: The terms can't be right, or would re-price history.
    """
    if not may_administer(command.by):
        raise NotAllowedError
    kind = playbook.kinds.get(command.kind)
    if kind is None:
        raise UnknownKindError(path=("kind",))
    _check(command.terms, takes_amount=kind.takes_amount)
    former = [rule for rule in playbook.rules if rule.rule_id == command.rule_id]
    if command.rule_id is not None and not any(rule.kind == command.kind for rule in former):
        raise NotFoundError(path=("ruleId",))
    effective_from = command.effective_from
    if effective_from is not None and effective_from < now:
        raise InvalidInputError(
            "A rule can't hold before it is published.", path=("effectiveFrom",)
        )
    return RuleVersion(
        rule_id=rule_id,
        version=1 + max((rule.version for rule in former), default=0),
        kind=command.kind,
        title=checked(command.title, limit=TITLE_LIMIT, field="title"),
        terms=command.terms,
        effective_from=(effective_from or now) if former else effective_from,
        published_at=now,
    )


def _check(terms: Terms, *, takes_amount: bool) -> None:
    if not 0 <= terms.points <= POINTS_LIMIT:
        raise InvalidInputError("A rule pays from 0 to 1 000 000 points.", path=("points",))
    if terms.per is Per.AMOUNT_STEP and not takes_amount:
        raise InvalidInputError("This kind carries no amount to pay for.", path=("per",))
    if (terms.per is Per.AMOUNT_STEP) != (terms.step_minor is not None):
        raise InvalidInputError("A step belongs to points per amount.", path=("stepMinor",))
    for field, amount in (
        ("stepMinor", terms.step_minor),
        ("minimumAmountMinor", terms.minimum_amount_minor),
    ):
        if amount is not None and not 0 < amount <= AMOUNT_LIMIT:
            raise InvalidInputError("An amount is above zero.", path=(field,))
    if terms.tag is not None:
        checked_id(terms.tag, field="tag", limit=TAG_LIMIT)
    if not terms.weekdays <= frozenset(range(1, 8)):
        raise InvalidInputError("Weekdays are 1 (Monday) to 7 (Sunday).", path=("weekdays",))
