"""How the team and the member of the month are found."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.set_recognition import set_recognition
from bellringer.gamification.commands.recognition import SetRecognition
from bellringer.gamification.playbook import recognition as playbook
from bellringer.gamification.rules.recognition.shortlists import settings_of
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.writing import mutation, write
from bellringer.words import DecisionMode, SubjectKind


@describing.output
class RecognitionSettings:
    """How the team or the member of the month is found."""

    subject_kind: SubjectKind = said("Which of the two.")
    decision: DecisionMode = said("Whether the FINAL standings decide, or an admin.")
    board_key: str | None = said(
        "The monthly board that measures; null for the built-in measure: percent-to-goal and then points per "
        "head for teams, points for members."
    )
    minimum_tenure_days: int = said(
        "How many days before the month's end a member has to have joined; 0 for teams."
    )
    allows_repeat: bool = said("Whether who won a month may win the next.")
    takes_nominations: bool = said("Members nominate, where an admin decides.")
    takes_votes: bool = said("Members vote, where an admin decides.")
    open_hours: int = said("How long nominations and votes are open, from when it is FINAL.")


def settings_shown(info: Info, kind: SubjectKind) -> RecognitionSettings:
    """Show how one of the two is found."""
    found = settings_of(info.context.playbook, kind)
    return RecognitionSettings(
        subject_kind=kind,
        decision=found.decision,
        board_key=found.board_key,
        minimum_tenure_days=found.minimum_tenure_days,
        allows_repeat=found.allows_repeat,
        takes_nominations=found.takes_nominations,
        takes_votes=found.takes_votes,
        open_hours=found.open_hours,
    )


@describing.entry
class RecognitionSettingsUpdateInput:
    """All settings of one of the two; what is left out goes back to what is built in."""

    subject_kind: SubjectKind = said("TEAM or MEMBER of the month.")
    decision: DecisionMode = said(
        "AUTOMATIC, or BY_MANAGER: an admin decides.", default=DecisionMode.AUTOMATIC
    )
    board_key: str | None = said(
        "A monthly board of members or teams, more being better; null for the built-in measure.",
        default=None,
    )
    minimum_tenure_days: int = said(
        "How many days before the month's end a member has to have joined, 0 to 3650; 0 for teams.",
        default=0,
    )
    allows_repeat: bool = said("Whether who won a month may win the next.", default=True)
    takes_nominations: bool = said("Members nominate, where an admin decides.", default=False)
    takes_votes: bool = said("Members vote, where an admin decides.", default=False)
    open_hours: int = said(
        "How long nominations and votes are open, from when it is FINAL, 1 to 720.", default=72
    )


@describing.output
class RecognitionSettingsUpdatePayload(Payload):
    """The settings."""

    settings: RecognitionSettings | None = said(
        "The settings as they are now; null where it was refused.", default=None
    )


@strawberry.type
class RecognitionSettingsMutation:
    """The write about how months are recognised."""

    @mutation
    async def recognition_settings_update(
        self,
        info: Info,
        sent: Annotated[
            RecognitionSettingsUpdateInput,
            strawberry.argument(name="input", description="The settings."),
        ],
    ) -> RecognitionSettingsUpdatePayload:
        """Set how the team or the member of the month is found, for months not FINAL yet; admins only."""
        command = SetRecognition(
            by=info.context.principal,
            subject_kind=sent.subject_kind,
            settings=playbook.RecognitionSettings(
                decision=sent.decision,
                board_key=sent.board_key,
                minimum_tenure_days=sent.minimum_tenure_days,
                allows_repeat=sent.allows_repeat,
                takes_nominations=sent.takes_nominations,
                takes_votes=sent.takes_votes,
                open_hours=sent.open_hours,
            ),
        )
        await write(info, set_recognition, command)
        # the context knows the organization as it was when the request began
        await info.context.enter()
        return RecognitionSettingsUpdatePayload(settings=settings_shown(info, sent.subject_kind))
