"""Links: which place in the app a notification opens, and which messages lie together."""

from uuid import NAMESPACE_URL, UUID, uuid5

from bellringer.gamification.store.notifications import Params, id_in
from bellringer.node_ids import pack
from bellringer.words import NotificationKind

CHANNELS: dict[NotificationKind, str] = {
    NotificationKind.MILESTONE_CROSSED: "goals",
    NotificationKind.GOAL_MET: "goals",
    NotificationKind.GOAL_PROPOSED: "goals",
    NotificationKind.GOAL_AGREED: "goals",
    NotificationKind.GOAL_DECLINED: "goals",
    NotificationKind.GOAL_SUBMITTED: "goals",
    NotificationKind.GOAL_FAILED: "goals",
    NotificationKind.BADGE_AWARDED: "badges",
    NotificationKind.BADGE_REVOKED: "badges",
    NotificationKind.LEVEL_UP: "badges",
    NotificationKind.ACTIVITY_APPROVED: "activities",
    NotificationKind.ACTIVITY_REJECTED: "activities",
    NotificationKind.TEAM_OF_THE_MONTH: "recognition",
    NotificationKind.MEMBER_OF_THE_MONTH: "recognition",
    NotificationKind.COMPETITION_STARTED: "competitions",
    NotificationKind.COMPETITION_RESULT: "competitions",
    NotificationKind.KUDOS: "kudos",
    NotificationKind.WEBHOOK_DISABLED: "webhooks",
    NotificationKind.STREAK_AT_RISK: "streaks",
    NotificationKind.VOTE_OPEN: "recognition",
    NotificationKind.DIGEST: "digest",
    NotificationKind.COMMENT: "feed",
    NotificationKind.RANK_CHANGED: "ranks",
    NotificationKind.STREAK_MILESTONE: "streaks",
    NotificationKind.COMPETITION_LEAD: "competitions",
    NotificationKind.PERIOD_CLOSING: "goals",
    NotificationKind.APPROVAL_WAITING: "approvals",
    NotificationKind.CHECK_IN_DUE: "check-ins",
    NotificationKind.PULSE_OPEN: "coaching",
    NotificationKind.ACTION_ITEM_DUE: "action-items",
    NotificationKind.EXPECTATION_OPEN: "coaching",
    NotificationKind.THREAD_MESSAGE: "coaching",
    NotificationKind.FEEDBACK_REQUESTED: "coaching",
    NotificationKind.FEEDBACK_GIVEN: "coaching",
    NotificationKind.OFF_DAY_FLAG: "days",
    NotificationKind.NUDGE: "days",
}

# A newer one takes the place of the one before, for the same of these, if the phone shows that still.
REPLACES: dict[NotificationKind, str | None] = {
    NotificationKind.STREAK_AT_RISK: "streak_id",
    NotificationKind.DIGEST: None,
    NotificationKind.COMMENT: "post_id",
    NotificationKind.THREAD_MESSAGE: "thread_id",
    NotificationKind.RANK_CHANGED: None,
    NotificationKind.COMPETITION_LEAD: "competition_id",
    NotificationKind.APPROVAL_WAITING: None,
    NotificationKind.CHECK_IN_DUE: None,
    NotificationKind.ACTION_ITEM_DUE: None,
}


_K = NotificationKind
_GOAL = ("/goals", "Goal", "goal_id")
_BADGE = ("/badges", "BadgeDefinition", "badge_id")
_ACTIVITY = ("/activities", "Activity", "activity_id")
_COMPETITION = ("/competitions", "Competition", "competition_id")
_MONTH = ("/months", None, "month_on")

# the room, and what in it: a node by its id, or a key as it is
PLACES: dict[NotificationKind, tuple[str, str | None, str | None]] = {
    _K.MILESTONE_CROSSED: _GOAL,
    _K.GOAL_MET: _GOAL,
    _K.GOAL_PROPOSED: _GOAL,
    _K.GOAL_AGREED: _GOAL,
    _K.GOAL_DECLINED: _GOAL,
    _K.GOAL_SUBMITTED: _GOAL,
    _K.GOAL_FAILED: _GOAL,
    _K.PERIOD_CLOSING: _GOAL,
    _K.BADGE_AWARDED: _BADGE,
    _K.BADGE_REVOKED: _BADGE,
    _K.LEVEL_UP: ("/me", None, None),
    _K.DIGEST: ("/me", None, None),
    _K.ACTIVITY_APPROVED: _ACTIVITY,
    _K.ACTIVITY_REJECTED: _ACTIVITY,
    _K.APPROVAL_WAITING: ("/approvals", None, None),
    _K.ACTION_ITEM_DUE: ("/action-items", None, None),
    _K.CHECK_IN_DUE: ("/check-ins", None, "on"),
    _K.PULSE_OPEN: ("/pulses", "Pulse", "pulse_id"),
    _K.EXPECTATION_OPEN: ("/expectations", None, None),
    _K.THREAD_MESSAGE: ("/threads", "Thread", "thread_id"),
    _K.FEEDBACK_REQUESTED: ("/feedback", "Feedback", "feedback_id"),
    _K.FEEDBACK_GIVEN: ("/feedback", "Feedback", "feedback_id"),
    _K.OFF_DAY_FLAG: ("/days", "OffDayFlag", "flag_id"),
    _K.NUDGE: ("/days", None, "on"),
    _K.TEAM_OF_THE_MONTH: _MONTH,
    _K.MEMBER_OF_THE_MONTH: _MONTH,
    _K.VOTE_OPEN: _MONTH,
    _K.COMPETITION_STARTED: _COMPETITION,
    _K.COMPETITION_LEAD: _COMPETITION,
    _K.COMPETITION_RESULT: _COMPETITION,
    _K.STREAK_AT_RISK: ("/streaks", None, None),
    _K.STREAK_MILESTONE: ("/streaks", None, None),
    _K.RANK_CHANGED: ("/boards", None, "board_key"),
    _K.KUDOS: ("/feed", None, None),
    _K.WEBHOOK_DISABLED: ("/me", None, None),
    _K.COMMENT: ("/feed", "FeedPost", "post_id"),
}


def path_of(kind: NotificationKind, params: Params) -> str:
    """Return the place in the app that a notification is about; ids in it are those of the API."""
    room, node, name = PLACES[kind]
    if name is None or name not in params:
        return room
    if node is None:
        return f"{room}/{params[name]}"
    key = id_in(params, name)
    return room if key is None else f"{room}/{pack(node, key)}"


def thread_of(kind: NotificationKind, params: Params) -> str:
    """Return what groups messages on the phone: those about one goal, and those of one kind."""
    return str(params.get("goal_id", CHANNELS[kind]))


def tag_of(
    kind: NotificationKind, params: Params, *, notification_id: UUID, organization: str
) -> UUID:
    """Return what a phone shows one message of at a time: the notification, or the thing it is about."""
    if kind not in REPLACES:
        return notification_id
    about = REPLACES[kind]
    return uuid5(NAMESPACE_URL, f"{organization}/{kind}/{params.get(about, '') if about else ''}")
