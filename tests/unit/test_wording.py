"""What phones say, in each language; the snapshot is `wording.txt` beside this file.

To accept a change: `python -m tests.unit.test_wording`.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Formatter
from uuid import UUID

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.store.notifications import GoalName, MetricName, Names
from bellringer.push import languages
from bellringer.push.languages import SPOKEN, language
from bellringer.push.lines import clean
from bellringer.push.links import path_of, thread_of
from bellringer.push.voices import Counted, Voice
from bellringer.push.wording import TEMPLATES, words
from bellringer.words import MetricUnit, NotificationKind, SubjectKind

NUMBERS = ("0", "1", "2", "1000")
SNAPSHOT = Path(__file__).with_name("wording.txt")
READER, OTHER, TEAM, BADGE, COMPETITION, STREAK = (UUID(int=n) for n in (1, 2, 3, 4, 5, 6))
GOALS = {
    Voice.YOU: UUID(int=11),
    Voice.MEMBER: UUID(int=12),
    Voice.TEAM: UUID(int=13),
    Voice.EVERYONE: UUID(int=14),
}
OWNERS = {
    Voice.YOU: (SubjectKind.MEMBER, READER, "Rita", MetricUnit.MONEY, 1_250_000),
    Voice.MEMBER: (SubjectKind.MEMBER, OTHER, "Bob", MetricUnit.MONEY, 1_250_050),
    Voice.TEAM: (SubjectKind.TEAM, TEAM, "North", MetricUnit.COUNT, 1_200),
    Voice.EVERYONE: (SubjectKind.ORGANIZATION, UUID(int=9), None, MetricUnit.RATIO, 2_500),
}
NAMES = Names(
    goals={
        GOALS[voice]: GoalName(
            title="Spring",
            owner_kind=kind,
            owner_id=owner_id,
            owner_name=name,
            unit=unit,
            target=target,
        )
        for voice, (kind, owner_id, name, unit, target) in OWNERS.items()
    },
    badges={BADGE: "First deal"},
    members={READER: "Rita", OTHER: "Bob"},
    teams={TEAM: "North"},
    levels={12: "Rainmaker"},
    competitions={COMPETITION: "Spring race"},
    streaks={STREAK: "A call every day"},
    metrics={
        "deals": MetricName(title="Deals", unit=MetricUnit.COUNT),
        "revenue": MetricName(title="Revenue", unit=MetricUnit.MONEY),
    },
    boards={"points-month": "This month"},
    currency="EUR",
)


TIMELY_PARAMS: dict[NotificationKind, dict[str, str | int]] = {
    NotificationKind.WEBHOOK_DISABLED: {"webhook_id": str(UUID(int=8))},
    NotificationKind.RANK_CHANGED: {
        "board_key": "points-month",
        "rank_before": 5,
        "rank": 2,
        "listed": 35,
    },
    NotificationKind.APPROVAL_WAITING: {"items": 1},
    NotificationKind.ACTION_ITEM_DUE: {"on": "2026-03-11", "until": "2026-03-12", "items": 2},
    NotificationKind.CHECK_IN_DUE: {"on": "2026-03-11", "part": "PLAN"},
    NotificationKind.EXPECTATION_OPEN: {"version_no": 2},
    NotificationKind.FEEDBACK_REQUESTED: {"by_member_id": str(OTHER)},
    NotificationKind.FEEDBACK_GIVEN: {"by_member_id": str(OTHER)},
    NotificationKind.STREAK_AT_RISK: {"streak_id": str(STREAK), "run": 12},
    NotificationKind.STREAK_MILESTONE: {"streak_id": str(STREAK), "run": 20},
    NotificationKind.DIGEST: {
        "on": "2026-03-16",
        "day_on": "2026-03-13",
        "points": 1_250,
        "first_metric": "deals",
        "first_total": 3,
        "second_metric": "revenue",
        "second_total": 1_250_000,
        "first_goal_id": str(GOALS[Voice.YOU]),
        "first_goal_metric": "revenue",
        "first_due": 50_000,
        "board_key": "points-month",
        "rank": 4,
        "listed": 35,
        "streak_id": str(STREAK),
        "run": 12,
        "freezes": 1,
        "held_KUDOS": 2,
        "held_GOAL_MET": 1,
        "held_MILESTONE_CROSSED": 2,
    },
}


def params_for(kind: NotificationKind, voice: Voice) -> dict[str, str | int]:
    if kind in TIMELY_PARAMS:
        return TIMELY_PARAMS[kind]
    member_id = READER if voice is Voice.YOU else OTHER
    if kind is NotificationKind.COMMENT:
        about = {} if voice is Voice.EVERYONE else {"member_id": str(member_id)}
        post = {"post_id": str(UUID(int=7)), "by_member_id": str(OTHER)}
        return {**about, **post, "comments": 2}
    if kind is NotificationKind.PERIOD_CLOSING:
        days = 1 if voice is Voice.YOU else 2
        return {"goal_id": str(GOALS[voice]), "missing": 120_000, "days": days}
    if "GOAL" in kind or "MILESTONE" in kind:
        return {"goal_id": str(GOALS[voice]), "percent": 75}
    if "COMPETITION" in kind:
        winner: dict[Voice, dict[str, str | int]] = {
            Voice.TEAM: {"team_id": str(TEAM)},
            Voice.EVERYONE: {},
        }
        return {
            "competition_id": str(COMPETITION),
            **winner.get(voice, {"member_id": str(member_id)}),
        }
    if "VOTE" in kind:
        return {"month_on": "2026-02-01", "subject_kind": voice}
    if voice is Voice.TEAM and "BADGE" in kind:
        return {"team_id": str(TEAM), "badge_id": str(BADGE)}
    return {
        "member_id": str(member_id),
        "by_member_id": str(OTHER),
        "team_id": str(TEAM),
        "badge_id": str(BADGE),
        "level": 12,
        "month_on": "2026-02-01",
    }


def lines() -> Iterator[str]:
    for locale in SPOKEN:
        for (kind, voice), texts in TEMPLATES.items():
            counted = {text.by for text in texts if isinstance(text, Counted)}
            for number in NUMBERS if counted else ("",):
                params = params_for(kind, voice) | dict.fromkeys(counted, number)
                said = words(kind, params, NAMES, reader_id=READER, locale=locale)
                body = said.body.replace("\n", " / ")
                yield f"{locale} {kind} {voice}{number and f' {number}'}: {said.title} | {body}"


def test_every_text_reads_as_it_was_accepted() -> None:
    assert SNAPSHOT.read_text().splitlines() == list(lines())


@pytest.mark.parametrize("kind", NotificationKind)
def test_every_kind_can_be_said_even_when_all_its_names_are_gone(
    kind: NotificationKind,
) -> None:
    for locale in SPOKEN:
        for params in ({}, params_for(kind, Voice.MEMBER)):
            said = words(kind, params, Names(), reader_id=READER, locale=locale)
            assert said.title
            assert "{" not in said.title + said.body
            assert path_of(kind, params).startswith("/")
            assert thread_of(kind, params)


def marked() -> set[str | tuple[str, ...]]:
    """Every text for the catalogues; of one that counts its two forms."""
    found: set[str | tuple[str, ...]] = set()
    for module in sorted(Path(languages.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id == "N_":
                found.add(ast.literal_eval(node.args[0]))
            if node.func.id == "NN_":
                found.add(tuple(ast.literal_eval(each) for each in node.args[:2]))
    return found


@pytest.mark.parametrize("code", [code for code in SPOKEN if code != "en"])
def test_every_language_says_every_text_with_the_same_blanks(code: str) -> None:
    file = Path(languages.__file__).parent / "locales" / code / "messages.po"
    with file.open("rb") as text:
        catalogue = read_po(text, locale=code)
    translated = {each.id: each.string for each in catalogue if each.id}
    assert translated.keys() == marked()
    for source, target in translated.items():
        sources, targets = _forms(source), _forms(target)
        assert all(targets)
        assert len(targets) == (catalogue.num_plurals if len(sources) > 1 else 1)
        # the form for one may say who it is instead of how many
        for form, each in zip(targets, (sources[0], *sources[-1:] * len(targets)), strict=False):
            assert _blanks(form) == _blanks(each), source
    assert not any(each.fuzzy for each in catalogue if each.id)


def _forms(text: str | Sequence[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _blanks(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("de", "75\xa0% erreicht"),
        ("de-AT", "75\xa0% erreicht"),
        ("de_DE", "75\xa0% erreicht"),
        ("en-US", "75% reached"),
        ("pt-BR", "75% da meta"),
        ("es-MX", "Ya llevas el 75%"),
        ("it", "75% reached"),
        ("it,pt-BR,de", "75% da meta"),
        ("it,xx", "75% reached"),
        ("", "75% reached"),
        ("xx-XX", "75% reached"),
        ("../../etc", "75% reached"),
    ],
)
def test_a_phone_is_spoken_to_in_the_closest_language(wanted: str, expected: str) -> None:
    params: dict[str, str | int] = {"goal_id": str(GOALS[Voice.YOU]), "percent": 75}
    said = words(NotificationKind.MILESTONE_CROSSED, params, NAMES, reader_id=READER, locale=wanted)
    assert said.title == expected


def test_there_are_five_languages_and_a_title_fits_on_a_phone() -> None:
    assert SPOKEN == ("en", "de", "es", "fr", "pt")
    titles = [line.split(": ", 1)[1].split(" | ")[0] for line in lines()]
    assert [title for title in titles if len(title) > 45] == []


@pytest.mark.parametrize(
    ("code", "of_one"), [("en", (1,)), ("de", (1,)), ("es", (1,)), ("fr", (0, 1)), ("pt", (0, 1))]
)
def test_a_language_counts_by_its_own_rules(code: str, of_one: tuple[int, ...]) -> None:
    speaks = language(code)
    one, several = speaks.count("{points} point", "{points} points", 1), "{points} points"
    assert of_one == tuple(
        number
        for number in (0, 1, 2, 5, 21, 1_000_000)
        if speaks.count("{points} point", several, number) == one
    )


def test_numbers_are_written_as_the_region_writes_them() -> None:
    params: dict[str, str | int] = {"goal_id": str(GOALS[Voice.YOU]), "percent": 75}

    def body(locale: str) -> str:
        return words(
            NotificationKind.MILESTONE_CROSSED, params, NAMES, reader_id=READER, locale=locale
        ).body

    assert "€12,500" in body("en")
    assert "12.500\xa0€" in body("de")
    assert "€\xa012.500" in body("de-AT")
    assert "12.500\xa0€" in body("es")
    assert "12\u202f500\xa0€" in body("fr")
    assert "€\xa012.500" in body("pt-BR")
    assert "12\xa0500\xa0€" in body("pt-PT")


def test_a_name_with_braces_is_only_a_name() -> None:
    names = Names(members={OTHER: "{sender.__class__} {level}"})
    params: dict[str, str | int] = {"by_member_id": str(OTHER)}
    said = words(NotificationKind.KUDOS, params, names, reader_id=READER, locale="en")
    assert said.title == "Kudos from {sender.__class__} {level}"


@given(st.text(max_size=300))
def test_W3_a_hostile_name_can_t_leave_its_line(name: str) -> None:
    kept = clean(name)
    assert len(kept) <= 80
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", kept)
    assert clean(kept) == kept


@given(st.text(max_size=30))
def test_any_locale_finds_a_language(wanted: str) -> None:
    assert language(wanted).say("Goal met!")


if __name__ == "__main__":
    SNAPSHOT.write_text("\n".join(lines()) + "\n")
