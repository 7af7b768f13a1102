"""How many sockets anybody may hold at once, in one process."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from bellringer.api.problems import ProblemError


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketRules:
    """What a socket may do, and for how long it is believed.

    Attributes:
        per_member: Sockets of one member.
        per_organization: Sockets of one organization.
        operations: Operations open on one socket, subscriptions among them.
        look_again: How often the authority behind a socket is looked up without any cause.
        unsure_for: How long a socket stays whose authority can't be looked up.
        send_within: How long one message may wait for a peer that doesn't read.
    """

    per_member: int = 10
    per_organization: int = 5_000
    operations: int = 20
    look_again: timedelta = timedelta(seconds=30)
    unsure_for: timedelta = timedelta(seconds=60)
    send_within: timedelta = timedelta(seconds=10)


class Seats:
    """Counts who holds sockets."""

    def __init__(self, rules: SocketRules) -> None:
        self._rules = rules
        self._held: Counter[tuple[str, object]] = Counter()

    def take(self, org_id: object, identity: bytes) -> None:
        """Take a seat, which is to be given back.

        Raises:
            ProblemError: The member or the organization holds as many as it may.
        """
        for key, most in self._keys(org_id, identity):
            if self._held[key] >= most:
                raise ProblemError(
                    429, "TOO_MANY_SOCKETS", f"At most {most} sockets of one {key[0]} at once."
                )
        self._held.update(key for key, _ in self._keys(org_id, identity))

    def give_back(self, org_id: object, identity: bytes) -> None:
        """Give a seat back."""
        for key, _ in self._keys(org_id, identity):
            self._held[key] -= 1
            if not self._held[key]:
                del self._held[key]

    def _keys(self, org_id: object, identity: bytes) -> tuple[tuple[tuple[str, object], int], ...]:
        return (
            (("member", (org_id, identity)), self._rules.per_member),
            (("organization", org_id), self._rules.per_organization),
        )
