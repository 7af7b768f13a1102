"""Webhooks: which addresses and hosts are told, and how events are signed."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from standardwebhooks import Webhook as Receiver
from standardwebhooks import WebhookVerificationError

from bellringer.clock import utc_now
from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.rules.webhooks import TOLD, check_kinds, check_url, is_public
from bellringer.ids import new_signing_secret
from bellringer.push.port import Event
from bellringer.push.webhooks import headers_of
from bellringer.words import NotificationKind


@pytest.mark.parametrize(
    "url",
    [
        "https://systems.example.com/bell?of=acme",
        "https://systems.example.com:8443/",
        "https://203.0.113.7/bell",
        "http://localhost:9000/bell",
        "http://127.0.0.1:9000/bell",
    ],
)
def test_an_address_may_be_told_by_https_or_on_ones_own_machine(url: str) -> None:
    assert check_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "systems.example.com",
        "http://systems.example.com/",
        "ftp://systems.example.com/",
        "https://",
        "https:///bell",
        "https://name:password@systems.example.com/",
        "https://systems.example.com/#part",
        "https://systems.example.com:99999/",
        "https://systems.example.com/\r\nHost: x",
        "https://exämple.com/",
        "https://[::1/",
        f"https://systems.example.com/{'x' * 2_000}",
    ],
)
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        check_url(url)
    assert refused.value.path == ("url",)


@pytest.mark.parametrize("kinds", [(), (NotificationKind.KUDOS,), (*TOLD, NotificationKind.DIGEST)])
def test_what_is_between_members_is_told_to_nobody(kinds: tuple[NotificationKind, ...]) -> None:
    with pytest.raises(InvalidInputError):
        check_kinds(kinds, takes_texts=False)


def test_who_takes_texts_need_be_told_of_nothing_else() -> None:
    assert check_kinds((), takes_texts=True) == ()
    with pytest.raises(InvalidInputError):
        check_kinds((NotificationKind.KUDOS,), takes_texts=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_W4_public_addresses_are_told(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:0:0:0:0:0:1",
    ],
)
def test_W4_an_address_inside_is_not_told_however_it_is_written(address: str) -> None:
    assert not is_public(address)


def event(*secrets: str) -> Event:
    return Event(
        delivery_id=UUID(int=1),
        webhook_id=UUID(int=2),
        url="https://systems.example.com/",
        secrets=secrets,
        payload={},
    )


def signed(now: datetime, *secrets: str) -> dict[str, str]:
    return headers_of(event(*secrets), "{}", now=now)


def test_W4_a_receiver_verifies_what_is_signed_by_its_secret_and_nothing_else() -> None:
    secret, another = new_signing_secret(), new_signing_secret()
    headers = signed(utc_now(), secret)
    assert Receiver(secret).verify("{}", headers) == {}
    for receiver, body in ((Receiver(another), "{}"), (Receiver(secret), "{ }")):
        with pytest.raises(WebhookVerificationError):
            receiver.verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Receiver(secret).verify("{}", signed(utc_now() - timedelta(minutes=6), secret))


def test_W4_while_a_secret_is_rotated_both_verify() -> None:
    new, former = new_signing_secret(), new_signing_secret()
    headers = signed(utc_now(), new, former)
    assert len(headers["webhook-signature"].split()) == 2
    for secret in (new, former):
        assert Receiver(secret).verify("{}", headers) == {}


def test_a_secret_stands_in_no_representation() -> None:
    secret = new_signing_secret()
    assert secret not in repr(event(secret))
