"""Who is still told at the moment of sending, and what an answer of FCM means."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.rules.deliveries import (
    FLOOR,
    QUOTA_FLOOR,
    Answer,
    Dead,
    DeviceClaim,
    DropReason,
    DueDelivery,
    DueDevice,
    ForgetDevice,
    Retry,
    Sent,
    Verdict,
    backoff,
    drop,
    follow_answer,
    holds_claim,
    reason_to_drop,
    settle,
)
from bellringer.words import DeliveryState, DeviceTarget, NotificationKind, Platform
from tests.builders import NOW

OURS, THEIRS, MEMBER = UUID(int=1), UUID(int=2), UUID(int=3)
DEVICE = DueDevice(
    device_id=UUID(int=4),
    member_id=MEMBER,
    target_kind=DeviceTarget.FCM_FID,
    target="fid",
    target_sha256=b"fid",
    platform=Platform.IOS,
    claim_no=1,
    is_open=True,
)
DUE = DueDelivery(
    delivery_id=UUID(int=5),
    fence=1,
    attempts=0,
    expires_at=NOW + timedelta(hours=1),
    notification_id=UUID(int=6),
    kind=NotificationKind.LEVEL_UP,
    params={"level": 2},
    told_at=NOW,
    member_id=MEMBER,
    member_is_active=True,
    unread_count=1,
    locale="en",
    is_read=False,
    is_withdrawn=False,
    device=DEVICE,
)
CLAIM = DeviceClaim(org_id=OURS, holder_sha256=b"rita", claim_no=5)


def reason(due: DueDelivery, *claims: DeviceClaim) -> DropReason | None:
    return reason_to_drop(due, claims or (CLAIM,), org_id=OURS, now=NOW)


def test_N7_what_nothing_speaks_against_is_sent() -> None:
    assert reason(DUE) is None


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (replace(DUE, expires_at=NOW), DropReason.EXPIRED),
        (replace(DUE, member_is_active=False), DropReason.MEMBER_INACTIVE),
        (replace(DUE, is_withdrawn=True), DropReason.WITHDRAWN),
        (replace(DUE, is_read=True), DropReason.READ),
        (replace(DUE, device=None), DropReason.NO_DEVICE),
        (replace(DUE, device=replace(DEVICE, is_open=False)), DropReason.DEVICE_CLOSED),
        (replace(DUE, device=replace(DEVICE, member_id=UUID(int=9))), DropReason.DEVICE_MOVED),
    ],
)
def test_N7_what_has_become_untrue_is_not_sent(due: DueDelivery, expected: DropReason) -> None:
    assert expected == reason(due)


def test_a_newer_claim_of_somebody_else_takes_the_phone_away() -> None:
    newer = DeviceClaim(org_id=THEIRS, holder_sha256=b"bob", claim_no=6)
    assert reason(DUE, CLAIM, newer) is DropReason.CLAIM_LOST
    assert reason(DUE, CLAIM, replace(newer, claim_no=4)) is None
    assert reason(DUE, CLAIM, replace(newer, holder_sha256=b"rita")) is None


def test_an_unknown_person_is_nobody_s_twin() -> None:
    nobody = [
        DeviceClaim(org_id=OURS, holder_sha256=None, claim_no=1),
        DeviceClaim(org_id=THEIRS, holder_sha256=None, claim_no=2),
    ]
    assert not holds_claim(nobody, org_id=OURS)
    assert holds_claim(nobody, org_id=THEIRS)


def test_without_a_claim_of_our_own_nothing_is_sent() -> None:
    assert not holds_claim([], org_id=OURS)
    assert not holds_claim([replace(CLAIM, org_id=THEIRS)], org_id=OURS)


def follow(answer: Answer, *, attempts: int = 0, chance: float = 0.5) -> Verdict:
    return follow_answer(
        answer, attempts=attempts, expires_at=DUE.expires_at, now=NOW, chance=chance
    )


def fcm(status: int, code: str, *, blames_payload: bool = False) -> Answer:
    return Answer(status=status, code=code, is_fcm_error=True, blames_payload=blames_payload)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(status=200, code="OK", provider_id="m/1"), Sent(provider_id="m/1")),
        (fcm(404, "UNREGISTERED"), ForgetDevice(code="UNREGISTERED")),
        (fcm(403, "SENDER_ID_MISMATCH"), ForgetDevice(code="SENDER_ID_MISMATCH")),
        (fcm(400, "INVALID_ARGUMENT"), ForgetDevice(code="INVALID_ARGUMENT")),
        (fcm(400, "INVALID_ARGUMENT", blames_payload=True), Dead(code="INVALID_ARGUMENT")),
        (Answer(status=400, code="HTTP_400"), Dead(code="HTTP_400")),
    ],
)
def test_N5_N6_an_answer_that_ends_a_delivery(answer: Answer, expected: Verdict) -> None:
    assert expected == follow(answer)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404, code="NOT_FOUND"),  # a wrong project, not a dead phone
        Answer(status=403, code="PERMISSION_DENIED"),
        Answer(status=401, code="UNAUTHENTICATED"),
        fcm(401, "THIRD_PARTY_AUTH_ERROR"),
        fcm(429, "QUOTA_EXCEEDED"),
        fcm(500, "INTERNAL"),
        fcm(503, "UNAVAILABLE"),
        Answer(status=502, code="HTTP_502"),
        Answer(status=None, code="TIMEOUT"),
    ],
)
def test_N5_a_fault_that_is_not_the_phone_s_never_costs_the_phone(answer: Answer) -> None:
    verdict = follow(answer)
    assert isinstance(verdict, Retry)
    assert verdict.at >= NOW + FLOOR


def test_N6_retry_after_is_the_least_to_wait_and_holds_for_the_sender() -> None:
    answer = replace(fcm(503, "UNAVAILABLE"), retry_after=timedelta(minutes=5))
    early, late = follow(answer, chance=0.0), follow(answer, chance=0.99)
    assert isinstance(early, Retry)
    assert isinstance(late, Retry)
    assert early.at == NOW + timedelta(minutes=5)
    assert early.at < late.at < NOW + timedelta(minutes=5.5)
    assert early.pauses_sender


def test_N6_what_could_only_be_tried_after_it_expires_is_a_dead_letter() -> None:
    answer = replace(fcm(429, "QUOTA_EXCEEDED"), retry_after=timedelta(hours=1))
    assert Dead(code="QUOTA_EXCEEDED") == follow(answer)


@given(attempts=st.integers(0, 10_000), chance=st.floats(0, 1, exclude_max=True))
def test_N6_backoff_grows_from_the_floor_and_stays_bounded(attempts: int, chance: float) -> None:
    waits = backoff(attempts, chance=chance, floor=FLOOR)
    assert FLOOR <= waits <= FLOOR + timedelta(minutes=15)
    assert waits <= backoff(attempts + 1, chance=chance, floor=FLOOR)
    assert backoff(attempts, chance=chance, floor=QUOTA_FLOOR) >= QUOTA_FLOOR


def test_an_expired_delivery_is_a_dead_letter_only_if_it_was_tried() -> None:
    assert drop(DUE, DropReason.EXPIRED).state is DeliveryState.DROPPED
    assert drop(replace(DUE, attempts=1), DropReason.EXPIRED).state is DeliveryState.DEAD


def test_a_send_counts_as_an_attempt_whatever_came_of_it() -> None:
    for verdict in (Sent(provider_id=None), Retry(at=NOW, code="X"), Dead(code="X")):
        assert settle(DUE, verdict).attempts == 1
