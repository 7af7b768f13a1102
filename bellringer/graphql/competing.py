"""What managers and admins do about competitions."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.cancel_competition import cancel_competition
from bellringer.gamification.actions.create_competition import create_competition
from bellringer.gamification.actions.leave_competition import leave_competition
from bellringer.gamification.actions.schedule_competition import schedule_competition
from bellringer.gamification.actions.update_competition import (
    change_participants,
    update_competition,
)
from bellringer.gamification.commands.competitions import (
    CancelCompetition,
    ChangeParticipants,
    CompetitionTerms,
    CreateCompetition,
    LeaveCompetition,
    ScheduleCompetition,
    UpdateCompetition,
)
from bellringer.graphql import describing
from bellringer.graphql.competitions import Competition, competition_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import NOTHING, key_of, opened, wanted
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import mutation, write, write_once
from bellringer.words import CompetitionKind, Recurrence, ScoreKind, SubjectKind, TiePolicy

_KEY = "Yours, 1 to 200 signs; sent again within 30 days it answers the same."
_WHICH = "The competition."
_AS_IT_IS = "The competition as it is now; null where it was refused."


@describing.entry
class CompetitionTermsInput:
    """What a competition is about."""

    kind: CompetitionKind = said("How it is won.")
    title: str = said("What people call it, 1 to 120 signs.")
    metric_key: str = said("What is counted, e.g. deals; a metric that adds up, more being better.")
    starts_on: date = said("Its first day, in the organization's zone; it may lie in the past.")
    ends_on: date = said("The day after its last, at most 366 days later.")
    subject_kind: SubjectKind | None = said(
        "MEMBER or TEAM; left out it follows from the kind, or is MEMBER.", default=None
    )
    score_kind: ScoreKind = said(
        "TOTAL, or between teams without a target PER_HEAD.", default=ScoreKind.TOTAL
    )
    tie_policy: TiePolicy = said(
        "With ORDINAL one of several equal wins, else all of them.", default=TiePolicy.COMPETITION
    )
    target: BigInt | None = said(
        "For a race and a mission, 1 to 10^15 in the metric's unit; for nothing else.",
        default=None,
    )
    ends_when_reached: bool = said(
        "A race ends with the day on which somebody is seen to have reached the target.",
        default=False,
    )
    prize: str | None = said("What is to be won, 1 to 500 signs.", default=None)
    recurrence: Recurrence | None = said(
        "WEEKLY, for 7 days at most, or MONTHLY, for 28 days or exactly a month.", default=None
    )


@describing.entry
class CompetitionCreateInput:
    """A competition to draft."""

    idempotency_key: str = said(_KEY)
    terms: CompetitionTermsInput = said("What it is about.")
    participant_ids: list[strawberry.ID] = said(
        "Members or teams, at most 100; they can still be changed.", default_factory=list
    )


@describing.entry
class CompetitionUpdateInput:
    """Other terms; all of them are given."""

    competition_id: strawberry.ID = said(_WHICH)
    terms: CompetitionTermsInput = said("What it is about from now on.")


@describing.entry
class CompetitionParticipantsChangeInput:
    """Who takes part besides, and who no more."""

    competition_id: strawberry.ID = said(_WHICH)
    add_ids: list[strawberry.ID] = said("Members or teams to add.", default_factory=list)
    remove_ids: list[strawberry.ID] = said("Members or teams to take out.", default_factory=list)


@describing.entry
class CompetitionScheduleInput:
    """Which draft takes place."""

    competition_id: strawberry.ID = said(_WHICH)


@describing.entry
class CompetitionCancelInput:
    """Which competition is called off."""

    competition_id: strawberry.ID = said(_WHICH)


@describing.entry
class CompetitionLeaveInput:
    """Who leaves a LIVE competition, and who stands in."""

    competition_id: strawberry.ID = said(_WHICH)
    participant_id: strawberry.ID = said("Who leaves with the end of today.")
    stand_in_id: strawberry.ID | None = said(
        "The member whose score counts for the place from tomorrow on, beside what it has; left out: it stands "
        "still. Teams have none.",
        default=None,
    )


@describing.output
class CompetitionCreatePayload(Payload):
    """The draft."""

    competition: Competition | None = said(_AS_IT_IS, default=None)


@describing.output
class CompetitionUpdatePayload(Payload):
    """The competition."""

    competition: Competition | None = said(_AS_IT_IS, default=None)


@describing.output
class CompetitionParticipantsChangePayload(Payload):
    """The competition."""

    competition: Competition | None = said(_AS_IT_IS, default=None)


@describing.output
class CompetitionSchedulePayload(Payload):
    """The competition."""

    competition: Competition | None = said(_AS_IT_IS, default=None)


@describing.output
class CompetitionCancelPayload(Payload):
    """The competition."""

    competition: Competition | None = said(_AS_IT_IS, default=None)


@describing.output
class CompetitionLeavePayload(Payload):
    """The competition."""

    competition: Competition | None = said(_AS_IT_IS, default=None)


@strawberry.type
class CompetitionMutation:
    """The writes about competitions."""

    @mutation
    async def competition_create(
        self,
        info: Info,
        sent: Annotated[
            CompetitionCreateInput, strawberry.argument(name="input", description="The draft.")
        ],
    ) -> CompetitionCreatePayload:
        """Draft a competition: managers for their own teams, admins for all."""
        command = CreateCompetition(
            by=info.context.principal,
            terms=_terms(sent.terms),
            participant_ids=tuple(map(_subject, sent.participant_ids)),
        )
        key = UUID(await write_once(info, sent, create_competition, command))
        return CompetitionCreatePayload(competition=await competition_of(info, key))

    @mutation
    async def competition_update(
        self,
        info: Info,
        sent: Annotated[
            CompetitionUpdateInput, strawberry.argument(name="input", description="The terms.")
        ],
    ) -> CompetitionUpdatePayload:
        """Give a competition other terms before it begins; from then on its rules are locked."""
        key = wanted("Competition", sent.competition_id)
        command = UpdateCompetition(
            by=info.context.principal, competition_id=key, terms=_terms(sent.terms)
        )
        await write(info, update_competition, command)
        return CompetitionUpdatePayload(competition=await competition_of(info, key))

    @mutation
    async def competition_participants_change(
        self,
        info: Info,
        sent: Annotated[
            CompetitionParticipantsChangeInput,
            strawberry.argument(name="input", description="Who takes part."),
        ],
    ) -> CompetitionParticipantsChangePayload:
        """Let others take part, or some no more, before it begins."""
        key = wanted("Competition", sent.competition_id)
        command = ChangeParticipants(
            by=info.context.principal,
            competition_id=key,
            add_ids=tuple(map(_subject, sent.add_ids)),
            remove_ids=tuple(map(_subject, sent.remove_ids)),
        )
        await write(info, change_participants, command)
        return CompetitionParticipantsChangePayload(competition=await competition_of(info, key))

    @mutation
    async def competition_schedule(
        self,
        info: Info,
        sent: Annotated[
            CompetitionScheduleInput, strawberry.argument(name="input", description="The draft.")
        ],
    ) -> CompetitionSchedulePayload:
        """Let a draft take place; where its first day has come it is LIVE, with all that counts since then."""
        key = wanted("Competition", sent.competition_id)
        command = ScheduleCompetition(by=info.context.principal, competition_id=key)
        await write(info, schedule_competition, command)
        # the context knows the organization as it was when the request began
        await info.context.enter()
        return CompetitionSchedulePayload(competition=await competition_of(info, key))

    @mutation
    async def competition_cancel(
        self,
        info: Info,
        sent: Annotated[
            CompetitionCancelInput,
            strawberry.argument(name="input", description="The competition."),
        ],
    ) -> CompetitionCancelPayload:
        """Call a competition off before it is FINAL; nobody wins it, and it does not come again."""
        key = wanted("Competition", sent.competition_id)
        command = CancelCompetition(by=info.context.principal, competition_id=key)
        await write(info, cancel_competition, command)
        return CompetitionCancelPayload(competition=await competition_of(info, key))

    @mutation
    async def competition_leave(
        self,
        info: Info,
        sent: Annotated[
            CompetitionLeaveInput, strawberry.argument(name="input", description="Who leaves.")
        ],
    ) -> CompetitionLeavePayload:
        """Let a participant leave a LIVE competition with the end of today, and somebody stand in from tomorrow."""
        key = wanted("Competition", sent.competition_id)
        command = LeaveCompetition(
            by=info.context.principal,
            competition_id=key,
            participant_id=_subject(sent.participant_id),
            stand_in_id=None if sent.stand_in_id is None else wanted("Member", sent.stand_in_id),
        )
        await write(info, leave_competition, command)
        return CompetitionLeavePayload(competition=await competition_of(info, key))


def _terms(sent: CompetitionTermsInput) -> CompetitionTerms:
    return CompetitionTerms(
        kind=sent.kind,
        title=sent.title,
        metric_key=sent.metric_key,
        starts_on=sent.starts_on,
        ends_on=sent.ends_on,
        subject_kind=sent.subject_kind,
        score_kind=sent.score_kind,
        tie_policy=sent.tie_policy,
        target=sent.target,
        ends_when_reached=sent.ends_when_reached,
        prize=sent.prize,
        recurrence=sent.recurrence,
    )


def _subject(node_id: str) -> UUID:
    """Return the key of a member or a team; what is neither is nobody."""
    kind = (opened(node_id) or ("", ""))[0]
    return (key_of(kind, node_id) if kind in ("Member", "Team") else None) or NOTHING
