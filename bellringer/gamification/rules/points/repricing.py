"""Prices once more, from activities and rule versions alone, and where the ledger differs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from bellringer.gamification.facts.activities import RecordedEntry
from bellringer.gamification.facts.points import CapKey, PaidAt, RuleUse
from bellringer.gamification.outcome.activities import Priced
from bellringer.gamification.outcome.consequences import Entry
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.points.caps import count, used_by
from bellringer.gamification.rules.points.pricing import price
from bellringer.words import EntryReason

PriceKey = tuple[UUID, UUID, UUID]  # activity, rule, member


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An activity or a reversal that scored."""

    priced: Priced
    reverses_id: UUID | None


def prices_of(playbook: Playbook, member_id: UUID, past: Iterable[Past]) -> Mapping[PriceKey, int]:
    """Return what each activity should have paid a member, by rule; the activities are in the member's order."""
    caps: dict[CapKey, int] = {}
    paid_at: dict[tuple[UUID, UUID], list[PaidAt]] = {}
    standing: dict[UUID, Sequence[Entry]] = {}
    found: dict[PriceKey, int] = {}
    for each in past:
        if each.reverses_id is not None:
            for entry in standing.pop(each.reverses_id, ()):
                taken = replace(
                    entry,
                    points=-entry.points,
                    reason=EntryReason.REVERSAL,
                    reverses_id=entry.entry_id,
                )
                count(playbook, caps, paid_at, taken)
            continue
        activity_id = each.priced.activity_id
        entries = price(playbook, each.priced, RuleUse(caps=caps, paid_at=paid_at))
        own = [entry for entry in entries if entry.member_id == member_id]
        for entry in own:
            count(playbook, caps, paid_at, entry)
            if entry.rule_id is not None:
                found[activity_id, entry.rule_id, member_id] = entry.points
        standing[activity_id] = own
    return found


def paid_by(entries: Iterable[tuple[UUID, RecordedEntry]]) -> Mapping[PriceKey, int]:
    """Return what the ledger says that each activity paid, reversed or not."""
    return {
        (activity_id, entry.rule_id, entry.member_id): entry.points
        for activity_id, entry in entries
        if entry.reason is EntryReason.ACTIVITY and entry.rule_id is not None
    }


def cap_use_of(
    playbook: Playbook, entries: Iterable[tuple[UUID, RecordedEntry]]
) -> Mapping[CapKey, int]:
    """Add up the use of caps from the ledger."""
    sums: dict[CapKey, int] = {}
    for _, entry in entries:
        for key in used_by(playbook, entry):
            sums[key] = sums.get(key, 0) + entry.points
    return sums


def differing(
    stored: Mapping[PriceKey, int], rebuilt: Mapping[PriceKey, int]
) -> Iterator[tuple[PriceKey, int | None, int | None]]:
    """Yield where the ledger says another price than rules and activities do; None is no entry."""
    for key in sorted({*stored, *rebuilt}):
        if stored.get(key) != rebuilt.get(key):
            yield key, stored.get(key), rebuilt.get(key)
