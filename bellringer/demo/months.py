"""The member of the month, whom Brightwater's people nominate and vote for and the admin decides on."""

from datetime import date, timedelta

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.decide_month import decide_month
from bellringer.gamification.actions.nominate_for_month import nominate_for_month
from bellringer.gamification.actions.set_recognition import set_recognition
from bellringer.gamification.actions.vote_for_month import vote_for_month
from bellringer.gamification.commands.recognition import (
    DecideMonth,
    NominateForMonth,
    SetRecognition,
    VoteForMonth,
)
from bellringer.gamification.playbook.recognition import RecognitionSettings
from bellringer.gamification.rules.recognition.months import Recognition
from bellringer.gamification.store import playbook
from bellringer.gamification.store.recognition import months
from bellringer.models.database import Connection
from bellringer.words import DecisionMode, SubjectKind

NOMINATED_ON, VOTED_ON, DECIDED_ON = 3, 4, 6  # days of the month after
_MEMBER = SubjectKind.MEMBER


async def settings(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let the admin decide on the member of the month, after nominations and votes."""
    asked = RecognitionSettings(
        decision=DecisionMode.BY_MANAGER,
        allows_repeat=False,
        takes_nominations=True,
        takes_votes=True,
    )
    command = SetRecognition(by=found.as_admin(), subject_kind=_MEMBER, settings=asked)
    await set_recognition(connection, command, now=at.now)


async def nominations(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Nominate somebody whom no list would find."""
    if not _is_open(await _month(connection, at), at):
        return
    named = NominateForMonth(
        by=found.as_person(cast.HERO),
        subject_kind=_MEMBER,
        on=_before(at.on),
        subject_id=found.id_of(cast.NOMINEE),
        reason="Slow start, and then never gave up. We all learned from it.",
    )
    await nominate_for_month(connection, named, now=at.now)


async def votes(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let every rep vote for one of those who stand, whoever comes first in their own order."""
    month = await _month(connection, at)
    if month is None or not _is_open(month, at):
        return
    standing = [*(each.subject_id for each in month.shortlist), found.id_of(cast.NOMINEE)]
    for number, voter in enumerate(cast.REPS):
        others = [each for each in standing if each != found.id_of(voter)]
        vote = VoteForMonth(
            by=found.as_person(voter),
            subject_kind=_MEMBER,
            on=_before(at.on),
            subject_id=others[number * number % len(others)],
        )
        await vote_for_month(connection, vote, now=at.now)


async def decision(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Decide for whom most have voted."""
    month = await _month(connection, at)
    if month is None or not month.shortlist or month.edition == 0 or month.decided_at is not None:
        return
    given = month.votes or {}
    best = max(month.shortlist, key=lambda each: given.get(each.subject_id, 0))
    decided = DecideMonth(
        by=found.as_admin(),
        subject_kind=_MEMBER,
        on=_before(at.on),
        winner_ids=(best.subject_id,),
        reason="The votes say it, and so do I: a month that carried others along.",
    )
    await decide_month(connection, decided, now=at.now)


async def _month(connection: Connection, at: Moment) -> Recognition | None:
    plays = await playbook.read(connection)
    return await months.read(connection, plays, _MEMBER, _before(at.on), now=at.now)


def _is_open(month: Recognition | None, at: Moment) -> bool:
    return month is not None and month.closes_at is not None and at.now < month.closes_at


def _before(on: date) -> date:
    return on.replace(day=1) - timedelta(days=1)
