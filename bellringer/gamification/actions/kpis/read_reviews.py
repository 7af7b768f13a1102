"""Review a period of any number of subjects, in a number of statements that depends on the rules alone."""

from collections.abc import Collection
from datetime import date

from bellringer.gamification.actions.kpis.read_kpis import read_kpis
from bellringer.gamification.facts.kpis.measured import KpiQuestion, KpiSubject
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.kpis.publishing import in_force
from bellringer.gamification.rules.kpis.reviews import KpiReview, picks_of, review_of
from bellringer.gamification.rules.kpis.series import periods_asked
from bellringer.gamification.store.kpis import terms
from bellringer.models.database import Connection
from bellringer.words import PeriodKind


async def read_reviews(
    connection: Connection,
    playbook: Playbook,
    subjects: Collection[KpiSubject],
    by: PeriodKind,
    until: date,
    *,
    today: date,
) -> dict[KpiSubject, KpiReview]:
    """Return each subject's review of the period that holds `until`, by the rules in force on its first day."""
    question = KpiQuestion(picks=(), by=by, last=1, until=until)
    period = periods_asked(playbook, question)[-1]
    rules = in_force(await terms.read(connection), period.starts_on)
    question = KpiQuestion(picks=picks_of(rules, by), by=by, last=1, until=until)
    found = await read_kpis(connection, playbook, subjects, question, today=today)
    return {
        subject: review_of(
            playbook.calendars,
            rules,
            subject.kind,
            period,
            {series.pick: series.points[-1] for series in all_series},
        )
        for subject, all_series in found.items()
    }
