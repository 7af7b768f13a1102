"""Erasure: which columns tell who a member is or hold what people wrote, and what empties them.

Every column of text in the database stands in one of two lists, which a test compares with the catalog: a new one
is either emptied here, or stands among those that hold nothing of a person.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from bellringer.models.database import Connection

# What is emptied, table by table, in the order of foreign keys: first what points at others.
# $2 is the member; as a source of writes it is 'member:<id>'.
STATEMENTS: Mapping[str, str] = {
    "door.entry": """
DELETE FROM door.entry
 WHERE org_id = $1 AND (subject_id = $2 OR subject_id IN (
         SELECT device_id FROM device WHERE org_id = $1 AND member_id = $2))
""",
    "delivery": """
DELETE FROM delivery
 WHERE org_id = $1
   AND (device_id IN (SELECT device_id FROM device WHERE org_id = $1 AND member_id = $2)
        OR notification_id IN (
          SELECT notification_id FROM notification WHERE org_id = $1 AND member_id = $2))
""",
    "device": "DELETE FROM device WHERE org_id = $1 AND member_id = $2",
    "notification_preference": (
        "DELETE FROM notification_preference WHERE org_id = $1 AND subject_id = $2"
    ),
    "notification_setting": (
        "DELETE FROM notification_setting WHERE org_id = $1 AND subject_id = $2"
    ),
    "identity": "DELETE FROM identity WHERE org_id = $1 AND member_id = $2",
    "profile": "DELETE FROM profile WHERE org_id = $1 AND member_id = $2",
    "receipt": "DELETE FROM receipt WHERE org_id = $1 AND principal = 'member:' || $2::uuid",
    "activity_note": """
DELETE FROM activity_note
 WHERE org_id = $1 AND activity_id IN (
   SELECT activity_id FROM activity
    WHERE org_id = $1 AND (member_id = $2 OR recorded_by = $2)
    UNION
   SELECT activity_id FROM credit WHERE org_id = $1 AND member_id = $2
    UNION
   SELECT activity_id FROM pending_credit WHERE org_id = $1 AND member_id = $2)
""",
    "approval_note": """
DELETE FROM approval_note
 WHERE org_id = $1 AND activity_id IN (
   SELECT activity_id FROM activity_approval WHERE org_id = $1 AND decided_by = $2
    UNION
   SELECT activity_id FROM pending_credit WHERE org_id = $1 AND member_id = $2)
""",
    "level_note": """
DELETE FROM level_note WHERE org_id = $1 AND (member_id = $2 OR written_by = $2)
""",
    "ledger_note": """
DELETE FROM ledger_note
 WHERE org_id = $1 AND entry_id IN (
   SELECT entry_id FROM ledger_entry
    WHERE org_id = $1 AND (member_id = $2 OR recorded_by = 'member:' || $2::uuid))
""",
    "membership_note": """
DELETE FROM membership_note
 WHERE org_id = $1 AND (member_id, correction_no) IN (
   SELECT member_id, correction_no FROM membership_correction
    WHERE org_id = $1 AND (member_id = $2 OR corrected_by = 'member:' || $2::uuid))
""",
    "day_note": "DELETE FROM day_note WHERE org_id = $1 AND member_id = $2",
    "kudos_note": """
DELETE FROM kudos_note
 WHERE org_id = $1 AND kudos_id IN (
   SELECT kudos_id FROM kudos
    WHERE org_id = $1 AND (from_member_id = $2 OR to_member_id = $2))
""",
    "celebration_note": """
DELETE FROM celebration_note
 WHERE org_id = $1 AND celebration_id IN (
   SELECT celebration_id FROM celebration WHERE org_id = $1 AND created_by = $2
    UNION
   SELECT h.celebration_id FROM celebration_award AS h
     JOIN badge_award AS a ON a.org_id = $1 AND a.award_id = h.award_id
    WHERE h.org_id = $1 AND a.member_id = $2)
""",
    "action_item_note": """
DELETE FROM action_item_note
 WHERE org_id = $1 AND action_item_id IN (
   SELECT action_item_id FROM action_item
    WHERE org_id = $1 AND (owner_id = $2 OR created_by = $2))
""",
    "meeting_hurdle_note": """
DELETE FROM meeting_hurdle_note
 WHERE org_id = $1 AND (meeting_id, hurdle_no) IN (
   SELECT meeting_id, hurdle_no FROM meeting_hurdle WHERE org_id = $1 AND raised_by = $2)
""",
    "one_on_one_topic_note": """
DELETE FROM one_on_one_topic_note
 WHERE org_id = $1 AND (one_on_one_id, topic_no) IN (
   SELECT topic.one_on_one_id, topic.topic_no
     FROM one_on_one_topic AS topic
     JOIN one_on_one ON one_on_one.org_id = $1 AND one_on_one.one_on_one_id = topic.one_on_one_id
    WHERE topic.org_id = $1 AND $2 IN (topic.raised_by, one_on_one.member_id))
""",
    "one_on_one_note": """
DELETE FROM one_on_one_note
 WHERE org_id = $1 AND (author_id = $2 OR one_on_one_id IN (
   SELECT one_on_one_id FROM one_on_one WHERE org_id = $1 AND member_id = $2))
""",
    "one_on_one_figures": """
DELETE FROM one_on_one_figures
 WHERE org_id = $1 AND one_on_one_id IN (
   SELECT one_on_one_id FROM one_on_one WHERE org_id = $1 AND member_id = $2)
""",
    "check_in_note": """
DELETE FROM check_in_note
 WHERE org_id = $1
   AND (check_in_id IN (SELECT check_in_id FROM check_in WHERE org_id = $1 AND member_id = $2)
        OR part = 'ANSWER' AND check_in_id IN (
          SELECT check_in_id FROM check_in WHERE org_id = $1 AND answered_by = $2))
""",
    "feed_comment_note": """
DELETE FROM feed_comment_note
 WHERE org_id = $1 AND comment_id IN (
   SELECT c.comment_id FROM feed_comment AS c
     JOIN feed_post AS p ON p.org_id = $1 AND p.post_id = c.post_id
    WHERE c.org_id = $1 AND $2 IN (c.member_id, c.removed_by, p.member_id))
""",
    "feedback_note": """
DELETE FROM feedback_note
 WHERE org_id = $1 AND feedback_id IN (
   SELECT feedback_id FROM feedback
    WHERE org_id = $1 AND $2 IN (from_member_id, to_member_id))
""",
    "lesson_note": """
DELETE FROM lesson_note
 WHERE org_id = $1 AND lesson_id IN (
   SELECT lesson_id FROM lesson WHERE org_id = $1 AND by_member_id = $2)
""",
    "training_note": """
DELETE FROM training_note
 WHERE org_id = $1 AND training_id IN (
   SELECT training_id FROM training WHERE org_id = $1 AND $2 IN (member_id, created_by))
""",
    "thread_note": """
DELETE FROM thread_note
 WHERE org_id = $1 AND message_id IN (
   SELECT m.message_id FROM thread_message AS m
     JOIN thread AS t ON t.org_id = $1 AND t.thread_id = m.thread_id
    WHERE m.org_id = $1 AND $2 IN (m.by_member_id, t.member_id))
""",
    "award_note": """
UPDATE award_note
   SET reason = CASE WHEN $2 IN (award.member_id, award.awarded_by) THEN NULL ELSE reason END,
       revoke_reason = CASE WHEN $2 IN (award.member_id, award.revoked_by)
                            THEN NULL ELSE revoke_reason END
  FROM badge_award AS award
 WHERE award_note.org_id = $1 AND award.org_id = $1 AND award.award_id = award_note.award_id
   AND $2 IN (award.member_id, award.awarded_by, award.revoked_by)
""",
    "month_note": """
UPDATE month_note SET body = ''
 WHERE org_id = $1
   AND (by_member_id = $2
        OR note_id IN (
          SELECT note_id FROM month_nomination WHERE org_id = $1 AND subject_id = $2
           UNION
          SELECT r.note_id
            FROM month_recognition AS r
            JOIN month_candidate AS c ON c.org_id = $1 AND c.subject_kind = r.subject_kind
             AND c.month_on = r.month_on AND c.edition = r.edition AND c.is_winner
           WHERE r.org_id = $1 AND r.note_id IS NOT NULL AND c.subject_id = $2))
""",
    "board_edition_note": """
DELETE FROM board_edition_note
 WHERE org_id = $1 AND (board_id, starts_on, edition) IN (
   SELECT board_id, starts_on, edition FROM board_edition WHERE org_id = $1 AND reopened_by = $2)
""",
    "goal_note": """
DELETE FROM goal_note
 WHERE org_id = $1 AND (goal_id, step_no) IN (
   SELECT step.goal_id, step.step_no
     FROM goal_step AS step
     JOIN goal ON goal.org_id = $1 AND goal.goal_id = step.goal_id
    WHERE step.org_id = $1 AND (goal.owner_id = $2 OR step.taken_by = $2))
""",
    "goal": "UPDATE goal SET title = '' WHERE org_id = $1 AND owner_id = $2",
    "member": """
UPDATE member SET is_active = false, sales_role = NULL, left_on = coalesce(left_on, $3::date),
       erased_at = $4, version = version + 1
 WHERE org_id = $1 AND member_id = $2
""",
}

# The columns of text that those statements empty, or whose rows they delete.
EMPTIED: Mapping[str, tuple[str, ...]] = {
    "action_item_note": ("body",),
    "activity_note": ("body",),
    "approval_note": ("body",),
    "award_note": ("reason", "revoke_reason"),
    "board_edition_note": ("body",),
    "celebration_note": ("body", "title"),
    "check_in_note": ("body",),
    "day_note": ("body",),
    "delivery": ("outcome", "provider_id"),
    "device": ("app_version", "closed_reason", "locale", "target"),
    "feed_comment_note": ("body", "remove_reason"),
    "goal": ("title",),
    "goal_note": ("body", "link"),
    "kudos_note": ("body",),
    "level_note": ("body",),
    "ledger_note": ("body",),
    "meeting_hurdle_note": ("body",),
    "member": ("sales_role",),
    "membership_note": ("body",),
    "month_note": ("body",),
    "notification_preference": ("kind",),
    "notification_setting": ("texted_kinds", "urgent_kinds"),
    "one_on_one_figures": ("figures",),
    "one_on_one_note": ("body",),
    "one_on_one_topic_note": ("body",),
    "profile": ("display_name", "email", "locale"),
    "feedback_note": ("body", "question"),
    "lesson_note": ("body", "title"),
    "receipt": ("answer", "idempotency_key", "principal"),
    "training_note": ("title",),
    "thread_note": ("body",),
}

# The columns of text that stay, because nobody writes of a person there: ids and typed values, what an
# organization has set up, and business data (what was sold to whom, under which outside id).
KEPT: Mapping[str, tuple[str, ...]] = {
    "access_log": ("surface",),
    "activity": (
        *("crossing_keys", "customer_external_id", "deal_external_id", "external_id"),
        *("idempotency_key", "measured", "original_currency", "source", "tags"),
    ),
    "activity_kind": ("kind", "title"),
    "announcement": ("dedupe_key", "params"),
    "audit_log": ("action", "details", "principal"),
    "badge_definition": ("badge_key", "criteria", "description", "symbol", "title"),
    "board": ("board_key", "scope", "series", "timezone", "title"),
    "calendar_day": ("name",),
    "calendar_year": ("country", "subdivision"),
    "customer": ("external_id",),
    "display": ("board_keys", "title"),
    "rank_look": ("board_key",),
    "competition": ("prize", "timezone", "title"),
    "door.organization": ("slug",),
    # the job a member had when it happened: prices follow from it
    "credit": ("sales_role",),
    "external_claim": ("kind", "record_id", "system"),
    "expectation_text": ("body",),
    "feed_post": ("dedupe_key", "params"),
    "job_run": ("job", "period"),
    "leave": ("entered_by",),
    "kpi_input": ("given_by",),
    "kpi_rule_version": ("published_by", "rule_key", "terms"),
    "ledger_entry": ("recorded_by",),
    "level": ("title",),
    "member_zone": ("timezone",),
    # numbers of a team's goals, with their titles, which are set up together
    "meeting_outlook": ("lines",),
    "membership_correction": ("corrected_by",),
    "metric": ("metric_key", "title", "value_key"),
    "month_candidate": ("board_key",),
    "organization": ("currency", "locale", "name", "slug"),
    "pending_credit": ("sales_role",),
    "point_boost": ("kinds", "published_by", "title"),
    "point_rule": ("title",),
    "point_rule_version": ("published_by", "terms"),
    "pulse_question": ("statement",),
    "recognition_setting": ("board_key",),
    "season": ("series", "title"),
    "streak": ("streak_key", "title"),
    "streak_rewalk": ("requested_by",),
    "team": ("name", "region", "team_key"),
    "thread": ("subject_key",),
    "working_calendar": ("timezone",),
    "webhook": ("disabled_reason", "former_secret", "kinds", "secret", "url"),
}


async def erase(connection: Connection, member_id: UUID, *, left_on: date, now: datetime) -> None:
    """Empty all that tells who a member is and what was written by or about the member; numbers stay."""
    for table, sql in STATEMENTS.items():
        further = (left_on, now) if table == "member" else ()
        await connection.execute(sql, connection.org_id, member_id, *further)
