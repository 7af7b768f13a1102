"""What may be published on top of KPIs, and what is in force when."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.commands.kpis.terms import PublishKpiRule
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    UnknownMetricError,
    WrongStateError,
)
from bellringer.gamification.facts.kpis.measured import KpiPick
from bellringer.gamification.facts.kpis.terms import BonusTier, KpiRule, KpiTarget, ScorePart
from bellringer.gamification.rules.kpis.publishing import (
    RULES_LIMIT,
    in_force,
    next_version,
    target_key,
)
from bellringer.ids import new_id
from bellringer.words import KpiKey, KpiRuleKind, PeriodKind, Role
from tests.builders import NOW, member, system
from tests.unit.kpis.test_reviews import BANDS, BONUS, CARD, rule
from tests.unit.kpis.test_series import PLAYBOOK, TODAY

ORG = PLAYBOOK.org_id
WIN_RATE = KpiTarget(pick=KpiPick(kpi=KpiKey.WIN_RATE), by=None, value=4_000)
KINDS = {"GRADE": BANDS, "SCORECARD": CARD, "BONUS": BONUS, "TARGET": WIN_RATE}


def published(rules: tuple[KpiRule, ...] = (), kind: str = "BONUS", **changed: Any) -> KpiRule:
    usual: dict[str, Any] = {
        "by": system(ORG),
        "kind": KpiRuleKind(kind),
        "rule_key": "MEMBER" if kind == "GRADE" else "key",
        "effective_from": date(2026, 3, 1),
        "terms": KINDS[kind],
    }
    command = PublishKpiRule(**(usual | changed))
    return next_version(PLAYBOOK, rules, command, today=TODAY, now=NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_version_may_hold_from_any_month_and_later_ones_not_from_one_gone(
    kind: str,
) -> None:
    first = published(kind=kind, effective_from=date(2025, 1, 1))
    assert (first.version, first.effective_from) == (1, date(2025, 1, 1))
    assert published((first,), kind).version == 2
    with pytest.raises(InvalidInputError, match="2026-03-01"):
        published((first,), kind, effective_from=date(2026, 2, 1))


@pytest.mark.parametrize(
    ("kind", "changed", "refusal"),
    [
        ("BONUS", {"effective_from": date(2026, 3, 2)}, InvalidInputError),
        ("BONUS", {"effective_from": date(1900, 1, 1)}, InvalidInputError),
        ("BONUS", {"rule_key": "No Key"}, InvalidTextError),
        ("BONUS", {"terms": replace(BONUS, title=" ")}, InvalidTextError),
        ("BONUS", {"terms": replace(BONUS, metric_key="luck")}, UnknownMetricError),
        ("BONUS", {"terms": replace(BONUS, by=PeriodKind.DAY)}, InvalidInputError),
        ("BONUS", {"terms": replace(BONUS, tiers=())}, InvalidInputError),
        ("BONUS", {"terms": replace(BONUS, tiers=BONUS.tiers[::-1])}, InvalidInputError),
        (
            "BONUS",
            {"terms": replace(BONUS, tiers=(BonusTier(attainment_bp=0, amount_minor=1),))},
            InvalidInputError,
        ),
        ("SCORECARD", {"terms": replace(CARD, parts=CARD.parts[:1])}, InvalidInputError),
        ("SCORECARD", {"terms": replace(CARD, parts=())}, InvalidInputError),
        ("SCORECARD", {"terms": replace(CARD, by=PeriodKind.SEASON)}, InvalidInputError),
        (
            "SCORECARD",
            {
                "terms": replace(
                    CARD,
                    parts=(
                        ScorePart(pick=KpiPick(kpi=KpiKey.TOTAL), weight_bp=10_000, poor=0, good=1),
                    ),
                )
            },
            InvalidInputError,
        ),
        (
            "SCORECARD",
            {"terms": replace(CARD, parts=(replace(CARD.parts[0], poor=1, good=1), CARD.parts[1]))},
            InvalidInputError,
        ),
        ("GRADE", {"terms": replace(BANDS, floors=(5, 4, 3, 2))}, InvalidInputError),
        ("GRADE", {"terms": replace(BANDS, floors=(5, 4, 4, 2, 1))}, InvalidInputError),
        ("GRADE", {"terms": replace(BANDS, floors=(10**16, 4, 3, 2, 1))}, InvalidInputError),
        ("TARGET", {"terms": replace(WIN_RATE, by=PeriodKind.SEASON)}, InvalidInputError),
        ("TARGET", {"terms": replace(WIN_RATE, value=10**16)}, InvalidInputError),
        (
            "TARGET",
            {"terms": replace(WIN_RATE, pick=KpiPick(kpi=KpiKey.TOTAL, metric_key="revenue"))},
            InvalidInputError,
        ),
        (
            "TARGET",
            {"terms": replace(WIN_RATE, pick=KpiPick(kpi=KpiKey.CONVERSION, from_kind="x"))},
            InvalidInputError,
        ),
        ("BONUS", {"terms": None}, WrongStateError),
        ("BONUS", {"by": member(ORG, new_id(), Role.MANAGER)}, NotAllowedError),
        ("BONUS", {"by": member(ORG, new_id(), Role.REP)}, NotAllowedError),
    ],
)
def test_what_can_not_be_published_is_refused(
    kind: str, changed: dict[str, Any], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        published(kind=kind, **changed)


def test_a_rule_is_retired_once_and_may_come_back() -> None:
    first = published()
    retired = published((first,), terms=None)
    assert (retired.version, retired.terms) == (2, None)
    with pytest.raises(WrongStateError):
        published((first, retired), terms=None)
    assert published((first, retired)).version == 3


def test_targets_of_one_kpi_for_one_kind_of_period_are_versions_of_one_rule() -> None:
    conversion = KpiPick(kpi=KpiKey.CONVERSION, from_kind="demo", to_kind="deal_won")
    keys = [
        target_key(replace(WIN_RATE, pick=pick, by=by))
        for pick in (WIN_RATE.pick, conversion)
        for by in (None, PeriodKind.MONTH)
    ]
    assert keys == [
        "win_rate",
        "win_rate-month",
        "conversion-demo-deal_won",
        "conversion-demo-deal_won-month",
    ]


def test_there_are_not_endlessly_many() -> None:
    many = tuple(rule(BONUS, rule_key=f"key{number}") for number in range(RULES_LIMIT))
    with pytest.raises(WrongStateError):
        published(many)
    assert published((*many[1:], rule(BONUS))).version == 2


def test_of_one_month_the_last_published_holds_and_of_several_the_latest() -> None:
    january = rule(BONUS, version=1, effective_from=date(2026, 1, 1))
    march = rule(BONUS, version=2, effective_from=date(2026, 3, 1))
    again = rule(BONUS, version=3, effective_from=date(2026, 3, 1))
    gone = rule(BONUS, version=4, effective_from=date(2026, 4, 1), terms=None)
    rules = (gone, march, january, again)
    held = {
        on: [each.version for each in in_force(rules, on)]
        for on in (date(2025, 12, 31), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))
    }
    assert list(held.values()) == [[], [1], [3], []]


@given(
    months=st.lists(st.integers(1, 12), min_size=1, max_size=6),
    later=st.integers(1, 12),
)
def test_a_version_for_later_changes_nothing_before(months: list[int], later: int) -> None:
    rules = [
        rule(BONUS, version=number, effective_from=date(2026, month, 1))
        for number, month in enumerate(months, start=1)
    ]
    added = rule(BONUS, version=99, effective_from=date(2026, later, 1))
    for month in range(1, later):
        on = date(2026, month, 15)
        assert in_force([*rules, added], on) == in_force(rules, on)
