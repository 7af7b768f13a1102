"""Who stands for a month, who nominated them, and why one of them won."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import strawberry

from bellringer.gamification.rules.recognition.months import Recognition, Winner
from bellringer.gamification.rules.recognition.shortlists import Candidate, figures
from bellringer.graphql import describing, members, metrics, teams
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.nodes import StandingSubject
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt
from bellringer.words import DecisionMode, LeftOut, ScoreKind, SubjectKind, TiePolicy


@describing.output
class MonthCandidate:
    """Someone who stands for a month, or was left out of its shortlist for a reason."""

    kind: strawberry.Private[SubjectKind]
    candidate: strawberry.Private[Candidate]
    board_key: str = said("The board that measured.")
    score_kind: ScoreKind = said("How the score was made.")
    score: BigInt = said("The score of the month; divide it by `scale` to show it.")
    scale: int = said("What to divide score by: 10 000 for percent-to-goal, 100 per head.")
    place: int | None = said(
        "The place on the shortlist, from 1; null for who is only nominated, or left out."
    )
    left_out: LeftOut | None = said("Why they are not on the shortlist; null for who stands.")
    votes: int | None = said(
        "How many votes; null until the month closes, for admins too, and where none are taken."
    )
    nominations: int = said("How many nominated them.")

    @classmethod
    def of(cls, info: Info, month: Recognition, candidate: Candidate) -> "MonthCandidate":
        """Show what a store read."""
        return cls(
            kind=month.subject_kind,
            candidate=candidate,
            board_key=candidate.board_key,
            score_kind=candidate.score_kind,
            score=BigInt(candidate.score),
            scale=scale_of(info, candidate),
            place=candidate.place,
            left_out=candidate.left_out,
            votes=month.votes_for(candidate.subject_id, now=info.context.now),
            nominations=(month.nominations or {}).get(candidate.subject_id, 0),
        )

    @resolved
    async def subject(self, info: Info) -> StandingSubject:
        """The member or team."""
        return await subject_of(info, self.kind, self.candidate.subject_id)


@describing.output
class MonthWhy:
    """Why somebody won a month: the measure, the figures, what broke the tie, and who was left out."""

    month: strawberry.Private[Recognition]
    decision: DecisionMode = said("Whether the standings decided, or an admin.")
    reason: str | None = said("The admin's reason; null where the standings decided.")
    candidate: MonthCandidate = said("The winner's measure and figures.")
    tie_break: BigInt | None = said(
        "Points per head in hundredths, which part teams of equal percent-to-goal; null elsewhere."
    )
    reached_at: datetime | None = said("When the score was last raised.")
    tie_policy: TiePolicy | None = said(
        "The board's: with ORDINAL who was first wins, else all who are equal; null for an admin's choice."
    )
    tied_with: int = said("How many others on the shortlist have the same figures.")
    left_out: list[MonthCandidate] = said(
        "Who stood before the last of the shortlist and may not win, with the reason; at most 5."
    )

    @resolved
    async def decided_by(self, info: Info) -> AMember | None:
        """The admin who decided; null where the standings did."""
        return await members.member_of(info, self.month.decided_by)


async def subject_of(info: Info, kind: SubjectKind, subject_id: UUID) -> StandingSubject:
    """Show a member or a team."""
    if kind is SubjectKind.TEAM:
        return await teams.certain_team(info, subject_id)
    return await members.certain_member(info, subject_id)


def why_of(info: Info, month: Recognition, winner: Winner) -> MonthWhy:
    """Say why somebody won."""
    candidate = winner.candidate
    by_goal = (
        month.subject_kind is SubjectKind.TEAM and candidate.score_kind is ScoreKind.PERCENT_TO_GOAL
    )
    equal = [each for each in month.shortlist if figures(each) == figures(candidate)]
    return MonthWhy(
        month=month,
        decision=month.decision,
        reason=month.reason,
        candidate=MonthCandidate.of(info, month, candidate),
        tie_break=BigInt(candidate.tie_break) if by_goal else None,
        reached_at=candidate.reached_at,
        tie_policy=month.tie_policy if month.decision is DecisionMode.AUTOMATIC else None,
        tied_with=sum(each.subject_id != candidate.subject_id for each in equal),
        left_out=left_out_of(info, month),
    )


def left_out_of(info: Info, month: Recognition) -> list[MonthCandidate]:
    """Show who may not win."""
    barred = [each for each in month.candidates if each.left_out]
    return [MonthCandidate.of(info, month, each) for each in shown(info, month, barred)]


def shown(info: Info, month: Recognition, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that the caller is shown: while standings run, no more than their board shows."""
    return [
        each
        for each in candidates
        if month.edition > 0 or info.context.is_own(each.subject_id) or _is_seen(info, month, each)
    ]


def _is_seen(info: Info, month: Recognition, candidate: Candidate) -> bool:
    board = info.context.board(candidate.board_key)
    depth = info.context.listing(board, month.month_on).depth if board else None
    return depth is None or (candidate.place is not None and candidate.place <= depth)


def scale_of(info: Info, candidate: Candidate) -> int:
    """Return what to divide a candidate's score by."""
    if candidate.score_kind is ScoreKind.PERCENT_TO_GOAL:
        return metrics.RATIO_SCALE
    board = info.context.board(candidate.board_key)
    if board is None or board.score_kind is not candidate.score_kind:
        return metrics.PER_HEAD_SCALE if candidate.score_kind is ScoreKind.PER_HEAD else 1
    playbook = info.context.playbook
    return metrics.board_scale(board, playbook.metrics[board.metric_key], playbook.currency)[1]
