"""What a thread may be about, as clients name it."""

from datetime import date

import strawberry

from bellringer.gamification.commands.coaching.threads import (
    About,
    AboutActivity,
    AboutFigure,
    AboutFlag,
    AboutGoal,
    AboutKpi,
    AboutStanding,
)
from bellringer.gamification.errors import InvalidInputError
from bellringer.graphql import describing
from bellringer.graphql.describing import said
from bellringer.graphql.given import given
from bellringer.graphql.kpis.series import KpiPickInput, picked
from bellringer.graphql.nodes import wanted
from bellringer.words import PeriodKind


@describing.entry
class ThreadStandingInput:
    """A standing of the member's."""

    board: str = said("The key of a board of members.")
    on: date = said("Any date of the period.")


@describing.entry
class ThreadFigureInput:
    """A figure of the member's."""

    metric: str = said("The key of a metric.")
    period: PeriodKind = said("Of how long a period; not SEASON.")
    on: date = said("Any date of the period.")


@describing.entry
class ThreadKpiInput:
    """A KPI of the member's."""

    pick: KpiPickInput = said("Which one; a TOTAL is asked about by `figure`.")
    period: PeriodKind = said("Of how long a period: DAY, WEEK, MONTH, QUARTER or YEAR.")
    on: date = said("Any date of the period.")


@describing.entry
class ThreadAboutInput:
    """What it is about: give exactly one."""

    goal_id: strawberry.ID | None = said("A goal of the member's own.", default=None)
    activity_id: strawberry.ID | None = said(
        "An activity that credits the member, with what it paid.", default=None
    )
    standing: ThreadStandingInput | None = said("A standing on a board.", default=None)
    figure: ThreadFigureInput | None = said("A metric in a period.", default=None)
    kpi: ThreadKpiInput | None = said("A KPI in a period.", default=None)
    flag_id: strawberry.ID | None = said("A flag of an off-day of the member's.", default=None)


def read_about(sent: ThreadAboutInput) -> About:
    """Return the one thing that is named.

    Raises:
        InvalidInputError: It is none, or several.
    """
    named = [name for name, value in given(sent).items() if value is not None]
    if len(named) != 1:
        raise InvalidInputError("Name exactly one thing that it is about.", path=("about",))
    if sent.goal_id is not None:
        return AboutGoal(goal_id=wanted("Goal", sent.goal_id))
    if sent.activity_id is not None:
        return AboutActivity(activity_id=wanted("Activity", sent.activity_id))
    if sent.flag_id is not None:
        return AboutFlag(flag_id=wanted("OffDayFlag", sent.flag_id))
    if sent.standing is not None:
        return AboutStanding(board_key=sent.standing.board, on=_day(sent.standing.on))
    if sent.kpi is not None:
        pick = picked(sent.kpi.pick)
        return AboutKpi(pick=pick, period=sent.kpi.period, on=_day(sent.kpi.on))
    assert sent.figure is not None
    return AboutFigure(
        metric_key=sent.figure.metric, period=sent.figure.period, on=_day(sent.figure.on)
    )


def _day(on: date) -> date:
    # the calendar's first and last years have no whole periods before and after
    if not date.min.year < on.year < date.max.year:
        raise InvalidInputError("There is no such period.", path=("about",))
    return on
