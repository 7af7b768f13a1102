"""Wording: what a notification says to its reader, in the reader's language; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

from babel.dates import format_skeleton
from babel.numbers import format_decimal, format_percent

from bellringer.gamification.store.notifications import GoalName, Names, Params, id_in
from bellringer.push.check_ins import CHECK_INS, asked_for
from bellringer.push.digests import day_of, digest_lines
from bellringer.push.languages import Language, language
from bellringer.push.lines import UNKNOWN, clean, quantity, quoted
from bellringer.push.off_days import OFF_DAYS
from bellringer.push.peers import PEERS
from bellringer.push.timely import TIMELY
from bellringer.push.voices import N_, Counted, Templates, Text, Voice
from bellringer.words import NotificationKind, SubjectKind

Named = TypeVar("Named")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A title and a body, ready for a phone's screen or an inbox."""

    title: str
    body: str


_K, _V = NotificationKind, Voice

TEMPLATES: Templates = {
    **TIMELY,
    **PEERS,
    **CHECK_INS,
    **OFF_DAYS,
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
    (_K.GOAL_DECLINED, _V.YOU): (
        N_("Goal declined"),
        N_("{goal} is not agreed. Talk about it and propose other terms."),
    ),
    (_K.GOAL_DECLINED, _V.MEMBER): (N_("Goal declined"), N_("{owner} has not agreed to {goal}.")),
    (_K.GOAL_DECLINED, _V.TEAM): (N_("{owner}: goal declined"), N_("{goal} is not agreed.")),
    (_K.GOAL_DECLINED, _V.EVERYONE): (N_("Goal declined"), N_("{goal} is not agreed.")),
    (_K.GOAL_SUBMITTED, _V.YOU): (N_("Evidence submitted"), N_("Your evidence for {goal} waits.")),
    (_K.GOAL_SUBMITTED, _V.MEMBER): (
        N_("Evidence to confirm"),
        N_("{owner} has submitted evidence for {goal}."),
    ),
    (_K.GOAL_SUBMITTED, _V.TEAM): (
        N_("Evidence to confirm"),
        N_("{owner} has submitted evidence for {goal}."),
    ),
    (_K.GOAL_SUBMITTED, _V.EVERYONE): (
        N_("Evidence to confirm"),
        N_("Evidence for {goal} waits."),
    ),
    (_K.BADGE_AWARDED, _V.YOU): (
        N_("New badge: {badge}"),
        N_("You have earned the badge {badge}."),
    ),
    (_K.BADGE_AWARDED, _V.MEMBER): (
        N_("New badge for {member}"),
        N_("{member} has earned the badge {badge}."),
    ),
    (_K.BADGE_AWARDED, _V.TEAM): (
        N_("New badge for {team}"),
        N_("{team} has earned the badge {badge}."),
    ),
    (_K.BADGE_REVOKED, _V.YOU): (
        N_("Badge taken back"),
        N_("The badge {badge} was taken back. Your manager can tell you why."),
    ),
    (_K.BADGE_REVOKED, _V.MEMBER): (
        N_("Badge taken back"),
        N_("The badge {badge} of {member} was taken back."),
    ),
    (_K.BADGE_REVOKED, _V.TEAM): (
        N_("Badge taken back"),
        N_("The badge {badge} of {team} was taken back."),
    ),
    (_K.LEVEL_UP, _V.YOU): (N_("Level {level}"), N_("You are now {level_title}.")),
    (_K.LEVEL_UP, _V.MEMBER): (
        N_("{member}: level {level}"),
        N_("{member} is now {level_title}."),
    ),
    (_K.ACTIVITY_APPROVED, _V.YOU): (
        N_("Activity approved"),
        N_("{sender} has approved what you reported. It counts now."),
    ),
    (_K.ACTIVITY_APPROVED, _V.MEMBER): (
        N_("{member}: activity approved"),
        N_("{sender} has approved what {member} reported."),
    ),
    (_K.ACTIVITY_REJECTED, _V.YOU): (
        N_("Activity not approved"),
        N_("{sender} has not approved what you reported. Have a look at the reason."),
    ),
    (_K.ACTIVITY_REJECTED, _V.MEMBER): (
        N_("{member}: activity not approved"),
        N_("{sender} has not approved what {member} reported."),
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
    (_K.COMPETITION_STARTED, _V.EVERYONE): (
        N_("{competition} has begun"),
        N_("You take part in {competition}. Good luck!"),
    ),
    (_K.COMPETITION_RESULT, _V.YOU): (
        N_("You have won!"),
        N_("Nobody did better in {competition}. Congratulations!"),
    ),
    (_K.COMPETITION_RESULT, _V.MEMBER): (
        N_("{competition}: {member} has won"),
        N_("{member} has won {competition}."),
    ),
    (_K.COMPETITION_RESULT, _V.TEAM): (
        N_("{competition}: {team} has won"),
        N_("{team} has won {competition}. Congratulations!"),
    ),
    (_K.COMPETITION_RESULT, _V.EVERYONE): (
        N_("{competition} is over"),
        N_("The result of {competition} is here. Have a look!"),
    ),
}

_ALWAYS = {
    _K.TEAM_OF_THE_MONTH: _V.TEAM,
    _K.COMPETITION_STARTED: _V.EVERYONE,
    _K.VOTE_OPEN: _V.EVERYONE,
    _K.PULSE_OPEN: _V.EVERYONE,
    _K.NUDGE: _V.YOU,
}
_OF_COMPETITIONS = (_K.COMPETITION_RESULT, _K.COMPETITION_LEAD)
# a badge without a member is its team's
_OF_TEAMS = (_K.BADGE_AWARDED, _K.BADGE_REVOKED)

QUOTED_WITH_TARGET = N_("“{title}” (target: {target})")
SOMEBODY = N_("A colleague")
SOME_TEAM = N_("The team")
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
    if kind is NotificationKind.DIGEST:
        values |= {
            "day": day_of(params, "on", speaks),
            "lines": digest_lines(params, names, speaks),
        }
    return Words(
        title=_say(title, params, speaks).format_map(values),
        body=_say(body, params, speaks).format_map(values),
    )


def _say(text: Text, params: Params, speaks: Language) -> str:
    if isinstance(text, Counted):
        return speaks.count(text.one, text.several, int(params.get(text.by, 0)))
    return speaks.say(text)


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
    if kind is NotificationKind.VOTE_OPEN and params.get("subject_kind") == SubjectKind.TEAM:
        return Voice.TEAM
    if kind in _ALWAYS or (kind is NotificationKind.COMMENT and "member_id" not in params):
        return _ALWAYS.get(kind, Voice.EVERYONE)
    if kind in _OF_COMPETITIONS and "member_id" not in params:
        return Voice.TEAM if "team_id" in params else Voice.EVERYONE
    member_id = params.get("member_id")
    if kind in _OF_TEAMS and member_id is None and "team_id" in params:
        return Voice.TEAM
    if member_id is None or str(member_id) == str(reader_id):
        return Voice.YOU
    return Voice.MEMBER


class _Values(dict[str, str]):
    """What a template may name; each is made when it is named, since most templates name one or two."""

    def __init__(self, makers: Mapping[str, Callable[[], str]]) -> None:
        super().__init__()
        self._makers = makers

    def __missing__(self, name: str) -> str:
        return self._makers[name]()


def _values(params: Params, names: Names, speaks: Language) -> _Values:
    def somebody(name: str) -> str:
        return clean(_named(names.members, params, name)) or speaks.say(SOMEBODY)

    def number(name: str, least: int = 0) -> str:
        return format_decimal(int(params.get(name, least)), locale=speaks.locale)

    def level_title() -> str:
        title = clean(names.levels.get(int(params.get("level", 0))))
        return title or speaks.say(LEVEL_NUMBER).format(level=number("level"))

    def goal() -> GoalName | None:
        return _named(names.goals, params, "goal_id")

    def missing() -> str:
        unit = getattr(goal(), "unit", None)
        return quantity(int(params.get("missing", 0)), unit, names.currency, speaks.locale)

    return _Values(
        {
            "goal": lambda: _goal(goal(), names.currency, speaks),
            "owner": lambda: _owner(goal(), speaks),
            "percent": lambda: format_percent(
                int(params.get("percent", 100)) / 100, locale=speaks.locale
            ),
            "member": lambda: somebody("member_id"),
            "sender": lambda: somebody("by_member_id"),
            "team": lambda: clean(_named(names.teams, params, "team_id")) or speaks.say(SOME_TEAM),
            "badge": lambda: quoted(_named(names.badges, params, "badge_id"), speaks),
            "competition": lambda: quoted(
                _named(names.competitions, params, "competition_id"), speaks
            ),
            "level": lambda: number("level"),
            "level_title": level_title,
            "month": lambda: _month(params, speaks),
            "streak": lambda: quoted(_named(names.streaks, params, "streak_id"), speaks),
            "board": lambda: quoted(names.boards.get(str(params.get("board_key"))), speaks),
            "missing": missing,
            "asked_for": lambda: asked_for(params, speaks),
            **{
                name: partial(number, name)
                for name in ("run", "rank", "rank_before", "listed", "days", "items")
            },
            "comments": lambda: number("comments", least=1),
            "messages": lambda: number("messages", least=1),
        }
    )


def _owner(goal: GoalName | None, speaks: Language) -> str:
    if goal is not None and clean(goal.owner_name):
        return clean(goal.owner_name)
    is_team = goal is not None and goal.owner_kind is SubjectKind.TEAM
    return speaks.say(SOME_TEAM if is_team else SOMEBODY)


def _goal(goal: GoalName | None, currency: str | None, speaks: Language) -> str:
    title = (clean(goal.title) if goal else "") or UNKNOWN
    if goal is None or goal.target is None or goal.unit is None:
        return quoted(title, speaks)
    target = quantity(goal.target, goal.unit, currency, speaks.locale)
    return speaks.say(QUOTED_WITH_TARGET).format(title=title, target=target)


def _month(params: Params, speaks: Language) -> str:
    try:
        month = date.fromisoformat(str(params["month_on"]))
    except (KeyError, ValueError):
        return speaks.say(LAST_MONTH)
    # a month of whole weeks begins near the first: its middle names it
    return format_skeleton("yMMMM", month + timedelta(days=14), locale=speaks.locale)


def _named(names: Mapping[UUID, Named], params: Params, name: str) -> Named | None:
    found = id_in(params, name)
    return None if found is None else names.get(found)
