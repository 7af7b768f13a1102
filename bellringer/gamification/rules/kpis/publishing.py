"""What bands, scorecards, bonuses and targets may be published, and which version is in force."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import assert_never

from bellringer.gamification.commands.kpis.terms import PublishKpiRule
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidTextError,
    UnknownMetricError,
    WrongStateError,
)
from bellringer.gamification.facts.kpis.terms import (
    BonusRule,
    GradeBands,
    KpiRule,
    KpiTarget,
    Scorecard,
)
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.kpis.inputs import month_of
from bellringer.gamification.rules.kpis.picks import UnknownPickError, metrics_needed
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.recording.money import MAX_MINOR
from bellringer.gamification.rules.recording.shares import WHOLE_BP
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked
from bellringer.words import KpiKey, KpiRuleKind, PeriodKind

FLOORS = 5  # of A, B, C, D and E; below them is F
MOST_PARTS = 10
MOST_TIERS = 10
RULES_LIMIT = 50
MOST_ATTAINMENT_BP = 100_000
PERIODS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
TARGET_PERIODS = (PeriodKind.DAY, *PERIODS)
_NAMED = (KpiRuleKind.SCORECARD, KpiRuleKind.BONUS)  # the keys of others say what they are about
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,49}")
_EARLIEST, _LATEST = date(1970, 1, 1), date(2999, 12, 31)


def next_version(
    playbook: Playbook,
    rules: Sequence[KpiRule],
    command: PublishKpiRule,
    *,
    today: date,
    now: datetime,
) -> KpiRule:
    """Return the version to keep; the first of a rule may hold from any month, others never change months gone.

    Raises:
        NotAllowedError: Only an admin publishes.
        InvalidInputError: The terms can't be, no fiscal month begins then, or it has gone.
        InvalidTextError: A key or title can't be stored.
        UnknownMetricError: There is no such metric.
        WrongStateError: There is nothing to retire, or there are too many rules.
    """
    check_administers(command.by)
    own = [each for each in rules if (each.kind, each.rule_key) == (command.kind, command.rule_key)]
    _check_month(playbook, command.effective_from, today=today, is_first=not own)
    if command.terms is None:
        if not own or max(own, key=lambda each: each.version).terms is None:
            raise WrongStateError("There is no such rule to retire.", path=("key",))
    else:
        _check_terms(playbook, command)
        if not own and len({(each.kind, each.rule_key) for each in rules}) >= RULES_LIMIT:
            raise WrongStateError(f"An organization has at most {RULES_LIMIT} of these rules.")
    return KpiRule(
        kind=command.kind,
        rule_key=command.rule_key,
        version=1 + max((each.version for each in own), default=0),
        effective_from=command.effective_from,
        terms=command.terms,
        published_at=now,
    )


def target_key(target: KpiTarget) -> str:
    """Return what a target is called in requests: its KPI, and what else tells it from others."""
    pick = target.pick
    parts = (pick.kpi, pick.from_kind, pick.to_kind, target.by)
    return "-".join(each.lower() for each in parts if each)


def in_force(rules: Iterable[KpiRule], on: date) -> tuple[KpiRule, ...]:
    """Return the version of each rule that holds on a date, by kind and key; of one month, the last published."""
    found: dict[tuple[KpiRuleKind, str], KpiRule] = {}
    held = (each for each in rules if each.effective_from <= on)
    for rule in sorted(held, key=lambda each: (each.effective_from, each.version)):
        found[rule.kind, rule.rule_key] = rule
    return tuple(found[key] for key in sorted(found) if found[key].terms is not None)


def _check_month(playbook: Playbook, on: date, *, today: date, is_first: bool) -> None:
    if not _EARLIEST <= on <= _LATEST:
        raise InvalidInputError("This month is out of range.", path=("effectiveFrom",))
    month = month_of(playbook.calendars, on)
    if month.starts_on != on:
        raise InvalidInputError(
            f"Give the first day of the fiscal month, here {month.starts_on}.",
            path=("effectiveFrom",),
        )
    present = month_of(playbook.calendars, today)
    if not is_first and on < present.starts_on:
        raise InvalidInputError(
            f"Months that are over keep what held in them: begin on {present.starts_on} or later.",
            path=("effectiveFrom",),
        )


def _check_terms(playbook: Playbook, command: PublishKpiRule) -> None:
    if command.kind in _NAMED and not _KEY.fullmatch(command.rule_key):
        raise InvalidTextError(
            "A key has 1 to 50 signs: small letters, digits, _ and -, a letter first.",
            path=("key",),
        )
    match command.terms:
        case GradeBands():
            _check_bands(command.terms)
        case Scorecard():
            _check_card(playbook, command.terms)
        case BonusRule():
            _check_bonus(playbook, command.terms)
        case KpiTarget():
            _check_target(playbook, command.terms)
        case None:
            pass
        case _:
            assert_never(command.terms)


def _check_bands(bands: GradeBands) -> None:
    falls = all(upper > lower for upper, lower in pairwise(bands.floors))
    if (
        len(bands.floors) != FLOORS
        or not falls
        or any(abs(each) > MAX_MINOR for each in bands.floors)
    ):
        raise InvalidInputError(
            f"Give {FLOORS} floors, of A to E, each below the one before.", path=("floors",)
        )


def _check_card(playbook: Playbook, card: Scorecard) -> None:
    checked(card.title, limit=TITLE_LIMIT, field="title")
    if card.by not in PERIODS:
        raise InvalidInputError("A scorecard is by WEEK, MONTH, QUARTER or YEAR.", path=("by",))
    if not 1 <= len(card.parts) <= MOST_PARTS:
        raise InvalidInputError(f"A scorecard has 1 to {MOST_PARTS} parts.", path=("parts",))
    weights = [each.weight_bp for each in card.parts]
    if min(weights) < 1 or sum(weights) != WHOLE_BP:
        raise InvalidInputError(
            f"Weights are above 0 and add up to {WHOLE_BP}.", path=("parts", "weight")
        )
    if any(each.poor == each.good for each in card.parts):
        raise InvalidInputError("Poor and good have to differ.", path=("parts", "good"))
    try:
        metrics_needed(playbook, [each.pick for each in card.parts])
    except UnknownPickError as unknown:
        raise InvalidInputError(str(unknown), path=("parts", "pick")) from None


def _check_bonus(playbook: Playbook, bonus: BonusRule) -> None:
    checked(bonus.title, limit=TITLE_LIMIT, field="title")
    if bonus.metric_key not in playbook.metrics:
        raise UnknownMetricError(path=("metric",))
    if bonus.by not in PERIODS:
        raise InvalidInputError("A bonus is by WEEK, MONTH, QUARTER or YEAR.", path=("by",))
    rises = all(
        one.attainment_bp < other.attainment_bp and one.amount_minor < other.amount_minor
        for one, other in pairwise(bonus.tiers)
    )
    in_range = all(
        1 <= each.attainment_bp <= MOST_ATTAINMENT_BP and 1 <= each.amount_minor <= MAX_MINOR
        for each in bonus.tiers
    )
    if not (1 <= len(bonus.tiers) <= MOST_TIERS and rises and in_range):
        raise InvalidInputError(
            f"Give 1 to {MOST_TIERS} tiers above 0; attainment and amount both rise.",
            path=("tiers",),
        )


def _check_target(playbook: Playbook, target: KpiTarget) -> None:
    if target.pick.kpi is KpiKey.TOTAL:
        raise InvalidInputError(
            "What a metric is to add up to, a goal says that both sides agree.", path=("pick",)
        )
    if target.by not in (None, *TARGET_PERIODS):
        raise InvalidInputError(
            "A target is by DAY, WEEK, MONTH, QUARTER or YEAR, or of all of them.", path=("by",)
        )
    if abs(target.value) > MAX_MINOR:
        raise InvalidInputError("This target is out of range.", path=("value",))
    try:
        metrics_needed(playbook, [target.pick])
    except UnknownPickError as unknown:
        raise InvalidInputError(str(unknown), path=("pick",)) from None
