"""How admins publish profit bands, scorecards, bonuses and targets."""

from datetime import date
from typing import Annotated

import strawberry

from bellringer.gamification.actions.kpis.publish_kpi_rule import publish_kpi_rule
from bellringer.gamification.commands.kpis.terms import PublishKpiRule
from bellringer.gamification.facts.kpis.terms import (
    BonusRule,
    BonusTier,
    GradeBands,
    KpiTarget,
    KpiTerms,
    Scorecard,
    ScorePart,
)
from bellringer.gamification.rules.kpis.publishing import target_key
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.kpis.rules import KpiRuleVersion
from bellringer.graphql.kpis.series import KpiPickInput, picked
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import mutation, write
from bellringer.words import KpiRuleKind, PeriodKind, SubjectKind


@describing.entry
class KpiGradeBandsPublishInput:
    """From which gross profit on which grade is given."""

    subject_kind: SubjectKind = said("Whose: of members, of teams, or of the organization.")
    floors: list[BigInt] = said(
        "The least gross profit of a fiscal month for A, B, C, D and E, in minor units, falling; below E is F."
    )
    effective_from: date = said("The first day of the fiscal month from which on it holds.")


@describing.entry
class KpiScorePartInput:
    """A KPI on a scorecard."""

    pick: KpiPickInput = said("Which one.")
    weight: int = said("Its weight in ten-thousandths; those of a card add up to 10 000.")
    poor: BigInt = said("The value that scores 0, as `KpiPoint.value` counts; may be above `good`.")
    good: BigInt = said("The value that scores 10 000.")


@describing.entry
class KpiScorecardPublishInput:
    """Weighted KPIs that make one score."""

    key: str = said("What it is called in requests: 1 to 50 small letters, digits, _ and -.")
    title: str = said("What people call it, 1 to 120 signs.")
    by: PeriodKind = said("Of which periods: WEEK, MONTH, QUARTER or YEAR.")
    parts: list[KpiScorePartInput] = said("1 to 10 KPIs.")
    effective_from: date = said("The first day of the fiscal month from which on it holds.")


@describing.entry
class KpiBonusTierInput:
    """What is due from an attainment on."""

    attainment: int = said("Actual ÷ target, in ten-thousandths: 10 000 is the target.")
    amount_minor: BigInt = said("The whole amount from there on, in minor units.")


@describing.entry
class KpiBonusPublishInput:
    """Amounts for attainment of members' agreed goals: reported, never paid."""

    key: str = said("What it is called in requests: 1 to 50 small letters, digits, _ and -.")
    title: str = said("What people call it, 1 to 120 signs.")
    metric: str = said("The key of the metric whose goals count, e.g. revenue.")
    by: PeriodKind = said("Of which periods: WEEK, MONTH, QUARTER or YEAR.")
    tiers: list[KpiBonusTierInput] = said("1 to 10 tiers; attainment and amount both rise.")
    effective_from: date = said("The first day of the fiscal month from which on it holds.")


@describing.entry
class KpiTargetPublishInput:
    """What everybody aims at in a KPI."""

    pick: KpiPickInput = said("Which one; no TOTAL: what is to be added up, an agreed goal says.")
    by: PeriodKind | None = said(
        "Of which periods: DAY, WEEK, MONTH, QUARTER or YEAR; left out: of all that have no target of their own.",
        default=None,
    )
    value: BigInt = said("What is aimed at, as `KpiPoint.value` counts.")
    effective_from: date = said("The first day of the fiscal month from which on it holds.")


@describing.entry
class KpiRuleRetireInput:
    """What is no more from a month on."""

    kind: KpiRuleKind = said("What it is.")
    key: str = said("Which one.")
    effective_from: date = said("The first day of the fiscal month from which on there is none.")


@strawberry.type
class KpiRulePayload(Payload):
    """What each payload about a rule shows."""

    version: KpiRuleVersion | None = said("The version; null where it was refused.", default=None)


@describing.output
class KpiGradeBandsPublishPayload(KpiRulePayload):
    """The version."""


@describing.output
class KpiScorecardPublishPayload(KpiRulePayload):
    """The version."""


@describing.output
class KpiBonusPublishPayload(KpiRulePayload):
    """The version."""


@describing.output
class KpiTargetPublishPayload(KpiRulePayload):
    """The version."""


@describing.output
class KpiRuleRetirePayload(KpiRulePayload):
    """The version."""


@strawberry.type
class KpiRuleMutation:
    """The writes about what stands on top of KPIs."""

    @mutation
    async def kpi_grade_bands_publish(
        self,
        info: Info,
        sent: Annotated[
            KpiGradeBandsPublishInput, strawberry.argument(name="input", description="The bands.")
        ],
    ) -> KpiGradeBandsPublishPayload:
        """Publish bands of profit from a month on; months that are over keep theirs. Admins only."""
        bands = GradeBands(subject_kind=sent.subject_kind, floors=tuple(sent.floors))
        key = sent.subject_kind.value
        version = await _publish(info, KpiRuleKind.GRADE, key, sent.effective_from, bands)
        return KpiGradeBandsPublishPayload(version=version)

    @mutation
    async def kpi_scorecard_publish(
        self,
        info: Info,
        sent: Annotated[
            KpiScorecardPublishInput, strawberry.argument(name="input", description="The card.")
        ],
    ) -> KpiScorecardPublishPayload:
        """Publish a scorecard from a month on; months that are over keep theirs. Admins only."""
        card = Scorecard(
            card_key=sent.key,
            title=sent.title,
            by=sent.by,
            parts=tuple(
                ScorePart(
                    pick=picked(each.pick), weight_bp=each.weight, poor=each.poor, good=each.good
                )
                for each in sent.parts
            ),
        )
        version = await _publish(info, KpiRuleKind.SCORECARD, sent.key, sent.effective_from, card)
        return KpiScorecardPublishPayload(version=version)

    @mutation
    async def kpi_bonus_publish(
        self,
        info: Info,
        sent: Annotated[
            KpiBonusPublishInput, strawberry.argument(name="input", description="The bonus.")
        ],
    ) -> KpiBonusPublishPayload:
        """Publish a bonus on attainment from a month on; months that are over keep theirs. Admins only."""
        bonus = BonusRule(
            bonus_key=sent.key,
            title=sent.title,
            metric_key=sent.metric,
            by=sent.by,
            tiers=tuple(
                BonusTier(attainment_bp=each.attainment, amount_minor=each.amount_minor)
                for each in sent.tiers
            ),
        )
        version = await _publish(info, KpiRuleKind.BONUS, sent.key, sent.effective_from, bonus)
        return KpiBonusPublishPayload(version=version)

    @mutation
    async def kpi_target_publish(
        self,
        info: Info,
        sent: Annotated[
            KpiTargetPublishInput, strawberry.argument(name="input", description="The target.")
        ],
    ) -> KpiTargetPublishPayload:
        """Publish what is aimed at in a KPI from a month on; months that are over keep theirs. Admins only."""
        target = KpiTarget(pick=picked(sent.pick), by=sent.by, value=sent.value)
        version = await _publish(
            info, KpiRuleKind.TARGET, target_key(target), sent.effective_from, target
        )
        return KpiTargetPublishPayload(version=version)

    @mutation
    async def kpi_rule_retire(
        self,
        info: Info,
        sent: Annotated[
            KpiRuleRetireInput, strawberry.argument(name="input", description="Which.")
        ],
    ) -> KpiRuleRetirePayload:
        """Retire a rule from a month on; months that are over keep it. Admins only."""
        version = await _publish(info, sent.kind, sent.key, sent.effective_from, None)
        return KpiRuleRetirePayload(version=version)


async def _publish(
    info: Info, kind: KpiRuleKind, key: str, effective_from: date, held: KpiTerms | None
) -> KpiRuleVersion:
    command = PublishKpiRule(
        by=info.context.principal,
        kind=kind,
        rule_key=key,
        effective_from=effective_from,
        terms=held,
    )
    rule = await write(info, publish_kpi_rule, command)
    return KpiRuleVersion.of(rule, info.context.playbook.currency)
