"""Who is on a board's list: active members who don't hide, or live teams, as far as the board's scope goes.

A scope goes by what is so on the day of reading; it narrows the list, whatever sums the board reads.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, assert_never
from uuid import UUID

from bellringer.gamification.playbook.leaderboards import (
    Board,
    RegionScope,
    SalesRoleScope,
    TeamScope,
    TenureScope,
)
from bellringer.gamification.rules.leaderboards.scopes import joined_between
from bellringer.words import (
    MetricDirection,
    PeriodKind,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The list of a board in the period from a date on, as it is on a day of the organization.

    `depth` is how many rows from its top the reader is shown; None is all.
    """

    board: Board
    starts_on: date
    on: date
    depth: int | None = None


_MEMBER = """
JOIN member m ON m.org_id = s.org_id AND m.member_id = s.subject_id AND m.is_active
"""
_ANY_MEMBER = "JOIN member m ON m.org_id = s.org_id AND m.member_id = s.subject_id "
_NOT_HIDDEN = "AND NOT m.is_hidden"
_TEAM = "JOIN team t ON t.org_id = s.org_id AND t.team_id = s.subject_id AND t.archived_at IS NULL "
_MEMBERSHIP = """
JOIN membership ms ON ms.org_id = s.org_id AND ms.member_id = s.subject_id
 AND ms.starts_on <= {scope}::date AND (ms.ends_on IS NULL OR ms.ends_on > {scope})
"""
_OF_TEAM = _MEMBERSHIP + " AND ms.team_id = {scope+1}::uuid"
_OF_REGION = (
    _MEMBERSHIP
    + """
JOIN team t ON t.org_id = s.org_id AND t.team_id = ms.team_id AND t.region = {scope+1}::text
"""
)
_PARTICIPANT = """
JOIN board_participant bp ON bp.org_id = s.org_id AND bp.board_id = s.board_id
 AND bp.subject_id = s.subject_id
"""


def written(template: str, listing: Listing) -> tuple[str, tuple[Any, ...]]:
    """Fill in what a board makes of a statement, and return what its scope adds to the parameters."""
    board = listing.board
    higher = board.direction is MetricDirection.HIGHER_IS_BETTER
    population, more = _population(board, listing.on)
    first = 1 + max(int(number) for number in re.findall(r"\$(\d+)", template))
    # scores that are listed are not null: that the nulls come first or last is what an index is read by
    words = {
        "population": population.replace("{scope}", f"${first}").replace(
            "{scope+1}", f"${first + 1}"
        ),
        "worse": "<" if higher else ">",
        "better": ">" if higher else "<",
        "falling": "DESC NULLS LAST" if higher else "ASC NULLS FIRST",
        "rising": "ASC NULLS FIRST" if higher else "DESC NULLS LAST",
        "closest": "min" if higher else "max",
    }
    for name, text in words.items():
        template = template.replace(f"{{{name}}}", text)
    return template, more


def all_written(templates: Mapping[str, str]) -> Mapping[str, str]:
    """Return every statement that templates can become, by name."""
    on = date(2026, 1, 1)
    return {
        f"{name}-{number}": written(template, Listing(board=board, starts_on=on, on=on))[0]
        for name, template in templates.items()
        for number, board in enumerate(_boards())
    }


def _population(board: Board, on: date) -> tuple[str, tuple[Any, ...]]:
    of_teams = board.subject_kind is SubjectKind.TEAM
    base = _TEAM if of_teams else _MEMBER
    if board.participants is not None:
        # a place stands on the list also when who held it has left
        base = _PARTICIPANT + ("" if of_teams else _ANY_MEMBER)
    if board.allows_hiding and not of_teams:
        base += _NOT_HIDDEN
    match board.scope:
        case None:
            return base, ()
        case TeamScope(team_id):
            return base + _OF_TEAM, (on, team_id)
        case RegionScope(region) if of_teams:
            return base + " AND t.region = {scope}::text", (region,)
        case RegionScope(region):
            return base + _OF_REGION, (on, region)
        case SalesRoleScope(sales_role):
            return base + " AND m.sales_role = {scope}::text", (sales_role,)
        case TenureScope():
            last, too_early = joined_between(board.scope, on)
            since = "m.joined_on <= {scope}::date"
            if too_early is None:
                return f"{base} AND (m.joined_on IS NULL OR {since})", (last,)
            return f"{base} AND {since} AND m.joined_on > {{scope+1}}::date", (last, too_early)
        case _:
            assert_never(board.scope)


def _boards() -> tuple[Board, ...]:
    """Return a board of each sort that makes something else of a statement."""
    plain = Board(
        board_id=1,
        board_key="",
        title="",
        subject_kind=SubjectKind.MEMBER,
        metric_key="",
        score_kind=ScoreKind.TOTAL,
        period=PeriodKind.ALL,
        tie_policy=TiePolicy.COMPETITION,
        timezone="UTC",
    )
    teams = replace(plain, subject_kind=SubjectKind.TEAM)
    nobody = UUID(int=0)
    return (
        plain,
        teams,
        replace(plain, direction=MetricDirection.LOWER_IS_BETTER),
        replace(plain, allows_hiding=False),
        replace(plain, participants=frozenset((nobody,))),
        replace(plain, scope=TeamScope(nobody)),
        replace(plain, scope=RegionScope("")),
        replace(plain, scope=SalesRoleScope("")),
        replace(plain, scope=TenureScope(0, None)),
        replace(plain, scope=TenureScope(0, 12)),
        replace(teams, scope=RegionScope("")),
        replace(teams, participants=frozenset((nobody,))),
    )
