"""Record activities and take them back: the one transaction that everything that scores goes through."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.activities import (
    ApproveActivity,
    Command,
    Keyed,
    RecordActivity,
    ReverseActivity,
)
from bellringer.gamification.errors import DomainError, IdempotencyKeyReusedError
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.activities import RecordedActivity
from bellringer.gamification.facts.batch import Facts
from bellringer.gamification.facts.customers import Owners
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.activities import Answer, Outcome, Placed
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.customers import customers_of
from bellringer.gamification.rules.feed import no_longer_true, posts
from bellringer.gamification.rules.notifications import announce, lost
from bellringer.gamification.rules.recording.after import after
from bellringer.gamification.rules.recording.approving import place_approval
from bellringer.gamification.rules.recording.checks import external_claim
from bellringer.gamification.rules.recording.decide import decide
from bellringer.gamification.rules.recording.placing import place, place_reversal
from bellringer.gamification.rules.recording.reach import reach
from bellringer.gamification.rules.texts import checked_id
from bellringer.gamification.store import (
    activities,
    customers,
    facts,
    feed,
    outbox,
    outcome,
    people,
)
from bellringer.gamification.store.activities import ActivityKey, Seen
from bellringer.ids import new_id
from bellringer.models.database import Connection


@dataclass(slots=True, kw_only=True)
class _Batch:
    """The commands of one organization, and the answer to each as it becomes known."""

    commands: Sequence[Command]
    answers: dict[int, Answer | DomainError] = field(default_factory=dict)
    placed: dict[int, Placed] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)

    def open(self) -> Iterable[tuple[int, Command]]:
        """Yield the commands that have no answer yet, in order."""
        return [
            (number, command)
            for number, command in enumerate(self.commands)
            if number not in self.answers
        ]


async def record_activities(
    connection: Connection,
    playbook: Playbook,
    commands: Sequence[Command],
    *,
    now: datetime,
) -> list[Answer | DomainError]:
    """Record a batch of one organization; every command gets its own answer, in order.

    A refusal refuses its command alone. The same key twice counts once, in one batch as across batches.

    Raises:
        RacedError: Another transaction was first with a key, a claim or a period: begin anew.
    """
    batch = _Batch(commands=commands)
    _check_keys(batch)
    on_record = {each.activity_id for each in commands if not isinstance(each, RecordActivity)}
    owned = await customers.owners(connection, customers_of(playbook, commands))
    members = await people.lock(
        connection,
        {
            *_named(commands),
            *(span.member_id for spans in owned.values() for span in spans),
            *await activities.credited(connection, on_record),
        },
    )
    keys = [_key(command) for _, command in batch.open() if isinstance(command, Keyed)]
    _replay(batch, await activities.seen(connection, keys))
    originals = await activities.originals(connection, on_record)
    _place(batch, playbook, members, originals, owned, now=now)
    if not batch.placed:
        return _in_order(batch)
    known = await _read(connection, playbook, members, batch.placed.values(), originals)
    _decide(batch, known, now=now)
    if batch.outcomes:
        await _write(connection, known, batch.outcomes, now=now)
    return _in_order(batch)


def _check_keys(batch: _Batch) -> None:
    """Refuse keys that can't be stored, before the database is asked for them."""
    for number, command in batch.open():
        if not isinstance(command, Keyed):
            continue
        try:
            checked_id(command.idempotency_key, field="idempotencyKey")
        except DomainError as refusal:
            batch.answers[number] = refusal


def _replay(batch: _Batch, seen: Mapping[ActivityKey, Seen]) -> None:
    for number, command in batch.open():
        if isinstance(command, Keyed) and (found := seen.get(_key(command))):
            batch.answers[number] = _repeated(command, found)


def _place(
    batch: _Batch,
    playbook: Playbook,
    members: Mapping[UUID, MemberFacts],
    originals: Mapping[UUID, RecordedActivity],
    owned: Owners,
    *,
    now: datetime,
) -> None:
    for number, command in batch.open():
        activity_id = new_id()
        try:
            match command:
                case RecordActivity():
                    batch.placed[number] = place(
                        playbook, members, command, activity_id=activity_id, owned=owned, now=now
                    )
                case ReverseActivity():
                    original = originals.get(command.activity_id)
                    batch.placed[number] = place_reversal(
                        members, original, command, activity_id=activity_id, now=now
                    )
                case ApproveActivity():
                    original = originals.get(command.activity_id)
                    batch.placed[number] = place_approval(members, original, command)
        except DomainError as refusal:
            batch.answers[number] = refusal


async def _read(
    connection: Connection,
    playbook: Playbook,
    members: Mapping[UUID, MemberFacts],
    placed: Collection[Placed],
    originals: Mapping[UUID, RecordedActivity],
) -> Facts:
    touched = reach(playbook, placed)
    if any(each.reverses_id for each in placed):
        # what a lost badge takes back lies where its bonus lies
        awards = await facts.awards(connection, touched.awards)
        touched = reach(playbook, placed, awards=awards)
    claims = {
        claim
        for each in placed
        if isinstance(each.command, RecordActivity)
        and (claim := external_claim(each.command)) is not None
    }
    return await facts.read(
        connection, playbook, members, touched, originals=originals, claims=claims
    )


def _decide(batch: _Batch, known: Facts, *, now: datetime) -> None:
    """Decide one after the other, each seeing what those before it did."""
    done: dict[ActivityKey, Seen] = {}
    for number, placed in batch.placed.items():
        command = placed.command
        keyed = command if isinstance(command, Keyed) else None
        if keyed and (found := done.get(_key(keyed))):
            batch.answers[number] = _repeated(keyed, found)
            continue
        try:
            decided = decide(known, placed, now=now)
        except DomainError as refusal:
            batch.answers[number] = refusal
            continue
        known = after(known, decided)
        answer = outcome.answer_to(decided)
        batch.answers[number] = answer
        batch.outcomes.append(decided)
        if keyed:
            done[_key(keyed)] = Seen(body_sha256=keyed.body_sha256, answer=answer)


async def _write(
    connection: Connection, known: Facts, outcomes: Sequence[Outcome], *, now: datetime
) -> None:
    await outcome.save(connection, known, outcomes, now=now)
    events = [event for each in outcomes for event in each.consequences.events]
    news = [announce(event, playbook=known.playbook, now=now) for event in events]
    taken_back = [key for each in outcomes for key in _no_news(each)]
    inboxes = await outbox.append(
        connection, [each for each in news if each], now=now, withdrawn=taken_back
    )
    audiences = await feed.append(
        connection,
        [post for event in events for post in posts(event, playbook=known.playbook, now=now)],
        now=now,
    )
    unposted = [
        *taken_back,
        *(key for each in outcomes for key in no_longer_true(each.consequences)),
    ]
    if unposted:
        audiences |= await feed.withdraw(connection, unposted, now=now)
    await outbox.ring(
        connection,
        Changed(
            org_id=known.playbook.org_id,
            board_ids=frozenset(
                move.board_id for each in outcomes for move in each.consequences.scores
            ),
            member_ids=frozenset(
                credit.member_id for each in outcomes for credit in each.placed.credits
            ),
            inbox_member_ids=inboxes,
            feed_audience_ids=audiences,
        ),
    )


def _no_news(decided: Outcome) -> Iterable[str]:
    """Yield the causes of news that a reversal has taken back."""
    if decided.placed.reverses_id is not None:
        yield f"deal:{decided.placed.reverses_id}"
    yield from lost(decided.consequences.revocations)


def _repeated(command: Keyed, found: Seen) -> Answer | DomainError:
    if found.body_sha256 != command.body_sha256:
        return IdempotencyKeyReusedError(path=("idempotencyKey",))
    return replace(found.answer, replayed=True)


def _key(command: Keyed) -> ActivityKey:
    return command.by.source, command.idempotency_key


def _named(commands: Iterable[Command]) -> Iterable[UUID]:
    for command in commands:
        if isinstance(command, RecordActivity):
            yield command.member_id
            yield from (share.member_id for share in command.shares)


def _in_order(batch: _Batch) -> list[Answer | DomainError]:
    return [batch.answers[number] for number in range(len(batch.commands))]
