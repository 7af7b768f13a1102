-- The rows that one call writes through the API, written by SQL alone for :size members at once: no rules,
-- no idempotency, no badges, no milestones, no notifications. pgbench runs it; bench/README.md says why.
\set first random(1, :members - :size + 1)
WITH picked AS MATERIALIZED (
    SELECT m.*, gen_random_uuid() AS activity_id, gen_random_uuid() AS entry_id,
           nextval('bench.seq') AS seq, now() AS at, current_date AS on_date
      FROM bench.member m WHERE m.number BETWEEN :first::int AND :first::int + :size::int - 1
), activities AS (
    INSERT INTO activity (org_id, activity_id, source, idempotency_key, body_sha256, kind, member_id,
                          recorded_by, occurred_at, recorded_at, scored_at, member_on, org_on, quantity,
                          points_earned, total_after)
    SELECT org_id, activity_id, 'member:' || member_id, seq::text, sha256(seq::text::bytea), 'call',
           member_id, member_id, at, at, at, on_date, on_date, 1, 1, 1 FROM picked
), credits AS (
    INSERT INTO credit (org_id, activity_id, member_id, member_seq, team_id, share_bp, quantity,
                        amount_minor, duration_seconds, member_on, org_on, occurred_at)
    SELECT org_id, activity_id, member_id, seq, team_id, 10000, 1, 0, 0, on_date, on_date, at FROM picked
), entries AS (
    INSERT INTO ledger_entry (org_id, entry_id, member_id, team_id, account, points, reason, activity_id,
                              rule_id, rule_version, occurred_at, member_on, org_on, recorded_at, recorded_by)
    SELECT org_id, entry_id, member_id, team_id, 'POINTS', 1, 'ACTIVITY', activity_id,
           rule_id, 1, at, on_date, on_date, at, 'bench' FROM picked
), days AS (
    INSERT INTO subject_day AS held (org_id, subject_id, metric_key, on_date, total)
    SELECT org_id, subject_id, metric_key, on_date, count(*)
      FROM picked, unnest(ARRAY[member_id, team_id, org_id]) AS s (subject_id),
           unnest(ARRAY['points', 'calls']) AS k (metric_key)
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (org_id, subject_id, metric_key, on_date) DO UPDATE SET total = held.total + excluded.total
), scores AS (
    INSERT INTO board_score AS held (org_id, board_id, starts_on, subject_id, score, reached_at)
    SELECT org_id, board_id, starts_on, CASE WHEN of_teams THEN team_id ELSE member_id END, count(*), max(at)
      FROM picked, bench.period
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (org_id, board_id, starts_on, subject_id) DO UPDATE
       SET score = held.score + excluded.score, reached_at = greatest(held.reached_at, excluded.reached_at)
), goals AS (
    UPDATE goal_progress p SET progress = p.progress + 1
      FROM picked WHERE p.org_id = picked.org_id AND p.goal_id = picked.goal_id
), streak_days AS (
    INSERT INTO streak_day AS held (org_id, streak_id, member_id, on_date, total)
    SELECT org_id, streak_id, member_id, on_date, 1 FROM picked ORDER BY 1, 2, 3, 4
    ON CONFLICT (org_id, streak_id, member_id, on_date) DO UPDATE SET total = held.total + excluded.total
)
UPDATE member m SET next_seq = m.next_seq + 1
  FROM picked WHERE m.org_id = picked.org_id AND m.member_id = picked.member_id;
