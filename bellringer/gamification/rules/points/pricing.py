"""How an activity turns into points."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from bellringer.gamification.facts.activities import RecordedActivity, RecordedCredit, RecordedEntry
from bellringer.gamification.facts.points import RuleUse
from bellringer.gamification.outcome.activities import Placed, Priced
from bellringer.gamification.outcome.consequences import Entry, Pricing
from bellringer.gamification.playbook.points import Boost, Per, RuleVersion, Terms
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.identity import derived_id
from bellringer.gamification.rules.points.boosts import in_force as boosts_in_force
from bellringer.gamification.rules.points.boosts import raised
from bellringer.gamification.rules.points.caps import cut
from bellringer.gamification.rules.recording.shares import split
from bellringer.words import EntryReason

MAX_POINTS = 10**12  # what one rule pays for one activity at most; keeps every sum far below 2^53


def price(playbook: Playbook, activity: Priced, use: RuleUse) -> tuple[Entry, ...]:
    """Return one entry per rule that pays for the activity and per member credited with a part of it.

    A rule's worth is raised by boosts and floored, then split, then cut by cooldown and caps. What is cut
    to nothing is an entry of 0 points that says why.
    """
    entries = []
    shares_bp = [credit.share_bp for credit in activity.credits]
    boosts = boosts_in_force(playbook, activity)
    for rule in in_force(
        playbook, activity.kind, occurred_at=activity.occurred_at, recorded_at=activity.recorded_at
    ):
        whole = min(raised(worth(rule.terms, activity), boosts), MAX_POINTS)
        parts = split(whole, shares_bp)
        for credit, part in zip(activity.credits, parts, strict=True):
            if part and rule.terms.sales_role in (None, credit.sales_role):
                entries.append(_entry(playbook, rule, activity, credit, part, boosts, use))
    return tuple(entries)


def _entry(
    playbook: Playbook,
    rule: RuleVersion,
    activity: Priced,
    credit: RecordedCredit,
    part: int,
    boosts: tuple[Boost, ...],
    use: RuleUse,
) -> Entry:
    paid, cut_by = cut(playbook, rule, activity, credit, part, use)
    pricing = Pricing(
        worth=part, cut_by=cut_by, boost_ids=tuple(boost.boost_id for boost in boosts)
    )
    return Entry(
        entry_id=derived_id(activity.activity_id, "entry", rule.rule_id, credit.member_id),
        member_id=credit.member_id,
        team_id=credit.team_id,
        points=paid,
        reason=EntryReason.ACTIVITY,
        occurred_at=activity.occurred_at,
        member_on=credit.member_on,
        org_on=credit.org_on,
        activity_id=activity.activity_id,
        rule_id=rule.rule_id,
        rule_version=rule.version,
        pricing=pricing if boosts or cut_by else None,
    )


def in_force(
    playbook: Playbook, kind: str, *, occurred_at: datetime, recorded_at: datetime
) -> tuple[RuleVersion, ...]:
    """Return the version of each rule that prices a kind: of those published by then and begun, the last.

    So a new version also replaces one that was published before it and would have begun later.
    """
    found: dict[UUID, RuleVersion] = {}
    for rule in playbook.rules_by_kind.get(kind, ()):
        if rule.published_at <= recorded_at and (
            rule.effective_from is None or rule.effective_from <= occurred_at
        ):
            found[rule.rule_id] = rule
    return tuple(found.values())


def worth(terms: Terms, activity: Priced) -> int:
    """Return what a rule pays for the whole activity, floored to full steps; 0 if a condition fails.

    The sales role is each member's own: it is looked at when the worth is split.
    """
    amount_minor = sum(credit.amount_minor for credit in activity.credits)
    if terms.minimum_amount_minor is not None and amount_minor < terms.minimum_amount_minor:
        return 0
    if terms.tag is not None and terms.tag not in activity.tags:
        return 0
    if terms.weekdays and activity.org_on.isoweekday() not in terms.weekdays:
        return 0
    match terms.per:
        case Per.UNIT:
            units = sum(credit.quantity for credit in activity.credits)
        case Per.AMOUNT_STEP:
            units = amount_minor // (terms.step_minor or 1)
        case _:
            assert_never(terms.per)
    return max(-MAX_POINTS, min(terms.points * units, MAX_POINTS))


def take_back(placed: Placed, original: RecordedActivity) -> tuple[Entry, ...]:
    """Return the entries that cancel what the original's rules paid, at its dates and for its teams.

    What was transferred since is cancelled where it stands now. A badge's bonus is not among them: it goes
    when the badge goes.
    """
    return tuple(
        reversed_entry(entry, cause_id=placed.activity_id, activity_id=placed.activity_id)
        for entry in original.entries
        if entry.reason in (EntryReason.ACTIVITY, EntryReason.TRANSFER)
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
