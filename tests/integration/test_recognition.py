"""Team and member of the month: shortlists, nominations, votes, decisions and editions."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.create_board import create_board
from bellringer.gamification.actions.decide_month import decide_month
from bellringer.gamification.actions.erase_member import erase_member
from bellringer.gamification.actions.nominate_for_month import nominate_for_month
from bellringer.gamification.actions.set_recognition import set_recognition
from bellringer.gamification.actions.update_board import archive_board
from bellringer.gamification.actions.vote_for_month import vote_for_month
from bellringer.gamification.commands.leaderboards import ArchiveBoard, CreateBoard
from bellringer.gamification.commands.members import EraseMember
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.commands.recognition import (
    DecideMonth,
    NominateForMonth,
    SetRecognition,
    VoteForMonth,
)
from bellringer.gamification.errors import (
    AlreadyNominatedError,
    DomainError,
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    NotEligibleError,
    UnknownMemberError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.playbook.recognition import RecognitionSettings
from bellringer.gamification.rules.recognition.months import Recognition
from bellringer.gamification.store import playbook
from bellringer.gamification.store.recognition import ballots, editions, months
from bellringer.gamification.store.window import Window
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import (
    DecisionMode,
    ErasureReason,
    LeftOut,
    PeriodKind,
    PeriodState,
    Role,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)
from tests.builders import NOW, Org, enrol, member, system
from tests.doing import do, refuse, rows
from tests.integration.test_closing import GRACE, MARCH, MONTH_END, close, sell, told
from tests.integration.test_meetings import Meeting
from tests.recording import importer, together

FINAL = MONTH_END + GRACE
CLOSED = FINAL + timedelta(hours=72)
OPEN = RecognitionSettings(
    decision=DecisionMode.BY_MANAGER, takes_nominations=True, takes_votes=True
)
MEMBER, TEAM = SubjectKind.MEMBER, SubjectKind.TEAM


@pytest.fixture
def meeting(dsn: str, monkeypatch: pytest.MonkeyPatch) -> Meeting:
    return Meeting(dsn, monkeypatch)


async def setting(
    database: Database, org: Org, settings: RecognitionSettings, kind: SubjectKind = MEMBER
) -> None:
    asked = SetRecognition(by=org.as_admin(), subject_kind=kind, settings=settings)
    await do(database, set_recognition, asked)


async def read(
    database: Database,
    org: Org,
    kind: SubjectKind = MEMBER,
    on: date = MARCH,
    *,
    now: datetime = CLOSED,
    edition: int | None = None,
) -> Recognition:
    async with database.reading(org.org_id) as connection:
        plays = await playbook.read(connection)
        found = await months.read(connection, plays, kind, on, now=now, edition=edition)
    assert found is not None
    return found


async def opened(database: Database, org: Org, settings: RecognitionSettings = OPEN) -> None:
    """March is FINAL and open; Rita leads the list before Bob."""
    await setting(database, org, settings)
    await sell(database, org, "1")
    await sell(database, org, "2", 4_000, member_id=org.second_rep)
    await sell(database, org, "3", 4_000)
    await close(database, org, FINAL)


async def reopen(dsn: str, *, board: str = "points-month", on: date = MARCH) -> None:
    await rows(
        dsn,
        "UPDATE board_period SET state = 'PROVISIONAL', edition = edition + 1, final_at = NULL"
        " WHERE starts_on = $2 AND board_id = (SELECT board_id FROM board WHERE board_key = $1)",
        board,
        on,
    )


def vote(by: Principal, subject_id: UUID, *, kind: SubjectKind = MEMBER) -> VoteForMonth:
    return VoteForMonth(by=by, subject_kind=kind, on=date(2026, 3, 20), subject_id=subject_id)


def nominate(by: Principal, subject_id: UUID, *, kind: SubjectKind = MEMBER) -> NominateForMonth:
    return NominateForMonth(
        by=by, subject_kind=kind, on=MARCH, subject_id=subject_id, reason="Helps everybody"
    )


def decide(
    by: Principal, *winner_ids: UUID, kind: SubjectKind = MEMBER, reason: str = "By far"
) -> DecideMonth:
    return DecideMonth(by=by, subject_kind=kind, on=MARCH, winner_ids=winner_ids, reason=reason)


async def test_the_shortlist_is_kept_as_it_was_when_the_standings_became_final(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1")
    await sell(database, org, "2", 4_000, member_id=org.second_rep)
    await close(database, org, FINAL)
    before = await read(database, org)
    assert [(each.subject_id, each.place, each.score) for each in before.shortlist] == [
        (org.rep, 1, 51),
        (org.second_rep, 2, 50),
    ]
    await rows(dsn, "UPDATE member SET is_hidden = true WHERE member_id = $1", org.second_rep)
    await rows(dsn, "UPDATE member SET is_active = false WHERE member_id = $1", org.rep)
    await sell(database, org, "late", 900_000, member_id=org.second_rep, now=FINAL)
    await setting(database, org, OPEN)
    assert await read(database, org) == before


async def test_a_manager_s_month_opens_without_a_winner_and_tells_nobody(
    database: Database, org: Org, dsn: str
) -> None:
    await opened(database, org)
    found = await read(database, org, now=FINAL)
    assert (found.edition, found.state, found.decided_at) == (1, PeriodState.FINAL, None)
    assert found.winners == ()
    assert [each.subject_id for each in found.shortlist] == [org.rep, org.second_rep]
    assert found.closes_at == CLOSED
    assert await told(dsn) == ["TEAM_OF_THE_MONTH"]  # the team's is decided by the standings


async def test_nominations_votes_and_a_decision_make_the_member_of_the_month(
    database: Database, org: Org, dsn: str
) -> None:
    await opened(database, org)
    # a manager without a score can be nominated, and then voted for
    await do(database, nominate_for_month, nominate(org.as_rep(), org.manager), now=FINAL)
    await do(database, vote_for_month, vote(org.as_rep(), org.second_rep), now=FINAL)
    await do(database, vote_for_month, vote(org.as_rep(), org.manager), now=FINAL)
    await do(database, vote_for_month, vote(org.as_second_rep(), org.manager), now=FINAL)

    during, after = await read(database, org, now=FINAL), await read(database, org)
    assert during.votes_for(org.manager, now=CLOSED - timedelta(seconds=1)) is None
    assert [after.votes_for(each, now=CLOSED) for each in (org.manager, org.second_rep)] == [2, 0]
    assert after.nominations == {org.manager: 1, org.rep: 0, org.second_rep: 0}

    asked = decide(org.as_admin(), org.manager, org.rep, reason="Both carried us")
    await do(database, decide_month, asked, now=CLOSED)
    found = await read(database, org)
    assert {each.subject_id for each in found.winners} == {org.manager, org.rep}
    assert (found.decided_by, found.reason) == (org.admin, "Both carried us")
    assert (await told(dsn)).count("MEMBER_OF_THE_MONTH") == 2
    posts = "SELECT count(*) FROM feed_post WHERE kind = 'MEMBER_OF_THE_MONTH'"
    assert await rows(dsn, posts) == [(2,)]
    audit = "SELECT details ->> 'month_on', details ->> 'edition' FROM audit_log WHERE action = $1"
    assert await rows(dsn, audit, "month.decide") == [("2026-03-01", "1")]

    async with database.reading(org.org_id) as connection:
        own = await ballots.own_votes(connection, org.rep, [ballots.key_of(found)])
        page = await ballots.nominations(connection, ballots.key_of(found), Window(limit=5))
    assert list(own.values()) == [org.manager]
    assert [(each.by_member_id, each.reason) for each in page.rows] == [
        (org.rep, "Helps everybody")
    ]


async def test_a_team_is_nominated_and_voted_for_by_others_than_its_own(
    database: Database, org: Org, dsn: str
) -> None:
    await setting(database, org, OPEN, TEAM)
    await sell(database, org, "1")
    await close(database, org, FINAL)
    olaf = await enrol(database, org.org_id, "olaf", team="south")
    as_olaf = member(org.org_id, olaf, Role.REP)
    for own in (org.as_rep(), org.as_manager()):
        asked = vote(own, org.north, kind=TEAM)
        await refuse(database, dsn, vote_for_month, asked, NotAllowedError, now=FINAL)
    await do(database, vote_for_month, vote(as_olaf, org.north, kind=TEAM), now=FINAL)
    await do(database, nominate_for_month, nominate(org.as_rep(), org.south, kind=TEAM), now=FINAL)
    await do(database, decide_month, decide(org.as_admin(), org.south, kind=TEAM), now=CLOSED)
    found = await read(database, org, TEAM)
    assert [each.subject_id for each in found.winners] == [org.south]


Refused = tuple[Callable[..., Any], Any, type[DomainError]]


def before_close(org: Org) -> dict[str, Refused]:
    nobody, admin, rep = new_id(), org.as_admin(), org.as_rep()
    return {
        "a vote for oneself": (vote_for_month, vote(rep, org.rep), NotAllowedError),
        "a vote by an import": (
            vote_for_month,
            vote(importer(org.org_id), org.rep),
            NotAllowedError,
        ),
        "a vote for nobody": (vote_for_month, vote(rep, nobody), UnknownMemberError),
        "a vote for no team": (
            vote_for_month,
            vote(rep, nobody, kind=TEAM),
            UnknownTeamError,
        ),
        "a vote for a team whose month is decided": (
            vote_for_month,
            vote(rep, org.south, kind=TEAM),
            WrongStateError,
        ),
        "a vote for one not on the list": (
            vote_for_month,
            vote(rep, org.manager),
            NotEligibleError,
        ),
        "a nomination of oneself": (nominate_for_month, nominate(rep, org.rep), NotAllowedError),
        "a nomination of nobody": (nominate_for_month, nominate(rep, nobody), UnknownMemberError),
        "a nomination without a reason": (
            nominate_for_month,
            replace(nominate(rep, org.manager), reason=" "),
            InvalidTextError,
        ),
        "a second nomination": (
            nominate_for_month,
            nominate(rep, org.second_rep),
            AlreadyNominatedError,
        ),
        "another month": (
            vote_for_month,
            replace(vote(rep, org.second_rep), on=date(2026, 4, 1)),
            WrongStateError,
        ),
        "a decision while votes are taken": (
            decide_month,
            decide(admin, org.rep),
            WrongStateError,
        ),
        "a decision by a manager": (
            decide_month,
            decide(org.as_manager(), org.rep),
            NotAllowedError,
        ),
    }


async def test_what_an_open_month_does_not_take_is_refused(
    database: Database, org: Org, dsn: str
) -> None:
    await opened(database, org)
    await do(database, nominate_for_month, nominate(org.as_rep(), org.second_rep), now=FINAL)
    for name, (action, asked, refusal) in before_close(org).items():
        try:
            await refuse(database, dsn, action, asked, refusal, now=FINAL)
        except BaseException as error:
            raise AssertionError(name) from error


async def test_what_a_closed_month_does_not_take_is_refused(
    database: Database, org: Org, dsn: str
) -> None:
    await opened(database, org)
    admin, rep = org.as_admin(), org.as_rep()
    await do(database, nominate_for_month, nominate(rep, org.admin), now=FINAL)
    over: dict[str, Refused] = {
        "a vote": (vote_for_month, vote(rep, org.second_rep), WrongStateError),
        "a nomination": (nominate_for_month, nominate(rep, org.manager), WrongStateError),
        "nobody": (decide_month, decide(admin), InvalidInputError),
        "one twice": (decide_month, decide(admin, org.rep, org.rep), InvalidInputError),
        "a stranger": (decide_month, decide(admin, new_id()), UnknownMemberError),
        "a strange team": (decide_month, decide(admin, new_id(), kind=TEAM), WrongStateError),
        "one who does not stand": (decide_month, decide(admin, org.manager), NotEligibleError),
        "oneself": (decide_month, decide(admin, org.admin), NotAllowedError),
        "no reason": (decide_month, decide(admin, org.rep, reason=""), InvalidTextError),
    }
    for name, (action, asked, refusal) in over.items():
        try:
            await refuse(database, dsn, action, asked, refusal, now=CLOSED)
        except BaseException as error:
            raise AssertionError(name) from error
    await do(database, decide_month, decide(admin, org.rep), now=CLOSED)
    again = decide(admin, org.second_rep)
    await refuse(database, dsn, decide_month, again, WrongStateError, now=CLOSED)


async def test_a_strange_team_is_unknown_where_teams_are_open(
    database: Database, org: Org, dsn: str
) -> None:
    await setting(database, org, OPEN, TEAM)
    await sell(database, org, "1")
    await close(database, org, FINAL)
    asked = vote(org.as_admin(), new_id(), kind=TEAM)
    await refuse(database, dsn, vote_for_month, asked, UnknownTeamError, now=FINAL)


async def test_votes_and_nominations_are_taken_only_where_they_are_set(
    database: Database, org: Org, dsn: str
) -> None:
    await opened(database, org, replace(OPEN, takes_votes=False))
    asked = vote(org.as_rep(), org.second_rep)
    await refuse(database, dsn, vote_for_month, asked, WrongStateError, now=FINAL)
    await rows(dsn, "UPDATE month_recognition SET takes_votes = true, takes_nominations = false")
    wanted = nominate(org.as_rep(), org.second_rep)
    await refuse(database, dsn, nominate_for_month, wanted, WrongStateError, now=FINAL)


async def test_without_a_ballot_an_admin_decides_as_soon_as_it_is_final(
    database: Database, org: Org
) -> None:
    await opened(database, org, RecognitionSettings(decision=DecisionMode.BY_MANAGER))
    assert (await read(database, org)).closes_at is None
    await do(database, decide_month, decide(org.as_admin(), org.second_rep), now=FINAL)
    assert [each.subject_id for each in (await read(database, org)).winners] == [org.second_rep]


async def test_two_votes_of_one_member_at_once_are_one_vote(
    database: Database, org: Org, dsn: str
) -> None:
    await opened(database, org)
    as_admin = org.as_admin()
    work: list[Callable[[], Awaitable[Any]]] = [
        partial(do, database, vote_for_month, vote(as_admin, subject_id), now=FINAL)
        for subject_id in (org.rep, org.second_rep) * 4
    ]
    await together(work)
    assert await rows(dsn, "SELECT by_member_id FROM month_vote") == [(org.admin,)]
    found = await read(database, org)
    assert sum((found.votes or {}).values()) == 1


async def test_two_nominations_of_one_member_at_once_are_one(
    database: Database, org: Org, dsn: str, meeting: Meeting
) -> None:
    await opened(database, org)
    asked = nominate(org.as_rep(), org.manager)
    meeting.before(ballots, "nominate")
    work = partial(do, database, nominate_for_month, asked, now=FINAL)
    assert [type(each) for each in await meeting.hold(work, work)] == [int, AlreadyNominatedError]
    assert await rows(dsn, "SELECT count(*) FROM month_nomination") == [(1,)]


async def test_two_decisions_at_once_are_one(
    database: Database, org: Org, dsn: str, meeting: Meeting
) -> None:
    await opened(database, org)
    meeting.before(editions, "decide")
    one, other = decide(org.as_admin(), org.rep), decide(system(org.org_id), org.second_rep)
    first, second = await meeting.hold(
        partial(do, database, decide_month, one, now=CLOSED),
        partial(do, database, decide_month, other, now=CLOSED),
    )
    assert (first, type(second)) == (1, WrongStateError)
    assert [each.subject_id for each in (await read(database, org)).winners] == [org.rep]
    assert (await told(dsn)).count("MEMBER_OF_THE_MONTH") == 1


async def test_a_decision_waits_for_a_vote_that_is_being_given(
    database: Database, org: Org, meeting: Meeting
) -> None:
    await opened(database, org)
    meeting.before(ballots, "vote")
    await meeting.hold(
        partial(do, database, vote_for_month, vote(org.as_admin(), org.rep), now=FINAL),
        partial(do, database, decide_month, decide(org.as_admin(), org.rep), now=CLOSED),
    )
    assert meeting.order == ["first", "second"]
    assert (await read(database, org)).votes_for(org.rep, now=CLOSED) == 1


async def test_who_is_too_new_is_left_out_and_it_is_said(
    database: Database, org: Org, dsn: str
) -> None:
    await setting(database, org, replace(OPEN, minimum_tenure_days=30))
    await rows(dsn, "UPDATE member SET joined_on = '2026-03-02' WHERE member_id = $1", org.rep)
    await sell(database, org, "1")
    await sell(database, org, "2", 4_000, member_id=org.second_rep)
    await close(database, org, FINAL)
    found = await read(database, org)
    assert [each.subject_id for each in found.shortlist] == [org.second_rep]
    assert [(each.subject_id, each.left_out, each.place) for each in found.candidates[1:]] == [
        (org.rep, LeftOut.TOO_NEW, None)
    ]
    for action, asked in (
        (vote_for_month, vote(org.as_second_rep(), org.rep)),
        (nominate_for_month, nominate(org.as_second_rep(), org.rep)),
    ):
        await refuse(database, dsn, action, asked, NotEligibleError, now=FINAL)


async def test_who_won_the_month_before_is_left_out_where_no_repeat_is_allowed(
    database: Database, org: Org, dsn: str
) -> None:
    for kind in (MEMBER, TEAM):
        await setting(database, org, RecognitionSettings(allows_repeat=False), kind)
    february = datetime(2026, 2, 15, 9, 0, tzinfo=UTC)
    for key, at in (("1", february), ("2", NOW)):
        await sell(database, org, key, 90_000, occurred_at=at)
        await sell(database, org, f"{key}b", member_id=org.second_rep, occurred_at=at)
    while await close(database, org, FINAL, limit=7):
        pass
    won = [
        [each.subject_id for each in (await read(database, org, on=on)).winners]
        for on in (date(2026, 2, 1), MARCH)
    ]
    assert won == [[org.rep], [org.second_rep]]
    march = await read(database, org)
    assert [each.left_out for each in march.candidates] == [None, LeftOut.WON_BEFORE]
    # the only team had won, and nobody else has a score
    teams = await read(database, org, TEAM)
    assert (teams.winners, teams.candidates[0].left_out) == ((), LeftOut.WON_BEFORE)

    # an admin may not go round it
    await setting(database, org, RecognitionSettings(decision=DecisionMode.BY_MANAGER))
    await reopen(dsn)
    await close(database, org, FINAL + GRACE)
    await setting(database, org, RecognitionSettings(allows_repeat=False))
    asked = decide(org.as_admin(), org.rep)
    await refuse(database, dsn, decide_month, asked, NotEligibleError, now=CLOSED)


async def test_a_re_opened_month_is_decided_anew_and_its_former_edition_stays_readable(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1")
    await sell(database, org, "2", 4_000, member_id=org.second_rep)
    await close(database, org, FINAL)
    await reopen(dsn)
    during = await read(database, org)
    assert (during.state, during.edition) == (PeriodState.PROVISIONAL, 1)
    await sell(database, org, "3", 90_000, member_id=org.second_rep, now=FINAL)
    await close(database, org, FINAL + timedelta(minutes=1))

    found, former = await read(database, org), await read(database, org, edition=1)
    assert [each.subject_id for each in found.winners] == [org.second_rep]
    assert (found.edition, found.state) == (2, PeriodState.FINAL)
    assert former.winners == during.winners
    assert former.shortlist == during.shortlist
    # the news of the former winner is no news any more
    news = (
        "SELECT params ->> 'member_id', withdrawn_at IS NULL FROM {} "
        "WHERE kind = 'MEMBER_OF_THE_MONTH' ORDER BY 2"
    )
    for table in ("announcement", "feed_post"):
        assert await rows(dsn, news.format(table)) == [
            (str(org.rep), False),
            (str(org.second_rep), True),
        ]
    async with database.reading(org.org_id) as connection:
        past = await months.history(connection, org.playbook, MEMBER, Window(limit=5))
    assert [(each.month_on, each.edition) for each in past.rows] == [(MARCH, 2)]


async def test_who_stays_the_winner_of_a_re_opened_month_is_not_told_of_again(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1")
    await close(database, org, FINAL)
    before = await told(dsn)
    await reopen(dsn)
    await close(database, org, FINAL + timedelta(minutes=1))
    assert (await read(database, org)).edition == 2
    assert await told(dsn) == before
    withdrawn = "SELECT count(*) FROM announcement WHERE withdrawn_at IS NOT NULL"
    assert await rows(dsn, withdrawn) == [(0,)]


async def test_each_board_of_a_team_s_month_may_be_re_opened_after_the_other(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1")
    await close(database, org, FINAL)
    for edition, board in ((2, "teams-points-month"), (3, "teams-attainment-month")):
        await rows(
            dsn,
            "INSERT INTO board_period SELECT org_id, (SELECT board_id FROM board WHERE board_key = $1),"
            " starts_on, starts_at, ends_at, state, opened_at, final_at, 1 FROM board_period"
            " WHERE starts_on = $2 AND board_id = (SELECT board_id FROM board WHERE board_key = 'points-month')"
            " ON CONFLICT DO NOTHING",
            board,
            MARCH,
        )
        await reopen(dsn, board=board)
        await close(database, org, FINAL + timedelta(minutes=edition))
        assert (await read(database, org, TEAM)).edition == edition


async def test_a_month_that_loses_all_its_scores_loses_its_winner(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1")
    await close(database, org, FINAL)
    await reopen(dsn)
    await rows(dsn, "UPDATE board_score SET score = NULL")
    await close(database, org, FINAL + timedelta(minutes=1))
    found = await read(database, org)
    assert (found.edition, found.winners, found.candidates) == (2, (), ())
    assert found.decided_at is not None


async def test_wins_in_a_row_join_when_the_month_between_is_decided_later(
    database: Database, org: Org
) -> None:
    by_manager = RecognitionSettings(decision=DecisionMode.BY_MANAGER)
    for month in (1, 2, 3):
        # only February waits for an admin
        await setting(database, org, by_manager if month == 2 else RecognitionSettings())
        at, now = datetime(2026, month, 9, tzinfo=UTC), NOW + timedelta(days=2 * month)
        await sell(database, org, f"{month}", occurred_at=at, now=now)
        while await close(database, org, FINAL if month == 3 else now + GRACE):
            pass

    async def wins() -> list[int]:
        found = [await read(database, org, on=date(2026, month, 1)) for month in (1, 2, 3)]
        return [each.wins_in_a_row for month in found for each in month.winners]

    assert await wins() == [1, 1]
    asked = replace(decide(org.as_admin(), org.rep), on=date(2026, 2, 1))
    await do(database, decide_month, asked, now=CLOSED)
    assert await wins() == [1, 2, 3]


async def test_months_of_four_and_five_weeks_follow_each_other(
    database: Database, org: Org, dsn: str
) -> None:
    await rows(dsn, "UPDATE working_calendar SET fiscal_pattern = 'WEEKS_445'")
    await rows(dsn, "UPDATE organization SET version = version + 1")
    for number, at in enumerate(
        datetime(2026, month, day, 9, 0, tzinfo=UTC) for month, day in ((1, 10), (2, 10), (3, 10))
    ):
        await sell(database, org, f"{number}", occurred_at=at)
    while await close(database, org, CLOSED, limit=7):
        pass
    async with database.reading(org.org_id) as connection:
        plays = await playbook.read(connection)
        past = await months.history(connection, plays, MEMBER, Window(limit=5))
    assert [(each.month_on, each.ends_on) for each in past.rows] == [
        (date(2026, 2, 23), date(2026, 3, 30)),
        (date(2026, 1, 26), date(2026, 2, 23)),
        (date(2025, 12, 29), date(2026, 1, 26)),
    ]
    assert [each.winners[0].wins_in_a_row for each in past.rows] == [3, 2, 1]


async def test_settings_are_audited_and_make_a_new_playbook(
    database: Database, org: Org, dsn: str
) -> None:
    chosen = replace(OPEN, board_key="deals-month", minimum_tenure_days=90)
    await setting(database, org, chosen)
    async with database.reading(org.org_id) as connection:
        plays = await playbook.read(connection, org.playbook)
    assert plays.version > org.playbook.version
    assert plays.recognition == {MEMBER: chosen}
    audit = (
        "SELECT details ->> 'board_key', details ->> 'decision' FROM audit_log WHERE action = $1"
    )
    assert await rows(dsn, audit, "recognition.set") == [("deals-month", "BY_MANAGER")]


async def test_only_an_admin_sets_how_months_are_recognised(
    database: Database, org: Org, dsn: str
) -> None:
    for by in (org.as_rep(), org.as_manager()):
        asked = SetRecognition(by=by, subject_kind=MEMBER, settings=OPEN)
        await refuse(database, dsn, set_recognition, asked, NotAllowedError)
    wrong = RecognitionSettings(board_key="teams-points-month")
    asked = SetRecognition(by=org.as_admin(), subject_kind=MEMBER, settings=wrong)
    await refuse(database, dsn, set_recognition, asked, InvalidInputError)


@pytest.mark.parametrize(("kind", "board"), [(MEMBER, "deals-month"), (MEMBER, "revenue-month")])
async def test_another_board_measures_where_it_is_chosen(
    database: Database, org: Org, kind: SubjectKind, board: str
) -> None:
    await setting(database, org, RecognitionSettings(board_key=board), kind)
    await sell(database, org, "1", 4_000)
    await sell(database, org, "2", 4_000)
    await sell(database, org, "3", 90_000, member_id=org.second_rep)
    await close(database, org, FINAL)
    found = await read(database, org)
    expected = {"deals-month": (org.rep, 2), "revenue-month": (org.second_rep, 90_000)}[board]
    assert [(each.subject_id, each.candidate.score) for each in found.winners] == [expected]
    assert found.candidates[0].board_key == board


async def test_a_board_that_reads_the_sums_of_another_measures_too(
    database: Database, org: Org
) -> None:
    twin = CreateBoard(
        by=org.as_admin(),
        board_key="revenue-first",
        title="Revenue, first come first served",
        subject_kind=MEMBER,
        metric_key="revenue",
        score_kind=ScoreKind.TOTAL,
        period=PeriodKind.MONTH,
        tie_policy=TiePolicy.ORDINAL,
    )
    await do(database, create_board, twin)
    await setting(database, org, RecognitionSettings(board_key="revenue-first"))
    await sell(database, org, "1")
    await sell(database, org, "2", member_id=org.second_rep, occurred_at=NOW - timedelta(hours=1))
    await close(database, org, FINAL)
    found = await read(database, org)
    assert [each.subject_id for each in found.winners] == [org.second_rep]
    # archived, it gives way to the built-in measure from the next month on
    await do(database, archive_board, ArchiveBoard(by=org.as_admin(), board_key="revenue-first"))
    april = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)
    await sell(database, org, "3", occurred_at=april, now=april)
    await close(database, org, april + timedelta(days=30))
    later = await read(database, org, on=april.date(), now=april + timedelta(days=30))
    assert (later.edition, later.candidates[0].board_key) == (1, "points-month")


async def test_P1_what_was_written_by_or_about_a_member_who_is_erased_is_gone(
    database: Database, org: Org
) -> None:
    await opened(database, org)
    await do(database, nominate_for_month, nominate(org.as_rep(), org.second_rep), now=FINAL)
    await do(database, nominate_for_month, nominate(org.as_second_rep(), org.rep), now=FINAL)
    await do(database, nominate_for_month, nominate(org.as_admin(), org.manager), now=FINAL)
    await do(database, decide_month, decide(org.as_admin(), org.second_rep), now=CLOSED)
    gone = EraseMember(by=org.as_admin(), member_id=org.second_rep, reason=ErasureReason.MISTAKE)
    await do(database, erase_member, gone, now=CLOSED)
    found = await read(database, org)
    assert (found.winners[0].subject_id, found.reason) == (org.second_rep, None)
    async with database.reading(org.org_id) as connection:
        page = await ballots.nominations(connection, ballots.key_of(found), Window(limit=5))
    assert {(each.subject_id, each.reason) for each in page.rows} == {
        (org.second_rep, None),
        (org.rep, None),
        (org.manager, "Helps everybody"),
    }


async def test_everyone_is_invited_to_vote_once_and_not_after_it_is_over(
    database: Database, org: Org, dsn: str
) -> None:
    invited = """
        SELECT params->>'subject_kind', withdrawn_at IS NULL, expires_at, count(notification_id)
          FROM announcement JOIN notification USING (org_id, announcement_id)
         WHERE kind = 'VOTE_OPEN' GROUP BY announcement_id, 1, 2, 3"""
    await opened(database, org)
    await close(database, org, FINAL + timedelta(minutes=1))
    assert await rows(dsn, invited) == [("MEMBER", True, CLOSED, 4)]
    decision = DecideMonth(
        by=org.as_admin(), subject_kind=MEMBER, on=MARCH, winner_ids=(org.rep,), reason="Clear"
    )
    await do(database, decide_month, decision, now=CLOSED)
    assert await rows(dsn, invited) == [("MEMBER", False, CLOSED, 4)]


async def test_nobody_is_invited_where_a_manager_decides_alone(
    database: Database, org: Org, dsn: str
) -> None:
    await opened(database, org, RecognitionSettings(decision=DecisionMode.BY_MANAGER))
    assert await rows(dsn, "SELECT kind FROM announcement WHERE kind = 'VOTE_OPEN'") == []
