"""Competitions: begun, ended and judged once, by their boards and by the facts."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.cancel_competition import cancel_competition
from bellringer.gamification.actions.carry_competitions import KEPT_FOR, carry_competitions
from bellringer.gamification.actions.create_competition import create_competition
from bellringer.gamification.actions.leave_competition import leave_competition
from bellringer.gamification.actions.recount import recount
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
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    CompetitionLockedError,
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotEligibleError,
    UnknownCompetitionError,
    UnknownMemberError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.facts.competitions import Competition
from bellringer.gamification.playbook.badges import CompetitionWon
from bellringer.gamification.store import jobs
from bellringer.gamification.store.competitions import facts, reading, writing
from bellringer.gamification.store.window import Window
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import (
    CompetitionKind,
    CompetitionState,
    Recurrence,
    Role,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)
from tests.builders import NOW, Org, enrol, member
from tests.doing import caught, do, everything, refuse, rows
from tests.integration.test_badge_settling import champion
from tests.integration.test_closing import GRACE, close, sell
from tests.integration.test_meetings import Meeting
from tests.recording import accepted, count, intake_on, reverse, together

DRAFT, SCHEDULED, LIVE = CompetitionState.DRAFT, CompetitionState.SCHEDULED, CompetitionState.LIVE
ENDED, OVER = CompetitionState.ENDED, CompetitionState.FINAL
TODAY = date(2026, 3, 11)
END = datetime(2026, 3, 13, 23, 0, tzinfo=UTC)  # midnight in Berlin
JUDGED = END + GRACE
TERMS = CompetitionTerms(
    kind=CompetitionKind.MOST_WINS,
    title="Spring race",
    metric_key="revenue",
    starts_on=TODAY,
    ends_on=date(2026, 3, 14),
    prize="Dinner",
)


async def draft(
    database: Database,
    org: Org,
    *participants: UUID,
    by: Principal | None = None,
    **terms: Any,
) -> UUID:
    asked = CreateCompetition(
        by=by or org.as_admin(),
        terms=replace(TERMS, **terms),
        participant_ids=participants or (org.rep, org.second_rep),
    )
    return await do(database, create_competition, asked)


async def schedule(database: Database, org: Org, competition_id: UUID, now: datetime = NOW) -> None:
    asked = ScheduleCompetition(by=org.as_admin(), competition_id=competition_id)
    await do(database, schedule_competition, asked, now=now)


async def live(database: Database, org: Org, *participants: UUID, **terms: Any) -> UUID:
    competition_id = await draft(database, org, *participants, **terms)
    await schedule(database, org, competition_id)
    return competition_id


async def carry(database: Database, org: Org, now: datetime) -> bool:
    async with database.transaction(org.org_id) as connection:
        return await carry_competitions(connection, now=now)


async def read(database: Database, org: Org, competition_id: UUID) -> Competition:
    async with database.reading(org.org_id) as connection:
        return (await reading.read(connection, [competition_id]))[competition_id]


async def scores(database: Database, org: Org, competition_id: UUID) -> dict[UUID, int | None]:
    async with database.reading(org.org_id) as connection:
        found = await reading.read(connection, [competition_id])
        standings = await facts.standings(connection, found[competition_id])
    return {each.subject_id: each.score for each in standings}


async def settle(database: Database, org: Org, now: datetime = JUDGED) -> None:
    """What the timetable does when the grace is over."""
    await carry(database, org, END)
    await close(database, org, END)
    await close(database, org, now)
    await carry(database, org, now)


async def winners(database: Database, org: Org, competition_id: UUID) -> list[UUID]:
    found = await read(database, org, competition_id)
    assert found.state is OVER
    return [each.subject_id for each in found.winners]


async def in_order(database: Database, org: Org) -> None:
    async with database.reading(org.org_id) as connection:
        assert await recount(connection) == ()


async def news(dsn: str) -> list[tuple[Any, ...]]:
    return await rows(
        dsn,
        "SELECT kind, withdrawn_at IS NULL FROM announcement WHERE kind LIKE 'COMPETITION%'"
        " ORDER BY created_at, kind",
    )


async def test_dates_carry_a_competition_from_scheduled_to_final_and_tell_of_it_once(
    database: Database, org: Org, dsn: str
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    competition_id = await draft(database, org, starts_on=tomorrow)
    assert (await read(database, org, competition_id)).state is DRAFT
    await schedule(database, org, competition_id)
    begins = datetime(2026, 3, 11, 23, 0, tzinfo=UTC)
    states = []
    for now in (begins - timedelta(seconds=1), begins, END - timedelta(seconds=1), END, JUDGED):
        for _ in range(2):
            await carry(database, org, now)
        states.append((await read(database, org, competition_id)).state)
    assert states == [SCHEDULED, LIVE, LIVE, ENDED, OVER]
    found = await read(database, org, competition_id)
    assert (found.winners, found.is_won, found.total) == ((), False, 0), "nobody sold anything"
    runs = "SELECT job FROM job_run WHERE job LIKE 'competition%' ORDER BY job"
    assert await rows(dsn, runs) == [
        ("competition-end",),
        ("competition-final",),
        ("competition-start",),
    ]
    assert await news(dsn) == [("COMPETITION_STARTED", True), ("COMPETITION_RESULT", True)]
    told = (
        "SELECT DISTINCT member_id FROM notification JOIN announcement USING (org_id, announcement_id)"
        " WHERE kind = 'COMPETITION_RESULT' ORDER BY 1"
    )
    assert await rows(dsn, told) == sorted([(org.rep,), (org.second_rep,)])
    posts = "SELECT audience_id FROM feed_post WHERE kind = 'COMPETITION_RESULT'"
    assert await rows(dsn, posts) == [(org.org_id,)]


async def test_dates_that_have_begun_count_from_their_first_day(
    database: Database, org: Org
) -> None:
    await sell(database, org, "before", 500, occurred_at=NOW - timedelta(days=1))
    await sell(database, org, "today", 2_000, occurred_at=NOW - timedelta(hours=4))
    competition_id = await live(database, org)
    assert (await read(database, org, competition_id)).state is LIVE
    assert await scores(database, org, competition_id) == {org.rep: 2_000, org.second_rep: None}
    await sell(database, org, "more", 300)
    await sell(database, org, "hers", 900, member_id=org.second_rep)
    assert await scores(database, org, competition_id) == {org.rep: 2_300, org.second_rep: 900}
    await in_order(database, org)
    await settle(database, org)
    found = await read(database, org, competition_id)
    assert [(each.subject_id, each.score) for each in found.winners] == [(org.rep, 2_300)]
    assert (found.total, found.is_won, found.edition, found.final_at) == (3_200, True, 1, JUDGED)


async def test_only_participants_are_counted(database: Database, org: Org, dsn: str) -> None:
    other = await enrol(database, org.org_id, "olga", team="north")
    competition_id = await live(database, org)
    await sell(database, org, "1", member_id=other)
    assert await scores(database, org, competition_id) == {org.rep: None, org.second_rep: None}
    assert await count(dsn, "board_score", f"subject_id = '{other}' AND board_id > 9") == 0
    await in_order(database, org)


async def test_equal_scores_share_the_win_unless_the_first_wins(
    database: Database, org: Org
) -> None:
    shared = await live(database, org)
    first = await live(database, org, tie_policy=TiePolicy.ORDINAL)
    await sell(database, org, "1", occurred_at=NOW - timedelta(minutes=1))
    await sell(database, org, "2", member_id=org.second_rep, occurred_at=NOW - timedelta(minutes=9))
    await settle(database, org)
    assert await winners(database, org, shared) == sorted([org.rep, org.second_rep])
    assert await winners(database, org, first) == [org.second_rep]


async def test_a_race_is_won_by_when_things_happened_and_late_data_counts_until_it_is_final(
    database: Database, org: Org
) -> None:
    race = {"kind": CompetitionKind.RACE_TO_TARGET, "target": 1_000}
    competition_id = await live(database, org, **race)
    await sell(database, org, "1", 1_000, occurred_at=NOW - timedelta(hours=1))
    await sell(database, org, "2", 99_000)
    await carry(database, org, END)
    # Bob's sale was earlier, and comes in the grace
    late = partial(sell, database, org, member_id=org.second_rep, now=END + timedelta(hours=3))
    await late(key="3", amount_minor=999, occurred_at=NOW - timedelta(hours=5))
    taken = await late(key="4", amount_minor=5_000, occurred_at=NOW - timedelta(hours=4))
    async with intake_on(database, END + timedelta(hours=4)) as intake:
        accepted([await intake.submit(reverse(org, "oops", taken))])
    await late(key="5", amount_minor=1, occurred_at=NOW - timedelta(hours=2))
    await settle(database, org)
    found = await read(database, org, competition_id)
    assert [(each.subject_id, each.score, each.reached_at) for each in found.winners] == [
        (org.second_rep, 1_000, NOW - timedelta(hours=2))
    ]


async def test_a_race_that_nobody_finished_has_no_winner(database: Database, org: Org) -> None:
    race = {"kind": CompetitionKind.RACE_TO_TARGET, "target": 1_000_000}
    competition_id = await live(database, org, **race)
    await sell(database, org, "1")
    await settle(database, org)
    assert await winners(database, org, competition_id) == []


async def test_a_race_may_end_with_the_day_on_which_the_target_is_reached(
    database: Database, org: Org, dsn: str
) -> None:
    race = {"kind": CompetitionKind.RACE_TO_TARGET, "target": 1_000, "ends_when_reached": True}
    competition_id = await live(database, org, **race)
    await carry(database, org, NOW)
    assert (await read(database, org, competition_id)).terms.ends_on == TERMS.ends_on
    await sell(database, org, "1", 1_000)
    for _ in range(2):
        await carry(database, org, NOW + timedelta(minutes=1))
    found = await read(database, org, competition_id)
    assert (found.state, found.terms.ends_on) == (LIVE, TODAY + timedelta(days=1))
    tonight = datetime(2026, 3, 11, 23, 0, tzinfo=UTC)
    await carry(database, org, tonight)
    assert (await read(database, org, competition_id)).state is ENDED
    # what happens tomorrow is no part of it
    later = tonight + timedelta(hours=9)
    await sell(database, org, "2", 9_000, member_id=org.second_rep, occurred_at=later, now=later)
    assert await scores(database, org, competition_id) == {org.rep: 1_000, org.second_rep: None}
    await close(database, org, tonight + GRACE)
    assert await winners(database, org, competition_id) == [org.rep]
    await in_order(database, org)


@pytest.mark.parametrize(("target", "is_won"), [(3_000, True), (3_001, False)])
async def test_a_mission_is_won_together_or_not_at_all(
    database: Database, org: Org, target: int, is_won: bool
) -> None:
    mission = {"kind": CompetitionKind.MISSION, "target": target}
    competition_id = await live(database, org, **mission)
    await sell(database, org, "1", 1_000)
    await sell(database, org, "2", 2_000, member_id=org.second_rep)
    await settle(database, org)
    expected = sorted([org.rep, org.second_rep]) if is_won else []
    assert await winners(database, org, competition_id) == expected
    assert (await read(database, org, competition_id)).total == 3_000


async def test_teams_meet_teams_with_what_was_sold_for_them(database: Database, org: Org) -> None:
    olga = await enrol(database, org.org_id, "olga", team="south")
    competition_id = await live(
        database, org, org.north, org.south, kind=CompetitionKind.TEAM_VS_TEAM
    )
    await sell(database, org, "1", 1_000)
    await sell(database, org, "2", 1_000, member_id=org.second_rep)
    await sell(database, org, "3", 1_500, member_id=olga)
    assert await scores(database, org, competition_id) == {org.north: 2_000, org.south: 1_500}
    await settle(database, org)
    assert await winners(database, org, competition_id) == [org.north]
    await in_order(database, org)


async def test_teams_are_compared_by_head_where_it_is_set(database: Database, org: Org) -> None:
    olga = await enrol(database, org.org_id, "olga", team="south")
    competition_id = await live(
        database,
        org,
        org.north,
        org.south,
        kind=CompetitionKind.TEAM_VS_TEAM,
        score_kind=ScoreKind.PER_HEAD,
    )
    await sell(database, org, "1", 1_000)
    await sell(database, org, "2", 1_000, member_id=org.second_rep)
    await sell(database, org, "3", 1_500, member_id=olga)
    expected = {org.north: 100 * 2_000 // 2, org.south: 100 * 1_500 // 1}
    assert await scores(database, org, competition_id) == expected
    await settle(database, org)
    assert await winners(database, org, competition_id) == [org.south]
    await in_order(database, org)


async def test_rules_and_participants_are_locked_while_it_is_live_and_after(
    database: Database, org: Org, dsn: str
) -> None:
    competition_id = await live(database, org)
    by = org.as_admin()
    update = UpdateCompetition(by=by, competition_id=competition_id, terms=TERMS)
    change = ChangeParticipants(
        by=by, competition_id=competition_id, add_ids=(org.manager,), remove_ids=(org.rep,)
    )
    for now in (NOW, END, JUDGED):
        await refuse(database, dsn, update_competition, update, CompetitionLockedError, now=now)
        await refuse(database, dsn, change_participants, change, CompetitionLockedError, now=now)
        await settle(database, org, now)
    cancel = CancelCompetition(by=by, competition_id=competition_id)
    await refuse(database, dsn, cancel_competition, cancel, WrongStateError, now=JUDGED)
    again = ScheduleCompetition(by=by, competition_id=competition_id)
    await refuse(database, dsn, schedule_competition, again, WrongStateError, now=JUDGED)


async def test_a_scheduled_one_is_locked_from_its_first_moment_also_before_the_timetable_comes(
    database: Database, org: Org, dsn: str
) -> None:
    competition_id = await draft(database, org, starts_on=TODAY + timedelta(days=1))
    await schedule(database, org, competition_id)
    update = UpdateCompetition(by=org.as_admin(), competition_id=competition_id, terms=TERMS)
    begins = datetime(2026, 3, 11, 23, 0, tzinfo=UTC)
    await refuse(database, dsn, update_competition, update, CompetitionLockedError, now=begins)
    await do(database, update_competition, update, now=begins - timedelta(seconds=1))
    # the new dates had begun already
    assert (await read(database, org, competition_id)).state is LIVE


async def test_what_is_not_live_is_changed(database: Database, org: Org) -> None:
    competition_id = await draft(database, org)
    change = ChangeParticipants(
        by=org.as_admin(),
        competition_id=competition_id,
        add_ids=(org.manager,),
        remove_ids=(org.rep,),
    )
    await do(database, change_participants, change)
    found = await read(database, org, competition_id)
    assert found.participant_ids == {org.second_rep, org.manager}
    terms = replace(TERMS, title="Summer race", recurrence=Recurrence.WEEKLY)
    update = UpdateCompetition(by=org.as_admin(), competition_id=competition_id, terms=terms)
    await do(database, update_competition, update)
    found = await read(database, org, competition_id)
    assert found.terms == replace(terms, subject_kind=SubjectKind.MEMBER)


async def test_who_runs_a_competition(database: Database, org: Org, dsn: str) -> None:
    olga = await enrol(database, org.org_id, "olga", team="south")
    sue, rita = org.as_manager(), org.as_rep()

    def create(by: Principal, *participants: UUID) -> CreateCompetition:
        return CreateCompetition(by=by, terms=TERMS, participant_ids=participants)

    await refuse(database, dsn, create_competition, create(rita, org.rep), NotAllowedError)
    await refuse(database, dsn, create_competition, create(sue, org.rep, olga), NotAllowedError)
    own = await draft(database, org, by=sue)
    foreign = await draft(database, org, org.rep, olga)
    for asked, refusal in (
        (ScheduleCompetition(by=rita, competition_id=own), UnknownCompetitionError),
        (ScheduleCompetition(by=sue, competition_id=foreign), UnknownCompetitionError),
        (ScheduleCompetition(by=sue, competition_id=new_id()), UnknownCompetitionError),
    ):
        await refuse(database, dsn, schedule_competition, asked, refusal)
    await schedule(database, org, foreign)
    for by in (sue, rita):
        cancel = CancelCompetition(by=by, competition_id=foreign)
        await refuse(database, dsn, cancel_competition, cancel, NotAllowedError)
    await do(database, schedule_competition, ScheduleCompetition(by=sue, competition_id=own))
    assert (await read(database, org, own)).state is LIVE


async def test_what_can_not_take_place_is_refused(database: Database, org: Org, dsn: str) -> None:
    admin = org.as_admin()
    await rows(dsn, "UPDATE member SET is_hidden = true WHERE member_id = $1", org.manager)

    def create(*participants: UUID, **terms: Any) -> CreateCompetition:
        return CreateCompetition(
            by=admin, terms=replace(TERMS, **terms), participant_ids=participants
        )

    teams: dict[str, Any] = {"kind": CompetitionKind.TEAM_VS_TEAM}
    for asked, refusal in (
        (create(new_id()), UnknownMemberError),
        (create(org.north), UnknownMemberError),
        (create(org.rep, **teams), UnknownTeamError),
        (create(org.manager), NotEligibleError),
        (create(*(new_id() for _ in range(101))), UnknownMemberError),
        (create(ends_on=TODAY), InvalidInputError),
    ):
        await refuse(database, dsn, create_competition, asked, refusal)
    alone = await draft(database, org, org.rep)
    three = await draft(
        database, org, org.rep, org.second_rep, org.admin, kind=CompetitionKind.HEAD_TO_HEAD
    )
    past = await draft(database, org, starts_on=date(2026, 3, 2), ends_on=TODAY)
    for competition_id in (alone, three, past):
        asked_for = ScheduleCompetition(by=admin, competition_id=competition_id)
        await refuse(database, dsn, schedule_competition, asked_for, WrongStateError)
    scheduled = await draft(database, org, starts_on=TODAY + timedelta(days=1))
    await schedule(database, org, scheduled)
    for change in (
        ChangeParticipants(by=admin, competition_id=scheduled, remove_ids=(org.rep,)),
        UpdateCompetition(
            by=admin,
            competition_id=scheduled,
            terms=replace(TERMS, starts_on=date(2026, 3, 2), ends_on=TODAY),
        ),
    ):
        action = (
            change_participants if isinstance(change, ChangeParticipants) else update_competition
        )
        await refuse(database, dsn, action, change, WrongStateError)
    mixed = UpdateCompetition(by=admin, competition_id=scheduled, terms=replace(TERMS, **teams))
    await refuse(database, dsn, update_competition, mixed, InvalidInputError)


async def test_a_stand_in_counts_for_the_place_from_tomorrow_on_beside_what_it_has(
    database: Database, org: Org
) -> None:
    olga = await enrol(database, org.org_id, "olga", team="north")
    competition_id = await live(database, org)
    await sell(database, org, "1", 1_000)
    await sell(database, org, "2", 5_000, member_id=olga)
    leaves = LeaveCompetition(
        by=org.as_manager(),
        competition_id=competition_id,
        participant_id=org.rep,
        stand_in_id=olga,
    )
    await do(database, leave_competition, leaves)
    later = NOW + timedelta(days=1)
    # today is still Rita's, tomorrow is Olga's, whoever comes in late
    await sell(database, org, "3", 100, now=later)
    await sell(database, org, "4", 200, occurred_at=later, now=later)
    await sell(database, org, "5", 7_000, member_id=olga, now=later)
    await sell(database, org, "6", 30, member_id=olga, occurred_at=later, now=later)
    last = await sell(
        database, org, "7", 9, member_id=olga, occurred_at=later + timedelta(minutes=1), now=later
    )
    assert await scores(database, org, competition_id) == {org.rep: 1_139, org.second_rep: None}
    await in_order(database, org)
    async with intake_on(database, later) as intake:
        accepted([await intake.submit(reverse(org, "oops", last))])
    async with database.reading(org.org_id) as connection:
        found = await reading.read(connection, [competition_id])
        standings = await facts.standings(connection, found[competition_id])
    assert {(each.score, each.reached_at) for each in standings} == {(1_130, later), (None, None)}
    await in_order(database, org)
    await settle(database, org)
    assert await winners(database, org, competition_id) == [org.rep]


async def test_who_leaves_without_a_stand_in_keeps_the_score_of_the_place(
    database: Database, org: Org, dsn: str
) -> None:
    competition_id = await live(database, org)
    await sell(database, org, "1", 1_000)
    leaves = LeaveCompetition(
        by=org.as_admin(), competition_id=competition_id, participant_id=org.rep
    )
    await do(database, leave_competition, leaves)
    later = NOW + timedelta(days=1)
    await sell(database, org, "2", 200, occurred_at=later, now=later)
    await rows(dsn, "UPDATE member SET is_active = false WHERE member_id = $1", org.rep)
    assert await scores(database, org, competition_id) == {org.rep: 1_000, org.second_rep: None}
    await settle(database, org)
    assert await winners(database, org, competition_id) == [org.rep]


async def test_who_holds_a_winning_place_at_the_end_gets_the_badge_for_winning(
    database: Database, org: Org, dsn: str
) -> None:
    olga = await enrol(database, org.org_id, "olga", team="north")
    await champion(database, org, CompetitionWon())
    competition_id = await live(database, org, kind=CompetitionKind.MISSION, target=1)
    await sell(database, org, "1", 1_000)
    leaves = LeaveCompetition(
        by=org.as_admin(), competition_id=competition_id, participant_id=org.rep, stand_in_id=olga
    )
    await do(database, leave_competition, leaves)
    await settle(database, org)
    assert await winners(database, org, competition_id) == sorted([org.rep, org.second_rep])
    given = (
        "SELECT member_id FROM badge_award JOIN badge_definition USING (org_id, badge_id)"
        " WHERE badge_key = 'champion' ORDER BY 1"
    )
    assert await rows(dsn, given) == sorted([(org.second_rep,), (olga,)])
    await in_order(database, org)


async def test_who_can_not_leave_or_stand_in_is_refused(
    database: Database, org: Org, dsn: str
) -> None:
    olga = await enrol(database, org.org_id, "olga", team="south")
    competition_id = await live(database, org)
    teams = await live(database, org, org.north, org.south, kind=CompetitionKind.TEAM_VS_TEAM)
    drafted = await draft(database, org)
    admin, sue = org.as_admin(), org.as_manager()

    def leaves(
        who: UUID,
        stand_in: UUID | None = None,
        *,
        of: UUID = competition_id,
        by: Principal = admin,
    ) -> LeaveCompetition:
        return LeaveCompetition(by=by, competition_id=of, participant_id=who, stand_in_id=stand_in)

    for asked, refusal in (
        (leaves(org.manager), UnknownMemberError),
        (leaves(org.rep, new_id()), UnknownMemberError),
        (leaves(org.rep, org.second_rep), InvalidInputError),
        (leaves(org.rep, olga, by=sue), NotAllowedError),
        (leaves(org.rep, by=org.as_rep()), NotAllowedError),
        (leaves(org.rep, of=drafted), WrongStateError),
        (leaves(org.north, olga, of=teams), InvalidInputError),
        (leaves(org.rep, of=teams), UnknownTeamError),
    ):
        await refuse(database, dsn, leave_competition, asked, refusal)
    await refuse(
        database, dsn, leave_competition, leaves(org.rep), WrongStateError, now=END - GRACE / 2
    )


async def test_the_next_of_a_series_is_scheduled_once_when_one_ends(
    database: Database, org: Org, dsn: str
) -> None:
    weekly = await live(database, org, recurrence=Recurrence.WEEKLY)
    await together([partial(carry, database, org, END)] * 3)
    await carry(database, org, END)
    found = "SELECT number, state, starts_on, ends_on FROM competition ORDER BY number"
    assert await rows(dsn, found) == [
        (1, "ENDED", TODAY, TERMS.ends_on),
        (2, "SCHEDULED", date(2026, 3, 18), date(2026, 3, 21)),
    ]
    # cancelled, it does not come again
    (coming,) = await rows(dsn, "SELECT competition_id FROM competition WHERE number = 2")
    cancel = CancelCompetition(by=org.as_admin(), competition_id=coming[0])
    await do(database, cancel_competition, cancel, now=END)
    await carry(database, org, END + timedelta(days=9))
    assert len(await rows(dsn, found)) == 2
    assert (await read(database, org, weekly)).state is OVER


async def test_the_next_has_who_is_still_there_and_is_not_made_for_too_few(
    database: Database, org: Org, dsn: str
) -> None:
    await live(database, org, recurrence=Recurrence.WEEKLY)
    await rows(dsn, "UPDATE member SET is_active = false WHERE member_id = $1", org.rep)
    await carry(database, org, END)
    assert await count(dsn, "competition") == 1


async def test_a_cancelled_competition_counts_no_more_and_nobody_wins_it(
    database: Database, org: Org, dsn: str
) -> None:
    competition_id = await live(database, org)
    await sell(database, org, "1", 1_000)
    cancel = CancelCompetition(by=org.as_admin(), competition_id=competition_id)
    await do(database, cancel_competition, cancel)
    await sell(database, org, "2", 1_000)
    assert await scores(database, org, competition_id) == {org.rep: 1_000, org.second_rep: None}
    await settle(database, org)
    found = await read(database, org, competition_id)
    assert (found.state, found.winners) == (CompetitionState.CANCELLED, ())
    assert await news(dsn) == [("COMPETITION_STARTED", False)]
    await in_order(database, org)
    await refuse(database, dsn, cancel_competition, cancel, WrongStateError)


async def test_re_opened_standings_are_judged_anew_and_the_former_result_is_withdrawn(
    database: Database, org: Org, dsn: str
) -> None:
    competition_id = await live(database, org)
    await sell(database, org, "1", 1_000)
    await settle(database, org)
    assert await winners(database, org, competition_id) == [org.rep]
    board_id = (await read(database, org, competition_id)).board_id
    await rows(
        dsn,
        "UPDATE board_period SET state = 'PROVISIONAL', edition = edition + 1, final_at = NULL"
        " WHERE board_id = $1",
        board_id,
    )
    await sell(database, org, "late", 5_000, member_id=org.second_rep, now=JUDGED)
    await close(database, org, JUDGED + timedelta(minutes=1))
    found = await read(database, org, competition_id)
    assert (found.edition, [each.subject_id for each in found.winners]) == (2, [org.second_rep])
    assert found.final_at == JUDGED
    assert await news(dsn) == [
        ("COMPETITION_STARTED", True),
        ("COMPETITION_RESULT", False),
        ("COMPETITION_RESULT", True),
    ]


async def test_late_data_after_final_is_a_correction_and_the_board_is_kept_for_a_while(
    database: Database, org: Org, dsn: str
) -> None:
    competition_id = await live(database, org)
    await sell(database, org, "1", 1_000)
    await settle(database, org)
    await sell(database, org, "2", 9_000, member_id=org.second_rep, now=JUDGED)
    assert await winners(database, org, competition_id) == [org.rep]
    kept = "SELECT correction FROM board_score WHERE board_id > 9 AND subject_id = $1"
    assert await rows(dsn, kept, org.second_rep) == [(9_000,)]
    await in_order(database, org)
    archived = "SELECT archived_at IS NOT NULL FROM board WHERE board_id > 9"
    for now, expected in ((JUDGED + KEPT_FOR - timedelta(1), False), (JUDGED + KEPT_FOR, True)):
        await carry(database, org, now)
        assert await rows(dsn, archived) == [(expected,)]
    assert await winners(database, org, competition_id) == [org.rep]
    await in_order(database, org)


async def test_an_old_competition_is_judged_and_told_to_nobody(
    database: Database, org: Org, dsn: str
) -> None:
    competition_id = await draft(database, org, starts_on=TODAY + timedelta(days=1))
    await schedule(database, org, competition_id)
    away = JUDGED + timedelta(days=3)
    await carry(database, org, away)
    assert (await read(database, org, competition_id)).state is OVER
    assert await news(dsn) == []


async def test_M5_closings_and_turns_at_once_judge_once(
    database: Database, org: Org, dsn: str
) -> None:
    competition_id = await live(database, org)
    await sell(database, org, "1", 1_000)
    for now in (END, JUDGED):
        work: list[Callable[[], Awaitable[Any]]] = [partial(close, database, org, now)] * 2
        await together(work + [partial(carry, database, org, now)] * 2)
        # one of them had the organization's timed work; the others left it for the next time
        await close(database, org, now)
        await carry(database, org, now)
    assert await winners(database, org, competition_id) == [org.rep]
    assert await count(dsn, "job_run", "job = 'competition-final'") == 1
    assert (await news(dsn)).count(("COMPETITION_RESULT", True)) == 1


async def test_M5_a_turn_killed_at_any_statement_leaves_nothing_and_the_next_completes(
    database: Database, dsn: str, org: Org
) -> None:
    await live(database, org, recurrence=Recurrence.WEEKLY)
    await draft(database, org)
    waiting = await draft(database, org, starts_on=TODAY + timedelta(days=1))
    await schedule(database, org, waiting)

    class Killed(BaseException):
        """The process is gone."""

    def dies_after(steps: int) -> Callable[[str], None]:
        seen = iter(range(steps))

        def watch(_: str) -> None:
            if next(seen, None) is None:
                raise Killed

        return watch

    step = 0
    while True:
        before = await everything(dsn)
        watched = await Database.open(dsn, size=1, watch=dies_after(step))
        try:
            async with watched.transaction(org.org_id) as connection:
                await carry_competitions(connection, now=JUDGED)
            break
        except Killed:
            assert await everything(dsn) == before
            step += 1
        finally:
            await watched.close()
    assert step > 20
    states = "SELECT state FROM competition ORDER BY state"
    assert await rows(dsn, states) == [("DRAFT",), ("FINAL",), ("FINAL",), ("SCHEDULED",)]


async def test_late_activities_amid_the_ending_are_all_counted_or_corrections(
    database: Database, org: Org, dsn: str
) -> None:
    competition_id = await live(database, org)
    await sell(database, org, "first", 100)
    await carry(database, org, END)
    work: list[Callable[[], Awaitable[Any]]] = [
        partial(close, database, org, JUDGED),
        partial(carry, database, org, JUDGED),
    ]
    for number in range(8):
        who = (org.rep, org.second_rep)[number % 2]
        work.append(partial(sell, database, org, f"{number}", 100, member_id=who, now=JUDGED))
    await together(work)
    await carry(database, org, JUDGED)
    found = await read(database, org, competition_id)
    assert found.state is OVER
    sums = (
        "SELECT sum(score)::bigint, sum(coalesce(score, 0) + correction)::bigint FROM board_score"
    )
    [(score, whole)] = await rows(dsn, f"{sums} WHERE board_id = $1", found.board_id)
    assert (found.total, whole) == (score, 900)
    await in_order(database, org)


async def test_cancelling_amid_activities_leaves_one_outcome(
    database: Database, org: Org, dsn: str
) -> None:
    competition_id = await live(database, org)
    cancel = CancelCompetition(by=org.as_admin(), competition_id=competition_id)
    work: list[Callable[[], Awaitable[Any]]] = [
        lambda: caught(do(database, cancel_competition, cancel))
    ] * 2
    for number in range(6):
        who = (org.rep, org.second_rep)[number % 2]
        work.append(partial(sell, database, org, f"{number}", 100, member_id=who))
    done = await together(work)
    assert [type(each) for each in done if isinstance(each, DomainError)] == [WrongStateError]
    before = await scores(database, org, competition_id)
    await sell(database, org, "after", 100)
    assert await scores(database, org, competition_id) == before
    await in_order(database, org)


async def test_called_off_twice_at_once_it_is_called_off_once(
    database: Database, org: Org, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    competition_id = await live(database, org)
    meeting = Meeting(dsn, monkeypatch)
    meeting.before(writing, "move")
    cancel = CancelCompetition(by=org.as_admin(), competition_id=competition_id)
    work = partial(do, database, cancel_competition, cancel)
    assert [type(each) for each in await meeting.hold(work, work)] == [
        type(None),
        WrongStateError,
    ]
    assert await count(dsn, "audit_log", "action = 'competition.cancel'") == 1


async def test_a_verdict_and_a_cancelling_that_meet_are_one_outcome(
    database: Database, org: Org, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    competition_id = await live(database, org)
    await carry(database, org, END)
    meeting = Meeting(dsn, monkeypatch)
    meeting.before(writing, "judge")
    cancel = CancelCompetition(by=org.as_admin(), competition_id=competition_id)
    done = await meeting.hold(
        partial(carry, database, org, JUDGED),
        partial(do, database, cancel_competition, cancel, now=JUDGED),
    )
    assert [type(each) for each in done] == [bool, WrongStateError]
    assert await winners(database, org, competition_id) == []


async def test_scheduled_twice_at_once_it_begins_once(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1", 1_000)
    competition_id = await draft(database, org)
    asked = ScheduleCompetition(by=org.as_admin(), competition_id=competition_id)
    work: list[Callable[[], Awaitable[Any]]] = [
        lambda: caught(do(database, schedule_competition, asked))
    ] * 3
    work += [partial(sell, database, org, f"more-{number}", 100) for number in range(4)]
    done = await together(work)
    assert [type(each) for each in done if isinstance(each, DomainError)] == [WrongStateError] * 2
    assert await scores(database, org, competition_id) == {org.rep: 1_400, org.second_rep: None}
    assert await count(dsn, "board", "board_key LIKE 'competition-%'") == 1
    await in_order(database, org)


async def test_the_door_names_the_organizations_with_a_competition_that_is_due(
    database: Database, door_database: Database, org: Org
) -> None:
    async def due(now: datetime, after: UUID | None = None) -> tuple[UUID, ...]:
        async with door_database.outside() as door:
            return await jobs.organizations_competing(door, now=now, after=after, limit=10)

    await live(database, org)
    assert await due(NOW) == ()
    assert await due(END) == (org.org_id,)
    assert await due(END, org.org_id) == ()


async def test_a_listing_shows_drafts_to_their_maker_and_admins_only(
    database: Database, org: Org
) -> None:
    mine = await draft(database, org, by=org.as_manager())
    other = await live(database, org)
    async with database.reading(org.org_id) as connection:
        seen = {
            who: {
                each.competition_id
                for each in (
                    await reading.page(
                        connection,
                        list(CompetitionState),
                        Window(limit=9),
                        reader_id=reader,
                        is_admin=is_admin,
                    )
                ).rows
            }
            for who, reader, is_admin in (
                ("sue", org.manager, False),
                ("rita", org.rep, False),
                ("ada", org.admin, True),
            )
        }
        number = await reading.count(
            connection, [CompetitionState.LIVE], reader_id=org.rep, is_admin=False
        )
    assert seen == {"sue": {mine, other}, "rita": {other}, "ada": {mine, other}}
    assert number == 1


async def test_the_organization_s_own_member_is_no_participant(
    database: Database, org: Org, dsn: str
) -> None:
    stranger = member(org.org_id, new_id(), Role.MANAGER)
    asked = CreateCompetition(by=stranger, terms=TERMS, participant_ids=(org.rep,))
    await refuse(database, dsn, create_competition, asked, NotAllowedError)
