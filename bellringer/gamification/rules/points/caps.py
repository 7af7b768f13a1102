"""Caps and cooldowns: what keeps a rule from paying a member too much or too often.

Both count in recorded order, net of reversals, and look at the rule, not at one version of it: a cap at what
versions with a cap of the same length have paid, a cooldown at what any version has paid for.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, MutableMapping
from datetime import timedelta
from uuid import UUID

from bellringer.gamification.facts.activities import RecordedCredit, RecordedEntry
from bellringer.gamification.facts.points import CapKey, Cooling, PaidAt, RuleUse
from bellringer.gamification.outcome.activities import Priced
from bellringer.gamification.outcome.consequences import CapMove, Entry
from bellringer.gamification.playbook.points import RuleVersion
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import calendar_at, period_of
from bellringer.words import CutBy, EntryReason, PeriodKind

_CUTS = {PeriodKind.DAY: CutBy.DAY_CAP, PeriodKind.WEEK: CutBy.WEEK_CAP}
_COUNTED = (EntryReason.ACTIVITY, EntryReason.REVERSAL)


def cap_keys(playbook: Playbook, rule: RuleVersion, credit: RecordedCredit) -> Iterator[CapKey]:
    """Yield the days and weeks whose caps a rule has to look at before it pays a credit."""
    for period, _ in rule.terms.caps:
        yield _key(playbook, rule.rule_id, credit, period)


def cooling(rule: RuleVersion, activity: Priced, credit: RecordedCredit) -> Cooling | None:
    """Return the time in which the rule may not have paid the member; None without a cooldown."""
    minutes = rule.terms.cooldown_minutes
    if minutes is None:
        return None
    return Cooling(
        rule_id=rule.rule_id,
        member_id=credit.member_id,
        since=activity.occurred_at - timedelta(minutes=minutes),
        until=activity.occurred_at + timedelta(minutes=minutes),
    )


def cut(
    playbook: Playbook,
    rule: RuleVersion,
    activity: Priced,
    credit: RecordedCredit,
    part: int,
    use: RuleUse,
) -> tuple[int, CutBy | None]:
    """Return what a rule pays of a member's part, and what cut it; of two caps the one that cut more."""
    if _is_cooling(cooling(rule, activity, credit), use):
        return 0, CutBy.COOLDOWN
    paid, by = part, None
    for period, cap in rule.terms.caps:
        left = max(0, cap - use.caps.get(_key(playbook, rule.rule_id, credit, period), 0))
        if left < paid:
            paid, by = left, _CUTS[period]
    return paid, by


def cap_moves(playbook: Playbook, entries: Iterable[Entry]) -> tuple[CapMove, ...]:
    """Return what entries add to the use of caps, or give back."""
    if not playbook.capped:
        return ()
    sums: dict[CapKey, int] = {}
    for entry in entries:
        for key in used_by(playbook, entry):
            sums[key] = sums.get(key, 0) + entry.points
    return tuple(CapMove(key=key, delta=delta) for key, delta in sums.items() if delta)


def used_by(playbook: Playbook, entry: Entry | RecordedEntry) -> Iterator[CapKey]:
    """Yield the days and weeks that an entry's points count in: the caps of the version that priced it."""
    if entry.rule_id is None or entry.rule_version is None or entry.reason not in _COUNTED:
        return
    terms = playbook.capped.get((entry.rule_id, entry.rule_version))
    for period, _ in terms.caps if terms else ():
        yield _key(playbook, entry.rule_id, entry, period)


def after_entries(playbook: Playbook, use: RuleUse, entries: Iterable[Entry]) -> RuleUse:
    """Return the use as it is once the entries are written."""
    if not (use.caps or use.paid_at):
        return use
    caps = dict(use.caps)
    paid_at = {key: list(found) for key, found in use.paid_at.items()}
    for entry in entries:
        count(playbook, caps, paid_at, entry)
    return RuleUse(caps=caps, paid_at=paid_at)


def count(
    playbook: Playbook,
    caps: MutableMapping[CapKey, int],
    paid_at: MutableMapping[tuple[UUID, UUID], list[PaidAt]],
    entry: Entry,
) -> None:
    """Count an entry, in place: for those who price a whole history."""
    for key in used_by(playbook, entry):
        caps[key] = caps.get(key, 0) + entry.points
    if entry.rule_id not in playbook.cooling_rules or entry.reason not in _COUNTED:
        return
    if not entry.points:
        return
    paid = paid_at.setdefault((entry.rule_id, entry.member_id), [])
    if entry.reverses_id is None:
        insort(paid, (entry.occurred_at, entry.entry_id))
    elif (gone := (entry.occurred_at, entry.reverses_id)) in paid:
        paid.remove(gone)


def _is_cooling(around: Cooling | None, use: RuleUse) -> bool:
    if around is None:
        return False
    paid = use.paid_at.get((around.rule_id, around.member_id), ())
    place = bisect_right(paid, around.since, key=lambda each: each[0])
    return place < len(paid) and paid[place][0] < around.until


def _key(
    playbook: Playbook,
    rule_id: UUID,
    whose: RecordedCredit | Entry | RecordedEntry,
    period: PeriodKind,
) -> CapKey:
    on = whose.member_on
    zone = calendar_at(playbook.calendars, on).timezone
    return CapKey(
        rule_id=rule_id,
        member_id=whose.member_id,
        period=period,
        starts_on=period_of(period, on, playbook.calendars, zone).starts_on,
    )
