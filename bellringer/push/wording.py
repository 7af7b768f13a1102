"""Wording: what a notification says to its reader, in the reader's language; pure."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal, format_percent

from bellringer.gamification.store.notifications import GoalName, Names, Params, id_in
from bellringer.push.languages import Language, language
from bellringer.push.money import format_money
from bellringer.words import MetricUnit, NotificationKind, SubjectKind

NAME_LIMIT = 80

Named = TypeVar("Named")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A title and a body, ready for a phone's screen or an inbox."""

    title: str
    body: str


class Voice(StrEnum):
    """Whose doing it is, seen by the reader."""

    YOU = "YOU"
    MEMBER = "MEMBER"
    TEAM = "TEAM"
    EVERYONE = "EVERYONE"


def N_(message: str) -> str:  # noqa: N802 - gettext's name for a text that is translated later
    """Mark a text for the catalogues."""
    return message


_K, _V = NotificationKind, Voice

TEMPLATES: Mapping[tuple[NotificationKind, Voice], tuple[str, str]] = {
    (_K.MILESTONE_CROSSED, _V.YOU): (
        N_("{percent} reached"),
        N_("You have reached {percent} of {goal}."),
    ),
    (_K.MILESTONE_CROSSED, _V.MEMBER): (
        N_("{owner}: {percent} reached"),
        N_("{owner} has reached {percent} of {goal}."),
    ),
    (_K.MILESTONE_CROSSED, _V.TEAM): (
        N_("{owner}: {percent} reached"),
        N_("Together you have reached {percent} of {goal}."),
    ),
    (_K.MILESTONE_CROSSED, _V.EVERYONE): (
        N_("All together: {percent} reached"),
        N_("Together you have reached {percent} of {goal}."),
    ),
    (_K.GOAL_MET, _V.YOU): (N_("Goal met!"), N_("You have met {goal}. Congratulations!")),
    (_K.GOAL_MET, _V.MEMBER): (N_("{owner}: goal met!"), N_("{owner} has met {goal}.")),
    (_K.GOAL_MET, _V.TEAM): (
        N_("{owner}: goal met!"),
        N_("Together you have met {goal}. Congratulations!"),
    ),
    (_K.GOAL_MET, _V.EVERYONE): (
        N_("All together: goal met!"),
        N_("Together you have met {goal}. Congratulations!"),
    ),
    (_K.GOAL_PROPOSED, _V.YOU): (
        N_("A goal for you"),
        N_("{goal} is proposed to you. Have a look and agree, or talk about it."),
    ),
    (_K.GOAL_PROPOSED, _V.MEMBER): (
        N_("A goal to agree on"),
        N_("{owner} proposes {goal}."),
    ),
    (_K.GOAL_PROPOSED, _V.TEAM): (N_("A goal for {owner}"), N_("{goal} is proposed.")),
    (_K.GOAL_PROPOSED, _V.EVERYONE): (N_("A goal for all"), N_("{goal} is proposed.")),
    (_K.GOAL_AGREED, _V.YOU): (N_("Goal agreed"), N_("{goal} is agreed. Off you go!")),
    (_K.GOAL_AGREED, _V.MEMBER): (N_("Goal agreed"), N_("{owner} has agreed to {goal}.")),
    (_K.GOAL_AGREED, _V.TEAM): (N_("{owner}: goal agreed"), N_("{goal} is agreed.")),
    (_K.GOAL_AGREED, _V.EVERYONE): (N_("Goal agreed"), N_("{goal} is agreed.")),
    (_K.BADGE_AWARDED, _V.YOU): (
        N_("New badge: {badge}"),
        N_("You have earned the badge {badge}."),
    ),
    (_K.BADGE_AWARDED, _V.MEMBER): (
        N_("New badge for {member}"),
        N_("{member} has earned the badge {badge}."),
    ),
    (_K.BADGE_REVOKED, _V.YOU): (
        N_("Badge taken back"),
        N_("The badge {badge} was taken back. Your manager can tell you why."),
    ),
    (_K.BADGE_REVOKED, _V.MEMBER): (
        N_("Badge taken back"),
        N_("The badge {badge} of {member} was taken back."),
    ),
    (_K.LEVEL_UP, _V.YOU): (N_("Level {level}"), N_("You are now {level_title}.")),
    (_K.LEVEL_UP, _V.MEMBER): (
        N_("{member}: level {level}"),
        N_("{member} is now {level_title}."),
    ),
    (_K.TEAM_OF_THE_MONTH, _V.TEAM): (
        N_("Team of the month: {team}"),
        N_("{team} is the team of the month for {month}."),
    ),
    (_K.MEMBER_OF_THE_MONTH, _V.YOU): (
        N_("You are the member of the month!"),
        N_("Nobody did better in {month}. Congratulations!"),
    ),
    (_K.MEMBER_OF_THE_MONTH, _V.MEMBER): (
        N_("Member of the month: {member}"),
        N_("{member} is the member of the month for {month}."),
    ),
    (_K.KUDOS, _V.YOU): (N_("Kudos from {sender}"), N_("{sender} thanks you.")),
    (_K.KUDOS, _V.MEMBER): (
        N_("Kudos for {member}"),
        N_("{sender} thanks {member}."),
    ),
}

QUOTED = N_("“{title}”")
QUOTED_WITH_TARGET = N_("“{title}” (target: {target})")
SOMEBODY = N_("A colleague")
SOME_TEAM = N_("The team")
UNKNOWN = "…"
LEVEL_NUMBER = N_("at level {level}")
LAST_MONTH = N_("the month")


def words(
    kind: NotificationKind, params: Params, names: Names, *, reader_id: UUID, locale: str
) -> Words:
    """Say what a notification tells, to the member `reader_id`, in the closest language there is.

    Names that are absent are replaced by a general word, so an old notification can always be read.
    """
    speaks = language(locale)
    voice = _voice(kind, params, names, reader_id)
    title, body = TEMPLATES[kind, voice]
    values = _values(params, names, speaks)
    return Words(
        title=speaks.say(title).format_map(values), body=speaks.say(body).format_map(values)
    )


def _voice(kind: NotificationKind, params: Params, names: Names, reader_id: UUID) -> Voice:
    goal = _named(names.goals, params, "goal_id")
    if goal is not None:
        match goal.owner_kind:
            case SubjectKind.TEAM:
                return Voice.TEAM
            case SubjectKind.ORGANIZATION:
                return Voice.EVERYONE
            case SubjectKind.MEMBER:
                return Voice.YOU if goal.owner_id == reader_id else Voice.MEMBER
    if kind is NotificationKind.TEAM_OF_THE_MONTH:
        return Voice.TEAM
    member_id = params.get("member_id")
    if member_id is None or str(member_id) == str(reader_id):
        return Voice.YOU
    return Voice.MEMBER


def _values(params: Params, names: Names, speaks: Language) -> dict[str, str]:
    locale = speaks.locale
    goal = _named(names.goals, params, "goal_id")
    member = _named(names.members, params, "member_id")
    sender = _named(names.members, params, "by_member_id")
    team = _named(names.teams, params, "team_id")
    badge = _named(names.badges, params, "badge_id")
    level = int(params.get("level", 0))
    level_title = names.levels.get(level)
    level_number = format_decimal(level, locale=locale)
    return {
        "goal": _goal(goal, names.currency, speaks),
        "owner": _owner(goal, speaks),
        "percent": format_percent(int(params.get("percent", 100)) / 100, locale=locale),
        "member": clean(member) or speaks.say(SOMEBODY),
        "sender": clean(sender) or speaks.say(SOMEBODY),
        "team": clean(team) or speaks.say(SOME_TEAM),
        "badge": speaks.say(QUOTED).format(title=clean(badge) or UNKNOWN),
        "level": level_number,
        "level_title": clean(level_title) or speaks.say(LEVEL_NUMBER).format(level=level_number),
        "month": _month(params, speaks),
    }


def _owner(goal: GoalName | None, speaks: Language) -> str:
    if goal is not None and clean(goal.owner_name):
        return clean(goal.owner_name)
    is_team = goal is not None and goal.owner_kind is SubjectKind.TEAM
    return speaks.say(SOME_TEAM if is_team else SOMEBODY)


def _goal(goal: GoalName | None, currency: str | None, speaks: Language) -> str:
    title = (clean(goal.title) if goal else "") or UNKNOWN
    if goal is None or goal.target is None or goal.unit is None:
        return speaks.say(QUOTED).format(title=title)
    target = _quantity(goal.target, goal.unit, currency, speaks.locale)
    return speaks.say(QUOTED_WITH_TARGET).format(title=title, target=target)


def _quantity(value: int, unit: MetricUnit, currency: str | None, locale: Locale) -> str:
    if unit is MetricUnit.MONEY and currency is not None:
        return format_money(value, currency, locale)
    if unit is MetricUnit.RATIO:
        return str(format_percent(value / 10_000, locale=locale))
    return str(format_decimal(value, locale=locale))


def _month(params: Params, speaks: Language) -> str:
    try:
        month = date.fromisoformat(str(params["month_on"]))
    except (KeyError, ValueError):
        return speaks.say(LAST_MONTH)
    return format_skeleton("yMMMM", month, locale=speaks.locale)


def _named(names: Mapping[UUID, Named], params: Params, name: str) -> Named | None:
    found = id_in(params, name)
    return None if found is None else names.get(found)


def clean(name: str | None) -> str:
    """Return a name fit for a line of a phone: no control or direction signs, at most 80 characters."""
    kept = "".join(
        sign
        for sign in name or ""
        if sign in "\u200c\u200d"
        or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    ).strip()
    return kept if len(kept) <= NAME_LIMIT else kept[: NAME_LIMIT - 1].rstrip() + "…"
