"""Links: which place in the app a notification opens, and which messages lie together."""

from bellringer.gamification.store.notifications import Params, id_in
from bellringer.node_ids import pack
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
    """Return the place in the app that a notification is about; ids in it are those of the API."""
    match kind:
        case (
            NotificationKind.MILESTONE_CROSSED
            | NotificationKind.GOAL_MET
            | NotificationKind.GOAL_PROPOSED
            | NotificationKind.GOAL_AGREED
        ):
            return _place("/goals", "Goal", params, "goal_id")
        case NotificationKind.BADGE_AWARDED | NotificationKind.BADGE_REVOKED:
            return _place("/badges", "BadgeDefinition", params, "badge_id")
        case NotificationKind.LEVEL_UP:
            return "/me"
        case NotificationKind.TEAM_OF_THE_MONTH | NotificationKind.MEMBER_OF_THE_MONTH:
            return f"/months/{params['month_on']}" if "month_on" in params else "/months"
        case NotificationKind.KUDOS:
            return "/feed"


def thread_of(kind: NotificationKind, params: Params) -> str:
    """Return what groups messages on the phone: those about one goal, and those of one kind."""
    return str(params.get("goal_id", CHANNELS[kind]))


def _place(room: str, kind: str, params: Params, name: str) -> str:
    key = id_in(params, name)
    return room if key is None else f"{room}/{pack(kind, key)}"
