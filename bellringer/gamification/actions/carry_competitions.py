"""Carry competitions from SCHEDULED to LIVE, ENDED and FINAL as their dates come; each turn once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bellringer.gamification.actions.award_competition_badges import award_competition_badges
from bellringer.gamification.actions.create_board import add_board
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.competitions import Competition
from bellringer.gamification.outcome.news import Announcement, FeedPost
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.competitions import news
from bellringer.gamification.rules.competitions.judging import judge, reached_at
from bellringer.gamification.rules.competitions.lifecycle import (
    begins_at,
    board_of,
    can_take_place,
    ends_early_on,
    following,
    over_at,
)
from bellringer.gamification.rules.competitions.places import holders_of
from bellringer.gamification.rules.leaderboards.finalization import final_at
from bellringer.gamification.store import feed, jobs, leaderboards, outbox, playbook
from bellringer.gamification.store.competitions import facts, reading, writing
from bellringer.gamification.store.leaderboards import PeriodRecord, definitions
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import CompetitionKind, CompetitionState, PeriodState

JOB = "competition"
# so long late data is a correction on the record, and an admin may re-open the standings
KEPT_FOR = timedelta(days=92)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitionNews:
    """What to tell of a competition, and what told before is no longer true."""

    announcements: Sequence[Announcement] = ()
    posts: Sequence[FeedPost] = ()
    withdrawn: Sequence[str] = ()

    def and_then(self, other: "CompetitionNews") -> "CompetitionNews":
        """Add what came of a later turn."""
        return CompetitionNews(
            announcements=(*self.announcements, *other.announcements),
            posts=(*self.posts, *other.posts),
            withdrawn=(*self.withdrawn, *other.withdrawn),
        )


_NONE = CompetitionNews()


async def carry_competitions(connection: Connection, *, now: datetime, limit: int = 20) -> bool:
    """Carry on at most `limit` competitions that are due; returns whether that was the limit.

    May be run by any number of workers at any time: each turn happens once.
    """
    if not await jobs.lock(connection):
        return False
    due = await reading.lock_due(connection, now=now, limit=limit)
    if not due:
        return False
    found = []
    for competition in due:
        plays = await playbook.read(connection)
        found.append(await carry_on(connection, plays, competition, now=now))
    await tell(connection, await playbook.read(connection), found, now=now)
    return len(due) == limit


async def judge_competitions(
    connection: Connection,
    plays: Playbook,
    settled: Sequence[tuple[PeriodRecord, PeriodState]],
    *,
    now: datetime,
) -> CompetitionNews:
    """Judge the competitions whose standings became FINAL, anew where these had been re-opened.

    Sends nothing where no board of a competition is among them.
    """
    own = {board.board_id for board in plays.boards if board.span is not None}
    finals = {
        period.board_id: period
        for period, state in settled
        if state is PeriodState.FINAL and period.board_id in own
    }
    found = _NONE
    if not finals:
        return found
    for board_id, competition in (await reading.lock_of_boards(connection, list(finals))).items():
        if competition.state in (CompetitionState.ENDED, CompetitionState.FINAL):
            found = found.and_then(
                await _judge(
                    connection, plays, competition, edition=finals[board_id].edition, now=now
                )
            )
    return found


async def carry_on(
    connection: Connection, plays: Playbook, competition: Competition, *, now: datetime
) -> CompetitionNews:
    """Take every turn of a locked competition that is due."""
    told = _NONE
    if competition.state is CompetitionState.SCHEDULED and begins_at(competition) <= now:
        competition, more = await _start(connection, plays, competition, now=now)
        told = told.and_then(more)
    if competition.state is CompetitionState.LIVE:
        competition = await _maybe_end_early(connection, competition, now=now)
        if over_at(competition) <= now:
            competition = await _end(connection, plays, competition, now=now)
    if competition.state is CompetitionState.ENDED:
        # a start has changed the playbook
        plays = await playbook.read(connection)
        edition = await _final_edition(connection, plays, competition, now=now)
        if edition is not None:
            told = told.and_then(
                await _judge(connection, plays, competition, edition=edition, now=now)
            )
    elif (
        competition.state is CompetitionState.FINAL
        and competition.final_at is not None
        and competition.board_id is not None
        and competition.final_at + KEPT_FOR <= now
    ):
        await playbook.bump(connection)
        await definitions.archive(connection, competition.board_id, now=now)
        await writing.move(connection, competition, next_at=None)
    return told


async def tell(
    connection: Connection, plays: Playbook, found: Sequence[CompetitionNews], *, now: datetime
) -> None:
    """Tell those concerned of all competitions together."""
    all_of_it = _NONE
    for each in found:
        all_of_it = all_of_it.and_then(each)
    if all_of_it == _NONE:
        return
    inboxes = await outbox.append(
        connection, all_of_it.announcements, now=now, withdrawn=all_of_it.withdrawn
    )
    audiences = await feed.append(connection, all_of_it.posts, now=now)
    if all_of_it.withdrawn:
        audiences |= await feed.withdraw(connection, all_of_it.withdrawn, now=now)
    await outbox.ring(
        connection,
        Changed(org_id=plays.org_id, inbox_member_ids=inboxes, feed_audience_ids=audiences),
    )


async def _start(
    connection: Connection, plays: Playbook, competition: Competition, *, now: datetime
) -> tuple[Competition, CompetitionNews]:
    """Give it its board, with all that has happened since its first day."""
    await _claim(connection, competition, "start", now=now)
    # locks the organization's row first: whatever is recorded from here on knows the board
    await playbook.bump(connection)
    board_id = await definitions.next_id(connection)
    await add_board(connection, board_of(competition, board_id), now=now)
    live = replace(competition, state=CompetitionState.LIVE, board_id=board_id)
    # a race that may end early is looked at in every turn of the timetable
    next_at = now if live.terms.ends_when_reached else over_at(live)
    await writing.move(connection, live, next_at=next_at)
    if not news.is_fresh(begins_at(live), now=now):
        return live, _NONE
    started = news.tell_start(live, org_id=plays.org_id, now=now)
    return live, CompetitionNews(announcements=(started,))


async def _maybe_end_early(
    connection: Connection, competition: Competition, *, now: datetime
) -> Competition:
    terms, board_id = competition.terms, competition.board_id
    if not terms.ends_when_reached or board_id is None:
        return competition
    standings = await facts.standings(connection, competition)
    ends_on = ends_early_on(competition, [each.score or 0 for each in standings], now=now)
    if ends_on is None:
        return competition
    ended = replace(competition, terms=replace(terms, ends_on=ends_on, ends_when_reached=False))
    await playbook.bump(connection)
    await writing.end_board(connection, board_id, terms.starts_on, ends_on, ends_at=over_at(ended))
    await writing.move(connection, ended, next_at=over_at(ended))
    return ended


async def _end(
    connection: Connection, plays: Playbook, competition: Competition, *, now: datetime
) -> Competition:
    await _claim(connection, competition, "end", now=now)
    ended = replace(competition, state=CompetitionState.ENDED)
    await writing.move(connection, ended, next_at=over_at(ended))
    coming = following(plays, competition, competition_id=new_id(), now=now)
    if coming is None:
        return ended
    entrants = await reading.entrants(
        connection,
        coming.subject_kind,
        coming.participant_ids,
        on=organization_day(plays.calendars, now),
    )
    present = replace(
        coming,
        participants=tuple(each for each in coming.participants if each.subject_id in entrants),
    )
    name = f"{coming.series_id}:{coming.number}"
    if can_take_place(present) and await jobs.claim(connection, f"{JOB}-next", name, now=now):
        await writing.write(connection, present, next_at=begins_at(present))
    return ended


async def _final_edition(
    connection: Connection, plays: Playbook, competition: Competition, *, now: datetime
) -> int | None:
    """Return which edition of the standings is FINAL; None while none is. Without a score there is no period."""
    board_ids = [] if competition.board_id is None else [competition.board_id]
    periods = await leaderboards.periods(connection, board_ids, competition.terms.starts_on)
    for period in periods:
        return period.edition if period.state is PeriodState.FINAL else None
    over = over_at(competition)
    grace = timedelta(hours=plays.grace_hours)
    return 1 if final_at(ends_at=over, opened_at=over, grace=grace) <= now else None


async def _judge(
    connection: Connection,
    plays: Playbook,
    competition: Competition,
    *,
    edition: int,
    now: datetime,
) -> CompetitionNews:
    """Say who won by an edition of the standings, once; give badges, and tell it while it is news."""
    name = f"{competition.competition_id}:{edition}"
    if not await jobs.claim(connection, f"{JOB}-final", name, now=now):
        return _NONE
    standings = await facts.standings(connection, competition)
    reached = {}
    terms = competition.terms
    if terms.kind is CompetitionKind.RACE_TO_TARGET and terms.target is not None:
        raises = await facts.raises(connection, plays, competition)
        reached = dict(reached_at(raises, terms.target))
    verdict = judge(competition, standings, reached)
    before = await reading.ever_won(connection, competition.competition_id)
    final = replace(
        competition,
        state=CompetitionState.FINAL,
        edition=edition,
        total=verdict.total,
        is_won=verdict.is_won,
        winners=verdict.winners,
        final_at=competition.final_at or now,
    )
    await writing.judge(connection, final, next_at=(competition.final_at or now) + KEPT_FOR)
    winner_ids = {each.subject_id for each in verdict.winners}
    await award_competition_badges(
        connection,
        plays,
        competition.competition_id,
        holders_of(competition, winner_ids),
        ended_on=terms.ends_on - timedelta(days=1),
        now=now,
    )
    if competition.edition and winner_ids == before.get(competition.edition, frozenset()):
        return _NONE
    withdrawn = [news.result_key(competition, each) for each in range(1, edition)]
    over = over_at(competition)
    due_at = final_at(ends_at=over, opened_at=over, grace=timedelta(hours=plays.grace_hours))
    # what was told is set right, however long after
    if not news.is_fresh(due_at, now=competition.final_at or now):
        return CompetitionNews(withdrawn=withdrawn)
    return CompetitionNews(
        announcements=(news.tell_result(final, org_id=plays.org_id, now=now),),
        posts=(news.post_result(final, org_id=plays.org_id, now=now),),
        withdrawn=withdrawn,
    )


async def _claim(
    connection: Connection, competition: Competition, turn: str, *, now: datetime
) -> None:
    await jobs.claim(connection, f"{JOB}-{turn}", str(competition.competition_id), now=now)
