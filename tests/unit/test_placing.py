"""Where a command is put, and each refusal by its code."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bellringer.gamification.commands.activities import RecordActivity, Share
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import DomainError, ErrorCode
from bellringer.gamification.facts.members import TeamSpan, ZoneSpan
from bellringer.gamification.outcome.activities import Placed
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.rules.recording.placing import place, place_reversal
from bellringer.words import Role
from tests.unit.world import (
    ADA,
    ADMIN,
    BOB,
    IMPORT,
    MANAGER,
    NORTH,
    NOW,
    REP,
    RITA,
    SOUTH,
    SUE,
    a_playbook,
    a_world,
    an_id,
    days_ago,
    members,
    principal,
    record,
    reversal,
)

DEAL = replace(record("deal_won"), amount_minor=100)


def placed(command: RecordActivity, *, now: datetime = NOW) -> Placed:
    return place(a_playbook(), members(), command, activity_id=an_id(1), now=now)


@pytest.mark.parametrize(
    ("command", "code", "path"),
    [
        (record("nonsense"), ErrorCode.UNKNOWN_KIND, ("kind",)),
        (record("Call"), ErrorCode.UNKNOWN_KIND, ("kind",)),
        (record(quantity=0), ErrorCode.INVALID_QUANTITY, ("quantity",)),
        (record(quantity=-1), ErrorCode.INVALID_QUANTITY, ("quantity",)),
        (record(quantity=1_000_001), ErrorCode.INVALID_QUANTITY, ("quantity",)),
        (replace(record(), duration_seconds=-1), ErrorCode.INVALID_QUANTITY, ("durationSeconds",)),
        (
            replace(record(), duration_seconds=10**9),
            ErrorCode.INVALID_QUANTITY,
            ("durationSeconds",),
        ),
        (record(amount_minor=5), ErrorCode.INVALID_AMOUNT, ("amount", "amountMinor")),
        (replace(DEAL, amount_minor=-1), ErrorCode.INVALID_AMOUNT, ("amount", "amountMinor")),
        (
            replace(DEAL, amount_minor=10**15 + 1),
            ErrorCode.INVALID_AMOUNT,
            ("amount", "amountMinor"),
        ),
        (
            replace(DEAL, amount_minor=10**15, currency="USD", rate=Decimal(2)),
            ErrorCode.INVALID_AMOUNT,
            ("amount", "amountMinor"),
        ),
        (replace(DEAL, currency="USD"), ErrorCode.WRONG_CURRENCY, ("amount", "currency")),
        (
            replace(DEAL, currency="dollars", rate=Decimal(1)),
            ErrorCode.WRONG_CURRENCY,
            ("amount", "currency"),
        ),
        (
            replace(DEAL, currency="USD", rate=Decimal(0)),
            ErrorCode.INVALID_AMOUNT,
            ("rate",),
        ),
        (
            replace(DEAL, currency="USD", rate=Decimal("NaN")),
            ErrorCode.INVALID_AMOUNT,
            ("rate",),
        ),
        (replace(DEAL, currency="EUR", rate=Decimal(2)), ErrorCode.INVALID_AMOUNT, ("rate",)),
        (replace(record(), rate=Decimal(2)), ErrorCode.INVALID_AMOUNT, ("rate",)),
        (record(at=NOW + timedelta(minutes=6)), ErrorCode.FUTURE_ACTIVITY, ("occurredAt",)),
        (record(on=date(2026, 3, 12)), ErrorCode.FUTURE_ACTIVITY, ("occurredOn",)),
        (record(on=date.max), ErrorCode.FUTURE_ACTIVITY, ("occurredOn",)),
        (record(at=days_ago(32)), ErrorCode.TOO_OLD, ("occurredAt",)),
        (record(on=date(2026, 2, 7)), ErrorCode.TOO_OLD, ("occurredOn",)),
        (
            record(by=IMPORT, at=datetime(1969, 12, 31, tzinfo=UTC)),
            ErrorCode.TOO_OLD,
            ("occurredAt",),
        ),
        (
            record(by=IMPORT, at=datetime(1, 1, 1, tzinfo=UTC)),
            ErrorCode.TOO_OLD,
            ("occurredAt",),
        ),
        (record(by=IMPORT, on=date.min), ErrorCode.TOO_OLD, ("occurredOn",)),
        (record(at=NOW.replace(tzinfo=None)), ErrorCode.INVALID_INPUT, ("occurredAt",)),
        (record(at=NOW, on=NOW.date()), ErrorCode.INVALID_INPUT, ("occurredOn",)),
        (
            replace(record(), started_at=NOW + timedelta(days=1)),
            ErrorCode.INVALID_INPUT,
            ("startedAt",),
        ),
        (
            replace(record(), started_at=NOW.replace(tzinfo=None)),
            ErrorCode.INVALID_INPUT,
            ("startedAt",),
        ),
        (
            replace(record(), started_at=datetime.max.replace(tzinfo=UTC)),
            ErrorCode.INVALID_INPUT,
            ("startedAt",),
        ),
        (
            replace(record(), started_at=datetime.min.replace(tzinfo=UTC)),
            ErrorCode.INVALID_INPUT,
            ("startedAt",),
        ),
        (replace(DEAL, values=(("margin", 1),)), ErrorCode.UNKNOWN_METRIC, ("values",)),
        (replace(record(), values=(("gross_profit", 1),)), ErrorCode.UNKNOWN_METRIC, ("values",)),
        (replace(DEAL, values=(("gross_profit", 10**16),)), ErrorCode.INVALID_INPUT, ("values",)),
        (replace(DEAL, values=(("gross_profit", 1),) * 2), ErrorCode.INVALID_INPUT, ("values",)),
        (
            replace(DEAL, values=tuple((f"v{number}", 1) for number in range(9))),
            ErrorCode.INVALID_INPUT,
            ("values",),
        ),
        (record(shares=[(RITA, 9_999)]), ErrorCode.INVALID_SHARES, ("shares",)),
        (record(shares=[(RITA, 10_000), (BOB, 0)]), ErrorCode.INVALID_SHARES, ("shares",)),
        (record(shares=[(RITA, 10_001), (BOB, -1)]), ErrorCode.INVALID_SHARES, ("shares",)),
        (record(shares=[(RITA, 5_000), (RITA, 5_000)]), ErrorCode.INVALID_SHARES, ("shares",)),
        (record(shares=[(BOB, 10_000)]), ErrorCode.INVALID_SHARES, ("shares",)),
        (
            record(shares=[(RITA, 5_000), (an_id(99), 5_000)]),
            ErrorCode.UNKNOWN_MEMBER,
            ("shares",),
        ),
        (record(note=""), ErrorCode.INVALID_TEXT, ("note",)),
        (record(note="x" * 2_001), ErrorCode.INVALID_TEXT, ("note",)),
        (record(note="a\x00b"), ErrorCode.INVALID_TEXT, ("note",)),
        (record(note="a\ud800b"), ErrorCode.INVALID_TEXT, ("note",)),
        (record(external_id="crm"), ErrorCode.INVALID_TEXT, ("externalId",)),
        (record(external_id="crm:"), ErrorCode.INVALID_TEXT, ("externalId",)),
        (record(external_id=":7"), ErrorCode.INVALID_TEXT, ("externalId",)),
        (record(external_id="crm:" + "7" * 200), ErrorCode.INVALID_TEXT, ("externalId",)),
        (record(external_id="crm:\n7"), ErrorCode.INVALID_TEXT, ("externalId",)),
        (
            replace(record(), customer_external_id="\x00"),
            ErrorCode.INVALID_TEXT,
            ("customerExternalId",),
        ),
        (replace(record(), deal_external_id=" "), ErrorCode.INVALID_TEXT, ("dealExternalId",)),
        (replace(record(), idempotency_key=""), ErrorCode.INVALID_TEXT, ("idempotencyKey",)),
        (record(tags=("",)), ErrorCode.INVALID_TEXT, ("tags",)),
        (record(tags=("t",) * 21), ErrorCode.INVALID_INPUT, ("tags",)),
        (record(member_id=an_id(99)), ErrorCode.UNKNOWN_MEMBER, ("memberId",)),
        (record(member_id=BOB), ErrorCode.NOT_ALLOWED, ("memberId",)),
        (record(by=MANAGER, member_id=ADA), ErrorCode.NOT_ALLOWED, ("memberId",)),
    ],
)
def test_what_can_never_be_right_is_refused_by_its_code_and_path(
    command: RecordActivity, code: ErrorCode, path: tuple[str, ...]
) -> None:
    with pytest.raises(DomainError) as refusal:
        placed(command)
    assert (code, path) == (refusal.value.code, refusal.value.path)


def test_the_refusal_of_an_unknown_kind_lists_the_known_ones() -> None:
    with pytest.raises(DomainError, match=r"Known kinds are: call, claimed, deal_won\."):
        placed(record("nonsense"))


def test_a_member_who_has_left_takes_no_new_activity_and_can_still_be_reversed() -> None:
    world = a_world()
    outcome = world.record()
    world.members[RITA] = replace(world.members[RITA], is_active=False)
    with pytest.raises(DomainError) as refusal:
        world.record()
    assert ErrorCode.UNKNOWN_MEMBER is refusal.value.code
    assert -1 == world.reverse(outcome).points_earned


@pytest.mark.parametrize(
    "command",
    [
        record(quantity=1_000_000),
        record(at=NOW + timedelta(minutes=5)),
        record(at=days_ago(31)),
        record(by=MANAGER, at=days_ago(400)),
        record(by=MANAGER, member_id=SUE),
        record(by=ADMIN, member_id=BOB),
        record(by=IMPORT, member_id=BOB, at=datetime(1970, 1, 1, 12, tzinfo=UTC)),
        record(note="x" * 2_000 + "\n"),
        replace(DEAL, amount_minor=None),
        replace(DEAL, amount_minor=10**15),
        replace(DEAL, currency="EUR", rate=Decimal(1)),
        replace(DEAL, values=(("gross_profit", -5),)),
        record(tags=("a", "b")),
        record(external_id="crm:7:won"),
    ],
)
def test_what_is_within_the_limits_is_placed(command: RecordActivity) -> None:
    assert command is placed(command).command


def test_without_a_time_it_happened_now() -> None:
    found = placed(record())
    assert (NOW, date(2026, 3, 11), NOW) == (found.occurred_at, found.org_on, found.recorded_at)


def test_the_two_dates_are_the_members_and_the_organizations_by_the_zones_in_force_then() -> None:
    playbook = replace(
        a_playbook(),
        calendars=(
            CalendarSpan(effective_from=date(1970, 1, 1), timezone="Asia/Tokyo"),
            CalendarSpan(effective_from=date(2026, 3, 1), timezone="America/Los_Angeles"),
        ),
    )
    people = members()
    people[RITA] = replace(
        people[RITA],
        zones=(
            ZoneSpan(effective_from=datetime(1970, 1, 1, tzinfo=UTC), timezone="Asia/Tokyo"),
            ZoneSpan(effective_from=NOW - timedelta(days=1), timezone="Pacific/Auckland"),
        ),
    )
    now = NOW.replace(hour=23, minute=30)
    for at, member_on, org_on in (
        (now, date(2026, 3, 12), date(2026, 3, 11)),
        (now - timedelta(days=3), date(2026, 3, 9), date(2026, 3, 8)),
        (now - timedelta(days=20), date(2026, 2, 20), date(2026, 2, 20)),
    ):
        found = place(playbook, people, record(at=at), activity_id=an_id(1), now=now)
        assert (member_on, org_on) == (found.member_on, found.org_on)
        [credit] = found.credits
        assert (member_on, org_on) == (credit.member_on, credit.org_on)


def test_a_date_without_a_time_is_both_dates_and_lies_at_noon_or_now() -> None:
    earlier, today = placed(record(on=date(2026, 3, 2))), placed(record(on=date(2026, 3, 11)))
    assert date(2026, 3, 2) == earlier.org_on == earlier.member_on
    assert datetime(2026, 3, 2, 11, tzinfo=UTC) == earlier.occurred_at  # noon in Berlin
    assert datetime(2026, 3, 11, 11, tzinfo=UTC) == today.occurred_at
    morning = datetime(2026, 3, 11, 6, tzinfo=UTC)
    assert morning == placed(record(on=date(2026, 3, 11)), now=morning).occurred_at


def test_a_date_may_be_today_where_the_member_is() -> None:
    people = members()
    people[RITA] = replace(
        people[RITA],
        zones=(
            ZoneSpan(effective_from=datetime(1970, 1, 1, tzinfo=UTC), timezone="Pacific/Auckland"),
        ),
    )
    found = place(a_playbook(), people, record(on=date(2026, 3, 12)), activity_id=an_id(1), now=NOW)
    assert (date(2026, 3, 12), NOW) == (found.org_on, found.occurred_at)


def test_a_date_that_the_organizations_clock_never_showed_is_refused() -> None:
    playbook = replace(
        a_playbook(),
        calendars=(CalendarSpan(effective_from=date(1970, 1, 1), timezone="Pacific/Apia"),),
    )
    command = record(by=IMPORT, on=date(2011, 12, 30))
    with pytest.raises(DomainError, match="no such date in Pacific/Apia"):
        place(playbook, members(), command, activity_id=an_id(1), now=NOW)


def test_L5_the_credit_goes_to_the_team_of_the_date() -> None:
    people = members()
    people[RITA] = replace(
        people[RITA],
        teams=(
            TeamSpan(team_id=NORTH, starts_on=date(2020, 1, 1), ends_on=date(2026, 3, 5)),
            TeamSpan(team_id=SOUTH, starts_on=date(2026, 3, 5), ends_on=None),
        ),
    )
    for days, team_id in ((6, SOUTH), (7, NORTH)):
        found = place(
            a_playbook(), people, record(at=days_ago(days)), activity_id=an_id(1), now=NOW
        )
        assert [team_id] == [credit.team_id for credit in found.credits]


def test_who_led_the_team_of_the_date_may_record_for_it() -> None:
    people = members()
    people[RITA] = replace(
        people[RITA],
        teams=(TeamSpan(team_id=SOUTH, starts_on=date(2026, 3, 5), ends_on=None),),
    )
    with pytest.raises(DomainError) as refusal:
        place(a_playbook(), people, record(by=MANAGER), activity_id=an_id(1), now=NOW)
    assert ErrorCode.NOT_ALLOWED is refusal.value.code


def test_money_is_split_by_largest_remainder_and_the_count_goes_whole_to_the_largest_share() -> (
    None
):
    command = replace(
        record("deal_won", quantity=3, amount_minor=101, shares=[]),
        shares=(
            Share(member_id=BOB, share_bp=2_500),
            Share(member_id=RITA, share_bp=3_750),
            Share(member_id=ADA, share_bp=3_750),
        ),
        duration_seconds=90,
    )
    found = placed(command)
    assert [25, 38, 38] == [credit.amount_minor for credit in found.credits]
    assert [0, 3, 0] == [credit.quantity for credit in found.credits]
    assert [0, 90, 0] == [credit.duration_seconds for credit in found.credits]
    assert [NORTH, NORTH, SOUTH] == [credit.team_id for credit in found.credits]


def test_an_amount_in_another_currency_counts_in_the_reporting_currency() -> None:
    command = replace(DEAL, amount_minor=15_001, currency="JPY", rate=Decimal("0.0061"))
    [credit] = placed(command).credits
    assert 9_151 == credit.amount_minor  # 15 001 yen are 91.5061 euros


@pytest.mark.parametrize(
    ("by", "is_pending"), [(REP, True), (MANAGER, False), (ADMIN, False), (IMPORT, False)]
)
def test_only_what_a_rep_reports_waits_for_approval(by: Principal, is_pending: bool) -> None:
    assert is_pending is placed(record("claimed", by=by)).is_pending


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (REP, None),
        (principal(BOB), None),
        (MANAGER, None),
        (ADMIN, None),
        (IMPORT, None),
        (principal(ADA), ErrorCode.NOT_ALLOWED),
        (principal(SUE, Role.MANAGER, SOUTH), ErrorCode.NOT_ALLOWED),
    ],
)
def test_one_undoes_what_is_ones_own_or_ones_teams(by: Principal, code: ErrorCode | None) -> None:
    world = a_world()
    outcome = world.record("deal_won", shares=[(RITA, 6_000), (BOB, 4_000)])
    before = len(world.ledger)
    if code is None:
        world.reverse(outcome, by=by)
        assert 0 == sum(entry.points for entry in world.ledger if entry.award_id is None)
        return
    with pytest.raises(DomainError) as refusal:
        world.reverse(outcome, by=by)
    assert code is refusal.value.code
    assert before == len(world.ledger)


@pytest.mark.parametrize("kind", ["call", "claimed"])
def test_what_is_reversed_cannot_be_reversed_also_where_it_waited_for_approval(kind: str) -> None:
    world = a_world()
    first = world.record(kind)
    world.reverse(first)
    with pytest.raises(DomainError) as refusal:
        world.reverse(first)
    expected = ErrorCode.ALREADY_REVERSED, ("activityId",)
    assert expected == (refusal.value.code, refusal.value.path)


def test_a_reversal_cannot_be_reversed() -> None:
    world = a_world()
    taken = world.reverse(world.record())
    with pytest.raises(DomainError) as refusal:
        world.reverse(taken)
    assert ErrorCode.ALREADY_REVERSED is refusal.value.code


def test_T4_an_activity_that_never_existed_is_unknown() -> None:
    with pytest.raises(DomainError) as refusal:
        place_reversal(members(), None, reversal(an_id(7)), activity_id=an_id(1), now=NOW)
    assert ErrorCode.UNKNOWN_ACTIVITY is refusal.value.code


def test_a_reversal_needs_a_reason() -> None:
    world = a_world()
    command = replace(reversal(world.record().placed.activity_id), reason=" ")
    with pytest.raises(DomainError) as refusal:
        world.do(command)
    assert (ErrorCode.INVALID_TEXT, ("reason",)) == (refusal.value.code, refusal.value.path)
