"""The batches of KPIs."""

from datetime import date
from functools import cached_property

from strawberry.dataloader import DataLoader

from bellringer.gamification.actions.kpis.read_kpis import read_kpis
from bellringer.gamification.actions.kpis.read_reviews import read_reviews
from bellringer.gamification.facts.kpis.measured import KpiQuestion, KpiSubject
from bellringer.gamification.rules.kpis.reviews import KpiReview
from bellringer.gamification.rules.kpis.series import KpiSeries
from bellringer.graphql.batches import Batches
from bellringer.words import PeriodKind


class KpiLoaders(Batches):
    """What of KPIs a level of the answer asks for."""

    @cached_property
    def kpis(self) -> DataLoader[tuple[KpiSubject, KpiQuestion], tuple[KpiSeries, ...]]:
        """Series of KPIs: of whom, which."""
        context = self._context
        return self._by_group(
            lambda connection, subjects, question: read_kpis(
                connection, context.playbook, subjects, question, today=context.today
            )
        )

    @cached_property
    def kpi_reviews(self) -> DataLoader[tuple[KpiSubject, PeriodKind, date], KpiReview]:
        """Reviews of a period: of whom, how long the period is, a day of it."""
        context = self._context
        return self._by_group(
            lambda connection, subjects, by, until: read_reviews(
                connection, context.playbook, subjects, by, until, today=context.today
            )
        )
