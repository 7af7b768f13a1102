"""How an activity turns into points, and points into levels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from bellringer.gamification.commands import RecordActivity
from bellringer.gamification.facts import RecordedActivity, RecordedEntry
from bellringer.gamification.outcome import Entry, Placed
from bellringer.gamification.playbook import Level, Per, Playbook, RuleVersion, Terms
from bellringer.gamification.rules.identity import derived_id
from bellringer.gamification.rules.shares import split
from bellringer.words import EntryReason

MAX_POINTS = 10**12  # what one rule pays for one activity at most; keeps every sum far below 2^53


def price(playbook: Playbook, placed: Placed) -> tuple[Entry, ...]:
    """Return one entry per rule that pays for the activity and per member credited with a part of it."""
    entries = []
    shares_bp = [credit.share_bp for credit in placed.credits]
    for rule in in_force(
        playbook, placed.kind, occurred_at=placed.occurred_at, recorded_at=placed.recorded_at
    ):
        parts = split(worth(rule.terms, placed), shares_bp)
        for credit, points in zip(placed.credits, parts, strict=True):
            if points:
                entries.append(
                    Entry(
                        entry_id=derived_id(
                            placed.activity_id, "entry", rule.rule_id, credit.member_id
                        ),
                        member_id=credit.member_id,
                        team_id=credit.team_id,
                        points=points,
                        reason=EntryReason.ACTIVITY,
                        occurred_at=placed.occurred_at,
                        member_on=credit.member_on,
                        org_on=credit.org_on,
                        activity_id=placed.activity_id,
                        rule_id=rule.rule_id,
                        rule_version=rule.version,
                    )
                )
    return tuple(entries)


def in_force(
    playbook: Playbook, kind: str, *, occurred_at: datetime, recorded_at: datetime
) -> tuple[RuleVersion, ...]:
    """Return the version of each rule that prices a kind: of those published by then, the latest in force."""
    found: dict[UUID, RuleVersion] = {}
    for rule in playbook.rules_by_kind.get(kind, ()):
        if rule.published_at <= recorded_at and (
            rule.effective_from is None or rule.effective_from <= occurred_at
        ):
            earlier = found.get(rule.rule_id)
            if earlier is None or _by_start(earlier) < _by_start(rule):
                found[rule.rule_id] = rule
    return tuple(found.values())


def _by_start(rule: RuleVersion) -> tuple[bool, float, int]:
    start = rule.effective_from
    return start is not None, start.timestamp() if start else 0.0, rule.version


def worth(terms: Terms, placed: Placed) -> int:
    """Return what a rule pays for the whole activity, floored to full steps; 0 if a condition fails."""
    amount_minor = sum(credit.amount_minor for credit in placed.credits)
    if terms.minimum_amount_minor is not None and amount_minor < terms.minimum_amount_minor:
        return 0
    if terms.tag is not None and not (
        isinstance(placed.command, RecordActivity) and terms.tag in placed.command.tags
    ):
        return 0
    if terms.weekdays and placed.org_on.isoweekday() not in terms.weekdays:
        return 0
    match terms.per:
        case Per.UNIT:
            units = sum(credit.quantity for credit in placed.credits)
        case Per.AMOUNT_STEP:
            units = amount_minor // (terms.step_minor or 1)
        case _:
            assert_never(terms.per)
    return max(-MAX_POINTS, min(terms.points * units, MAX_POINTS))


def take_back(placed: Placed, original: RecordedActivity) -> tuple[Entry, ...]:
    """Return the entries that cancel what the original's rules paid, at its dates and for its teams.

    A badge's bonus is not among them: it goes when the badge goes.
    """
    return tuple(
        reversed_entry(entry, cause_id=placed.activity_id, activity_id=placed.activity_id)
        for entry in original.entries
        if entry.reason is EntryReason.ACTIVITY
    )


def reversed_entry(
    entry: RecordedEntry,
    *,
    cause_id: UUID,
    activity_id: UUID | None = None,
    award_id: UUID | None = None,
) -> Entry:
    """Return the entry that cancels exactly this one."""
    return Entry(
        entry_id=derived_id(cause_id, "reversal", entry.entry_id),
        member_id=entry.member_id,
        team_id=entry.team_id,
        points=-entry.points,
        reason=EntryReason.REVERSAL,
        occurred_at=entry.occurred_at,
        member_on=entry.member_on,
        org_on=entry.org_on,
        activity_id=activity_id,
        award_id=award_id,
        rule_id=entry.rule_id,
        rule_version=entry.rule_version,
        reverses_id=entry.entry_id,
    )


def level_for(levels: Sequence[Level], total_points: int) -> int:
    """Return the number of the highest level whose threshold the points reach, 0 before the first."""
    return max((level.number for level in levels if level.threshold <= total_points), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why an entry has its points; `terms` are of the rule version that priced it, None for other reasons."""

    entry_id: UUID
    points: int
    reason: EntryReason
    org_on: date
    rule_title: str | None
    rule_version: int | None
    terms: Terms | None


def explain(playbook: Playbook, entries: Iterable[RecordedEntry]) -> tuple[Explained, ...]:
    """Return, entry by entry, the rule version that priced it; their points sum to what they explain."""
    versions = {(rule.rule_id, rule.version): rule for rule in playbook.rules}
    explained = []
    for entry in entries:
        rule = (
            versions.get((entry.rule_id, entry.rule_version))
            if entry.rule_id is not None and entry.rule_version is not None
            else None
        )
        explained.append(
            Explained(
                entry_id=entry.entry_id,
                points=entry.points,
                reason=entry.reason,
                org_on=entry.org_on,
                rule_title=rule.title if rule else None,
                rule_version=entry.rule_version,
                terms=rule.terms if rule else None,
            )
        )
    return tuple(explained)
