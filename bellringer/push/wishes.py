"""What the members of one turn wish: read once for all of them, then asked for each delivery."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.preferences import Preferences
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import member_day
from bellringer.gamification.rules.deliveries import DropReason, DueDelivery
from bellringer.gamification.rules.preferences import quiet_until, reason_to_wait
from bellringer.gamification.store import people, preferences
from bellringer.models.database import Connection

MemberDay = tuple[UUID, date]


class Wishes:
    """The wishes of a turn's members, and whom the turn has rung so far.

    Notifications are counted, not phones: one that rings three phones of a member rings once.
    """

    def __init__(
        self,
        playbook: Playbook,
        members: Mapping[UUID, MemberFacts],
        wanted: Mapping[UUID, Preferences],
        used: Mapping[MemberDay, int],
    ) -> None:
        self._playbook = playbook
        self._members = members
        self._wanted = wanted
        self._used = used
        self._tried: dict[MemberDay, set[UUID]] = {}
        self._rung: dict[MemberDay, set[UUID]] = {}

    @classmethod
    async def read(
        cls,
        connection: Connection,
        playbook: Playbook,
        taken: Sequence[DueDelivery],
        *,
        now: datetime,
    ) -> "Wishes":
        """Read what holds for everyone who is to be rung."""
        member_ids = {due.member_id for due in taken}
        members = await people.read(connection, member_ids)
        days = {
            (member.member_id, member_day(member.zones, playbook.calendars, now))
            for member in members.values()
        }
        return cls(
            playbook,
            members,
            await preferences.read(connection, member_ids),
            await preferences.used(connection, days),
        )

    def reason_to_wait(self, due: DueDelivery, *, now: datetime) -> DropReason | datetime | None:
        """Return why a push is not to be sent, or not before when; None to send it now."""
        member, wanted = self._members[due.member_id], self._wanted[due.member_id]
        quiet = wanted.quiet_hours
        day = self._day(due, now)
        tried = self._tried.setdefault(day, set())
        reason = reason_to_wait(
            due,
            wanted,
            sent_today=self._used.get(day, 0) + len(tried - {due.notification_id}),
            quiet_ends_at=(
                None if quiet is None else quiet_until(self._playbook, member, quiet, at=now)
            ),
        )
        if reason is None and due.is_counted:
            tried.add(due.notification_id)
        return reason

    def rang(self, due: DueDelivery, *, now: datetime) -> None:
        """Count a notification that a phone has got."""
        self._rung.setdefault(self._day(due, now), set()).add(due.notification_id)

    def counted(self) -> Mapping[MemberDay, int]:
        """Return how many notifications rang whom on which of their days."""
        return {day: len(notifications) for day, notifications in self._rung.items()}

    def _day(self, due: DueDelivery, now: datetime) -> MemberDay:
        member = self._members[due.member_id]
        return due.member_id, member_day(member.zones, self._playbook.calendars, now)
