"""What a version of a rule would have paid for what has happened, beside what its rule did pay."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands.points import PreviewRule
from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.facts.points import CapKey, PaidAt, RuleUse
from bellringer.gamification.outcome.activities import Priced
from bellringer.gamification.playbook.points import RuleVersion
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.points.caps import count
from bellringer.gamification.rules.points.pricing import price
from bellringer.gamification.rules.points.publishing import former_versions

LONGEST = timedelta(days=92)
MOST_ACTIVITIES = 100_000

_ALWAYS = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastActivity:
    """An activity that counts, with what the rule has paid for it, by member."""

    priced: Priced
    paid: Mapping[UUID, int]


@dataclass(slots=True)
class Change:
    """What a member would have gained, activity by activity, and what lost; both are positive."""

    gained: int = 0
    lost: int = 0


@dataclass(slots=True, kw_only=True)
class Preview:
    """Prices activities by a version, one after the other in the order in which they were scored.

    Caps begin the range unused, and no cooldown reaches into it: what lies before is not looked at.
    """

    playbook: Playbook
    activities: int = 0
    changes: dict[UUID, Change] = field(default_factory=dict)
    _caps: dict[CapKey, int] = field(default_factory=dict)
    _paid_at: dict[tuple[UUID, UUID], list[PaidAt]] = field(default_factory=dict)

    def add(self, activity: PastActivity) -> None:
        """Price one more activity.

        Raises:
            InvalidInputError: There are too many in the range.
        """
        self.activities += 1
        if self.activities > MOST_ACTIVITIES:
            raise InvalidInputError(
                f"These days hold more than {MOST_ACTIVITIES} activities; take fewer.",
                path=("until",),
            )
        use = RuleUse(caps=self._caps, paid_at=self._paid_at)
        would = dict.fromkeys(activity.paid, 0)
        for entry in price(self.playbook, activity.priced, use):
            would[entry.member_id] = would.get(entry.member_id, 0) + entry.points
            count(self.playbook, self._caps, self._paid_at, entry)
        for member_id, points in would.items():
            difference = points - activity.paid.get(member_id, 0)
            change = self.changes.setdefault(member_id, Change())
            change.gained += max(difference, 0)
            change.lost += max(-difference, 0)


def begin(playbook: Playbook, command: PreviewRule) -> tuple[str, Preview]:
    """Return the kind to look at, and a preview in which nothing but the version pays.

    Raises:
        NotAllowedError: Only an admin previews rules.
        UnknownKindError, NotFoundError, InvalidInputError: The version can't be, or the range is too long.
    """
    former = former_versions(playbook, command)
    if not command.since < command.until <= command.since + LONGEST:
        raise InvalidInputError(
            f"A preview looks at 1 to {LONGEST.days} days; `until` is the day after the last.",
            path=("until",),
        )
    kind = former[-1].kind if former else command.kind or ""
    version = RuleVersion(
        rule_id=command.rule_id or UUID(int=0),
        version=1,
        kind=kind,
        title="",
        terms=command.terms,
        effective_from=None,
        published_at=_ALWAYS,
    )
    return kind, Preview(playbook=replace(playbook, rules=(version,)))
