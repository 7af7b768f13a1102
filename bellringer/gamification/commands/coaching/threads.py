"""Threads about a figure, a KPI, a goal, an activity or an off-day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.facts.kpis.measured import KpiPick
from bellringer.words import PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutGoal:
    """A goal of the member's own."""

    goal_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutActivity:
    """An activity that credits the member, with what it paid."""

    activity_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutStanding:
    """The member's standing on a board, in the period that holds a date."""

    board_key: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutFigure:
    """A metric of the member's, in the period that holds a date."""

    metric_key: str
    period: PeriodKind
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutKpi:
    """A KPI of the member's, in the period that holds a date."""

    pick: KpiPick
    period: PeriodKind
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutFlag:
    """A flag of an off-day of the member's."""

    flag_id: UUID


About = AboutGoal | AboutActivity | AboutStanding | AboutFigure | AboutKpi | AboutFlag


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAbout:
    """Say something about something of a member's."""

    by: Principal
    member_id: UUID
    about: About
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyInThread:
    """Say something more in a thread."""

    by: Principal
    thread_id: UUID
    text: str
