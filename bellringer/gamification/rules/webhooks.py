"""Webhooks: which addresses may be told of what, and when one that fails is given up."""

import ipaddress
from collections.abc import Collection
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.rules.calendars.freshness import LASTS as NEWS
from bellringer.gamification.rules.identity import named_id
from bellringer.words import NotificationKind

URL_LIMIT = 2_000
WEBHOOKS_LIMIT = 10
FORMER_LASTS = timedelta(days=1)
LASTS = timedelta(days=3)  # how long an event is tried
FAILS_FOR = timedelta(days=5)
GONE = "HTTP_410"
_K = NotificationKind
# crossings, awards and results; what else is told is between a member and those who lead
TOLD = (
    _K.MILESTONE_CROSSED,
    _K.GOAL_MET,
    _K.BADGE_AWARDED,
    _K.BADGE_REVOKED,
    _K.LEVEL_UP,
    _K.TEAM_OF_THE_MONTH,
    _K.MEMBER_OF_THE_MONTH,
    _K.COMPETITION_STARTED,
    _K.COMPETITION_RESULT,
)
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def check_url(url: str) -> str:
    """Return an address that may be told; whether it leads to a public host is asked each time it is used.

    http is for trying on one's own machine, and is not spoken in production.

    Raises:
        InvalidInputError: It is no absolute https address, or holds a name and password.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise _no_url() from None
    is_plain = url.isascii() and url.isprintable() and not any(sign.isspace() for sign in url)
    is_spoken = parts.scheme == "https" or (parts.scheme == "http" and host in _LOCAL)
    if not host or not is_plain or not is_spoken or len(url) > URL_LIMIT:
        raise _no_url()
    if parts.username is not None or parts.fragment:
        raise _no_url()
    return url


def check_kinds(
    kinds: Collection[NotificationKind], *, takes_texts: bool
) -> tuple[NotificationKind, ...]:
    """Return the kinds in their order; none will do for who takes texts.

    Raises:
        InvalidInputError: There is none, or one that other systems are not told of.
    """
    if not set(kinds) <= set(TOLD) or not (kinds or takes_texts):
        told = ", ".join(TOLD)
        raise InvalidInputError(f"Name at least one of {told}.", path=("kinds",))
    return tuple(kind for kind in TOLD if kind in kinds)


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet, in whatever form it is written.

    Not: private, loopback, link-local, shared (CGNAT), multicast, reserved, nor an IPv6 address that leads to such
    an IPv4 one.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.teredo is not None:
            return False
    return ip.is_global and not ip.is_multicast


def given_up(
    org_id: UUID, webhook_id: UUID, admins: tuple[UUID, ...], *, now: datetime
) -> Announcement:
    """Tell the admins that a webhook is told no more."""
    key = f"webhook_disabled:{webhook_id}"
    return Announcement(
        announcement_id=named_id(now, org_id, key),
        kind=_K.WEBHOOK_DISABLED,
        dedupe_key=key,
        params={"webhook_id": str(webhook_id)},
        audience=Audience(member_ids=admins),
        occurred_at=now,
        expires_at=now + NEWS[_K.WEBHOOK_DISABLED],
    )


def _no_url() -> InvalidInputError:
    return InvalidInputError(
        f"An absolute https address of at most {URL_LIMIT:,} signs, without a name and password.",
        path=("url",),
    )
