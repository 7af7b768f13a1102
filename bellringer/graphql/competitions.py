"""Competitions: what they are about, who takes part, how they stand and how they came out."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.facts import competitions as facts
from bellringer.gamification.facts.competitions import Won
from bellringer.gamification.rules.competitions.lifecycle import (
    begins_at,
    board_of,
    may_see,
    over_at,
)
from bellringer.gamification.rules.competitions.terms import WITH_TARGET
from bellringer.gamification.store.competitions import facts as scores
from bellringer.gamification.store.competitions import reading
from bellringer.graphql import describing, leaderboards, members, metrics
from bellringer.graphql.candidates import subject_of
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window_of,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.leaderboards import Leaderboard
from bellringer.graphql.metrics import Metric
from bellringer.graphql.nodes import Node, StandingSubject, key_of, pack
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt
from bellringer.words import (
    CompetitionKind,
    CompetitionState,
    Recurrence,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)


@describing.output
class CompetitionParticipant:
    """A member or team that takes part: a place, which a stand-in may hold after them."""

    competition: strawberry.Private[facts.Competition]
    participant: strawberry.Private[facts.Participant]
    won: strawberry.Private[Won | None]
    left_on: date | None = said(
        "They count before this day; null for who has not left. The place keeps its score."
    )
    stand_in_from: date | None = said("The stand-in counts for the place from this day on.")
    has_won: bool = said("True for a winner of a FINAL competition.")
    winning_score: BigInt | None = said(
        "A winner's score as it was judged; null for who has not won."
    )
    target_reached_at: datetime | None = said(
        "When a race's winner reached the target, by when things happened; null otherwise."
    )

    @classmethod
    def of(
        cls, competition: facts.Competition, participant: facts.Participant
    ) -> "CompetitionParticipant":
        """Show a place."""
        won = next(
            (each for each in competition.winners if each.subject_id == participant.subject_id),
            None,
        )
        is_race = competition.terms.kind is CompetitionKind.RACE_TO_TARGET
        return cls(
            competition=competition,
            participant=participant,
            won=won,
            left_on=participant.left_on,
            stand_in_from=participant.stand_in_on,
            has_won=won is not None,
            winning_score=BigInt(won.score) if won else None,
            target_reached_at=won.reached_at if won and is_race else None,
        )

    @resolved
    async def subject(self, info: Info) -> StandingSubject:
        """The member or team."""
        return await subject_of(info, self.competition.subject_kind, self.participant.subject_id)

    @resolved
    async def stand_in(self, info: Info) -> AMember | None:
        """Who stands in for a member that has left."""
        return await members.member_of(info, self.participant.stand_in_id)


@describing.output
class CompetitionWhy:
    """What decides a competition, and what is left to do; standings say the rest with their own `why`."""

    kind: CompetitionKind = said("How it is won.")
    tie_policy: TiePolicy = said(
        "With ORDINAL one of several equal wins, else all of them: of equal scores who reached it first, of a "
        "race's who reached the target in the same moment the lower id."
    )
    target: BigInt | None = said("The target of a race or a mission; null otherwise.")
    total: BigInt = said("What all who take part have gathered together.")
    best: BigInt = said("The highest score of one place; 0 without any.")
    remaining: BigInt | None = said(
        "What is left to the target: for a mission by the total, for a race by the best; 0 once it is reached."
    )
    winners: int = said("How many have won; 0 before it is FINAL, and where nobody did.")


@describing.output
class Competition(Node):
    """A time-boxed contest; from when it is LIVE it has a board of its own."""

    competition: strawberry.Private[facts.Competition]
    kind: CompetitionKind = said("How it is won.")
    state: CompetitionState = said("Where it stands.")
    title: str = said("What people call it.")
    prize: str | None = said("What is to be won, in words.")
    subject_kind: SubjectKind = said("Whether members or teams take part.")
    score_kind: ScoreKind = said("How the metric becomes a score.")
    tie_policy: TiePolicy = said("How equal scores are ranked.")
    time_zone: str = said("The IANA zone its days are counted in.")
    starts_on: date = said("Its first day.")
    ends_on: date = said("The day after its last.")
    starts_at: datetime = said("Its first instant.")
    ends_at: datetime = said("The instant at which it ends.")
    final_at: datetime | None = said("When it was judged; null before.")
    target: BigInt | None = said("What a race is to, and what a mission has to gather.")
    ends_when_reached: bool = said(
        "A race that ends with the day on which somebody is seen to have reached the target."
    )
    recurrence: Recurrence | None = said("How often it comes again; null for once.")
    number: int = said("Which one of its series, from 1.")
    edition: int = said("0 before it is FINAL; one more each time its standings were re-opened.")
    is_won: bool = said("True where somebody, or all together, won it.")
    participants: list[CompetitionParticipant] = said("Who takes part, at most 100.")
    winners: list[CompetitionParticipant] = said(
        "Who won, once it is FINAL; several where it is a tie, all for a mission, nobody where nobody has a score "
        "or reached the target."
    )

    @classmethod
    def of(cls, found: facts.Competition) -> "Competition":
        """Show what a store read."""
        terms = found.terms
        shown = [CompetitionParticipant.of(found, each) for each in found.participants]
        return cls(
            id=pack("Competition", found.competition_id),
            competition=found,
            kind=terms.kind,
            state=found.state,
            title=terms.title,
            prize=terms.prize,
            subject_kind=found.subject_kind,
            score_kind=terms.score_kind,
            tie_policy=terms.tie_policy,
            time_zone=found.timezone,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            starts_at=begins_at(found),
            ends_at=over_at(found),
            final_at=found.final_at,
            target=None if terms.target is None else BigInt(terms.target),
            ends_when_reached=terms.ends_when_reached,
            recurrence=terms.recurrence,
            number=found.number,
            edition=found.edition,
            is_won=found.is_won,
            participants=shown,
            winners=[each for each in shown if each.has_won],
        )

    @resolved
    def metric(self, info: Info) -> Metric:
        """What is counted."""
        playbook = info.context.playbook
        return metrics.metric_of(
            playbook.metrics[self.competition.terms.metric_key], playbook.currency
        )

    @resolved
    async def leaderboard(self, info: Info) -> Leaderboard | None:
        """Its board, with live standings; null before it is LIVE. `leaderboardChanged` tells of it by its key."""
        found = self.competition
        if found.board_id is None:
            return None
        return await leaderboards.leaderboard_of(
            info, board_of(found, found.board_id), found.terms.starts_on
        )

    @resolved
    async def why(self, info: Info) -> CompetitionWhy:
        """What decides it, and what is left to the target."""
        found, terms = self.competition, self.competition.terms
        standings = await info.context.read(lambda c: scores.standings(c, found))
        has = [each.score or 0 for each in standings]
        total, best = sum(has), max(has, default=0)
        remaining = None
        if terms.target is not None and terms.kind in WITH_TARGET:
            done = total if terms.kind is CompetitionKind.MISSION else best
            remaining = BigInt(max(0, terms.target - done))
        return CompetitionWhy(
            kind=terms.kind,
            tie_policy=terms.tie_policy,
            target=None if terms.target is None else BigInt(terms.target),
            total=BigInt(total),
            best=BigInt(best),
            remaining=remaining,
            winners=len(found.winners),
        )

    @resolved
    async def created_by(self, info: Info) -> AMember | None:
        """Who made it; null where nobody who signs in did."""
        return await members.member_of(info, self.competition.created_by)


async def competition_of(info: Info, competition_id: UUID) -> Competition | None:
    """Show a competition that the caller may see."""
    found = await info.context.loaders.competitions.load(competition_id)
    if found is None or not may_see(found, info.context.principal):
        return None
    return Competition.of(found)


@strawberry.type
class CompetitionQuery:
    """The reads of competitions."""

    @resolved
    async def competition(
        self,
        info: Info,
        node_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="A competition's id.")
        ],
    ) -> Competition | None:
        """A competition; null if there is none of this id that you may see."""
        key = key_of("Competition", node_id)
        return await competition_of(info, key) if key else None

    @resolved
    async def competitions(
        self,
        info: Info,
        states: Annotated[
            list[CompetitionState] | None,
            strawberry.argument(description="Only those in one of these states; left out: all."),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Competition]:
        """The competitions that you may see, the latest start first; drafts are their makers' and admins'."""
        window = window_of(first, after, last, before, reading.KEY)
        wanted = list(CompetitionState) if states is None else states
        context = info.context
        circle = context.circle
        found = await context.read(
            lambda c: reading.page(
                c, wanted, window, reader_id=circle.member_id, is_admin=circle.is_admin
            )
        )
        return connect(
            found,
            Competition.of,
            lambda each: (each.terms.starts_on, each.competition_id),
            lambda: context.read(
                lambda c: reading.count(
                    c, wanted, reader_id=circle.member_id, is_admin=circle.is_admin
                )
            ),
        )
