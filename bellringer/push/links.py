"""Links: which place in the app a notification opens, and which messages lie together."""

from bellringer.gamification.store.notifications import Params
from bellringer.words import NotificationKind

CHANNELS: dict[NotificationKind, str] = {
    NotificationKind.MILESTONE_CROSSED: "goals",
    NotificationKind.GOAL_MET: "goals",
    NotificationKind.GOAL_PROPOSED: "goals",
    NotificationKind.GOAL_AGREED: "goals",
    NotificationKind.BADGE_AWARDED: "badges",
    NotificationKind.BADGE_REVOKED: "badges",
    NotificationKind.LEVEL_UP: "badges",
    NotificationKind.TEAM_OF_THE_MONTH: "recognition",
    NotificationKind.MEMBER_OF_THE_MONTH: "recognition",
    NotificationKind.KUDOS: "kudos",
}


def path_of(kind: NotificationKind, params: Params) -> str:
    """Return the place in the app that a notification is about."""
    match kind:
        case (
            NotificationKind.MILESTONE_CROSSED
            | NotificationKind.GOAL_MET
            | NotificationKind.GOAL_PROPOSED
            | NotificationKind.GOAL_AGREED
        ):
            return f"/goals/{params['goal_id']}" if "goal_id" in params else "/goals"
        case NotificationKind.BADGE_AWARDED | NotificationKind.BADGE_REVOKED:
            return f"/badges/{params['badge_id']}" if "badge_id" in params else "/badges"
        case NotificationKind.LEVEL_UP:
            return "/me"
        case NotificationKind.TEAM_OF_THE_MONTH | NotificationKind.MEMBER_OF_THE_MONTH:
            return f"/months/{params['month_on']}" if "month_on" in params else "/months"
        case NotificationKind.KUDOS:
            return "/feed"


def thread_of(kind: NotificationKind, params: Params) -> str:
    """Return what groups messages on the phone: those about one goal, and those of one kind."""
    return str(params.get("goal_id", CHANNELS[kind]))
