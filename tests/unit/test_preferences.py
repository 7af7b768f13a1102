"""Whether a phone may ring now: quiet hours on the member's own clock, muted kinds, the daily budget."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.facts.members import LeaveSpan, MemberFacts, ZoneSpan
from bellringer.gamification.facts.preferences import Digest, Preferences, QuietHours
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.deliveries import DropReason
from bellringer.gamification.rules.preferences import check, is_wished, quiet_until, reason_to_wait
from bellringer.words import Channel, NotificationKind
from tests.unit.test_deliveries import DUE
from tests.unit.world import LONG_AGO, a_member, a_playbook

NIGHT = QuietHours(starts_at=time(21), ends_at=time(7))
MINUTE = timedelta(minutes=1)
_2025 = datetime(2025, 1, 1, tzinfo=UTC)
ZONES = ("Europe/Lisbon", "Pacific/Auckland", "Australia/Lord_Howe", "America/St_Johns", "UTC")


def living_in(zone: str) -> MemberFacts:
    return replace(a_member(), zones=(ZoneSpan(effective_from=LONG_AGO, timezone=zone),))


def local(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc, arg-type] # numbers of a date


def is_quiet(playbook: Playbook, member: MemberFacts, quiet: QuietHours, at: datetime) -> bool:
    return quiet_until(playbook, member, quiet, at=at) is not None


def by_the_clock(quiet: QuietHours, zone: str, at: datetime) -> bool:
    """What a person would say who looks at the clock on the wall."""
    now = at.astimezone(ZoneInfo(zone)).time()
    if quiet.starts_at < quiet.ends_at:
        return quiet.starts_at <= now < quiet.ends_at
    return now >= quiet.starts_at or now < quiet.ends_at


@given(
    zone=st.sampled_from(ZONES),
    at=st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda after: _2025 + after),
    starts=st.integers(0, 1439),
    length=st.integers(1, 1439),
)
def test_it_is_quiet_when_the_clock_on_the_wall_says_so_until_it_does_not(
    zone: str, at: datetime, starts: int, length: int
) -> None:
    def clock(minutes: int) -> time:
        return time(minutes % 1440 // 60, minutes % 60)

    quiet = QuietHours(starts_at=clock(starts), ends_at=clock(starts + length))
    # a change of the clock moves its own hour: there the wall tells two stories
    jumps = {
        (at + timedelta(hours=hours)).astimezone(ZoneInfo(zone)).utcoffset()
        for hours in (-26, 0, 26)
    }
    if len(jumps) > 1:
        return
    ends = quiet_until(a_playbook(), living_in(zone), quiet, at=at)
    assert by_the_clock(quiet, zone, at) is (ends is not None)
    if ends is not None:
        assert at < ends <= at + timedelta(hours=24)
        assert not by_the_clock(quiet, zone, ends)
        assert by_the_clock(quiet, zone, ends - MINUTE)


def test_quiet_hours_over_midnight_end_in_the_morning() -> None:
    member, zone = living_in("Pacific/Auckland"), "Pacific/Auckland"
    evening, night = local(zone, 2026, 3, 11, 23, 30), local(zone, 2026, 3, 12, 3)
    morning = local(zone, 2026, 3, 12, 7)
    assert quiet_until(a_playbook(), member, NIGHT, at=evening) == morning
    assert quiet_until(a_playbook(), member, NIGHT, at=night) == morning
    assert quiet_until(a_playbook(), member, NIGHT, at=morning) is None


def test_a_member_in_auckland_sleeps_while_a_manager_in_lisbon_works() -> None:
    noon_in_lisbon = local("Europe/Lisbon", 2026, 3, 11, 12)
    assert is_quiet(a_playbook(), living_in("Pacific/Auckland"), NIGHT, noon_in_lisbon)
    assert not is_quiet(a_playbook(), living_in("Europe/Lisbon"), NIGHT, noon_in_lisbon)


@pytest.mark.parametrize(
    ("zone", "evening", "hours"),
    [
        ("Europe/Lisbon", (2026, 3, 28, 21), 9),  # the clock goes forward in this night
        ("Europe/Lisbon", (2026, 10, 24, 21), 11),  # and back in this one
        ("Australia/Lord_Howe", (2026, 4, 4, 21), 10.5),  # by half an hour
        ("Australia/Lord_Howe", (2026, 10, 3, 21), 9.5),
    ],
)
def test_a_night_in_which_the_clock_changes_is_as_long_as_it_is(
    zone: str, evening: tuple[int, ...], hours: float
) -> None:
    starts = local(zone, *evening)
    ends = quiet_until(a_playbook(), living_in(zone), NIGHT, at=starts)
    assert ends == starts + timedelta(hours=hours)


def test_quiet_hours_within_the_hour_that_the_clock_skips_are_over_at_once() -> None:
    skipped = QuietHours(starts_at=time(1, 15), ends_at=time(1, 45))
    before = local("Europe/Lisbon", 2026, 3, 29, 0, 59)
    for minutes in range(90):
        ends = quiet_until(
            a_playbook(), living_in("Europe/Lisbon"), skipped, at=before + minutes * MINUTE
        )
        assert ends is None or ends <= before + timedelta(minutes=47)


def test_days_off_are_quiet_as_a_whole_where_that_is_wished() -> None:
    quiet = replace(NIGHT, on_days_off=True)
    zone = "Europe/Lisbon"
    saturday_noon = local(zone, 2026, 3, 14, 12)
    monday_at_seven = local(zone, 2026, 3, 16, 7)
    assert quiet_until(a_playbook(), living_in(zone), quiet, at=saturday_noon) == monday_at_seven
    friday_night = local(zone, 2026, 3, 13, 22)
    assert quiet_until(a_playbook(), living_in(zone), quiet, at=friday_night) == monday_at_seven
    assert not is_quiet(a_playbook(), living_in(zone), NIGHT, saturday_noon)


def test_leave_is_quiet_too_and_what_is_quiet_for_ever_ends_some_day() -> None:
    zone = "Europe/Lisbon"
    away = LeaveSpan(starts_on=date(2026, 3, 11), ends_on=date(2026, 3, 13))
    member = replace(living_in(zone), leave=(away,))
    quiet = replace(NIGHT, on_days_off=True)
    noon = local(zone, 2026, 3, 11, 12)
    assert quiet_until(a_playbook(), member, quiet, at=noon) == local(zone, 2026, 3, 13, 7)
    for_ever = replace(member, leave=(replace(away, ends_on=date(2100, 1, 1)),))
    ends = quiet_until(a_playbook(), for_ever, quiet, at=noon)
    assert ends is not None
    assert ends > noon + timedelta(days=365)


KIND = DUE.kind
SOON, LATE = DUE.expires_at - MINUTE, DUE.expires_at


@pytest.mark.parametrize(
    ("wishes", "sent_today", "quiet_ends_at", "expected"),
    [
        (Preferences(), 10_000, None, None),
        (Preferences(), 0, SOON, SOON),
        (Preferences(), 0, LATE, DropReason.QUIET_HOURS),
        (Preferences(daily_budget=3), 2, None, None),
        (Preferences(daily_budget=3), 3, None, DropReason.OVER_BUDGET),
        (Preferences(daily_budget=0), 0, None, DropReason.OVER_BUDGET),
        (Preferences(muted=frozenset({(KIND, Channel.PUSH)})), 0, None, DropReason.MUTED),
        (Preferences(muted=frozenset({(KIND, Channel.EMAIL)})), 0, None, None),
        (Preferences(urgent=frozenset({KIND}), daily_budget=0), 9, SOON, None),
        (
            Preferences(urgent=frozenset({KIND}), muted=frozenset({(KIND, Channel.PUSH)})),
            *(0, None, DropReason.MUTED),
        ),
        (Preferences(urgent=frozenset({NotificationKind.KUDOS})), 0, SOON, SOON),
    ],
)
def test_wishes_decide_at_the_moment_of_sending(
    wishes: Preferences,
    sent_today: int,
    quiet_ends_at: datetime | None,
    expected: DropReason | datetime | None,
) -> None:
    assert expected == reason_to_wait(
        DUE, wishes, sent_today=sent_today, quiet_ends_at=quiet_ends_at
    )


@pytest.mark.parametrize(
    ("wishes", "quiet_ends_at", "expected"),
    [
        (Preferences(), None, DropReason.MUTED),
        (Preferences(texted=frozenset({NotificationKind.KUDOS})), None, DropReason.MUTED),
        (Preferences(texted=frozenset({KIND}), daily_budget=0), None, None),
        (Preferences(texted=frozenset({KIND})), SOON, SOON),
        (
            Preferences(texted=frozenset({KIND}), muted=frozenset({(KIND, Channel.PUSH)})),
            None,
            None,
        ),
    ],
)
def test_a_text_comes_only_to_who_wishes_it_and_keeps_quiet_hours(
    wishes: Preferences, quiet_ends_at: datetime | None, expected: DropReason | datetime | None
) -> None:
    due = replace(DUE, channel=Channel.TEXT)
    assert expected == reason_to_wait(due, wishes, sent_today=9, quiet_ends_at=quiet_ends_at)


def test_what_is_wished_by_no_channel_is_not_wished() -> None:
    muted = Preferences(muted=frozenset({(KIND, Channel.PUSH), (KIND, Channel.EMAIL)}))
    assert not is_wished(muted, KIND)
    assert is_wished(replace(muted, texted=frozenset({KIND})), KIND)
    assert is_wished(replace(muted, muted=frozenset({(KIND, Channel.PUSH)})), KIND)


@pytest.mark.parametrize(
    ("wishes", "path"),
    [
        (Preferences(quiet_hours=replace(NIGHT, ends_at=NIGHT.starts_at)), "quietHours"),
        (Preferences(daily_budget=-1), "dailyBudget"),
        (Preferences(daily_budget=1_001), "dailyBudget"),
        (Preferences(digest=Digest(by=Channel.WEBHOOK)), "digest"),
        (Preferences(digest=Digest(by=Channel.TEXT)), "digest"),
        (Preferences(texted=frozenset({NotificationKind.NUDGE})), "kinds"),
    ],
)
def test_wishes_that_can_not_be_kept_are_refused(wishes: Preferences, path: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        check(wishes, for_organization=False)
    assert refused.value.path[0] == path
