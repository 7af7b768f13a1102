"""What competitions are judged by: the scores of those who take part, and what made them, moment by moment."""

from bellringer.gamification.facts.competitions import Competition
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.competitions.judging import Raise
from bellringer.gamification.rules.competitions.lifecycle import board_of
from bellringer.gamification.rules.leaderboards.filling import homes_of
from bellringer.gamification.rules.leaderboards.ranking import Standing
from bellringer.gamification.rules.leaderboards.scores import place_of
from bellringer.gamification.store.leaderboards.filling import SUBJECTS, facts_of
from bellringer.models.database import Connection
from bellringer.words import Measure, MetricUnit

_STANDINGS = """
SELECT subject_id, score, reached_at FROM board_score
 WHERE org_id = $1 AND board_id = $2 AND starts_on = $3
"""
# what a metric gained and lost over the board's days [$2, $3) for $4, without what was taken back as a whole
_RAISES = """
WITH fact AS ({facts}), counted AS (
  SELECT {subject} AS subject_id, delta, occurred_at,
         CASE WHEN EXISTS (SELECT FROM unnest($5::date[], $6::date[]) AS home (since, until)
                            WHERE fact.org_on >= since AND (until IS NULL OR fact.org_on < until))
              THEN org_on ELSE (occurred_at AT TIME ZONE $7)::date END AS board_on
    FROM fact
   WHERE stands AND delta <> 0 AND org_on >= $2::date - 1 AND org_on <= $3::date
     AND {subject} = ANY($4::uuid[]) AND ($9::text IS NULL OR true)
)
SELECT subject_id, delta, occurred_at, board_on FROM counted
 WHERE board_on >= $2 AND board_on < $3
"""
STATEMENTS = {
    f"RAISES-{measure}-{is_money}-{kind}": _RAISES.replace(
        "{facts}", facts_of(measure, is_money=is_money)
    ).replace("{subject}", subject)
    for measure in Measure
    for is_money in (False, True)
    for kind, subject in SUBJECTS.items()
}


async def standings(connection: Connection, competition: Competition) -> tuple[Standing, ...]:
    """Return the score of everybody who takes part, of those without one too."""
    rows = await connection.fetch(
        _STANDINGS, connection.org_id, competition.board_id, competition.terms.starts_on
    )
    found = {row["subject_id"]: row for row in rows}
    return tuple(
        Standing(
            subject_id=each,
            score=found[each]["score"] if each in found else None,
            reached_at=found[each]["reached_at"] if each in found else None,
        )
        for each in sorted(competition.participant_ids)
    )


async def raises(
    connection: Connection, playbook: Playbook, competition: Competition
) -> tuple[Raise, ...]:
    """Return what counted for each place, moment by moment, as the facts have it now."""
    terms = competition.terms
    metric = playbook.metrics[terms.metric_key]
    board = board_of(competition, competition.board_id or 0)
    people = competition.participant_ids | {stint.subject_id for stint in board.stints}
    homes = tuple(homes_of(playbook.calendars, board.timezone))
    is_money = metric.unit is MetricUnit.MONEY
    rows = await connection.fetch(
        STATEMENTS[f"RAISES-{metric.measure}-{is_money}-{competition.subject_kind}"],
        connection.org_id,
        terms.starts_on,
        terms.ends_on,
        list(people),
        [since for since, _ in homes],
        [until for _, until in homes],
        board.timezone,
        metric.activity_kind or "",
        metric.value_key,
    )
    return tuple(
        Raise(place_id=place_id, occurred_at=row["occurred_at"], delta=row["delta"])
        for row in rows
        for place_id in [place_of(board, row["subject_id"], row["board_on"])]
        if place_id is not None
    )
