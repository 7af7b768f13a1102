"""What phones say, in each language; the snapshot is `wording.txt` beside this file.

To accept a change: `python -m tests.unit.test_wording`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from uuid import UUID

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.store.notifications import GoalName, Names
from bellringer.push import languages, wording
from bellringer.push.languages import SPOKEN, language
from bellringer.push.links import path_of, thread_of
from bellringer.push.wording import TEMPLATES, Voice, clean, words
from bellringer.words import MetricUnit, NotificationKind, SubjectKind

SNAPSHOT = Path(__file__).with_name("wording.txt")
READER, OTHER, TEAM, BADGE = (UUID(int=n) for n in (1, 2, 3, 4))
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
    currency="EUR",
)


def params_for(kind: NotificationKind, voice: Voice) -> dict[str, str | int]:
    member_id = READER if voice is Voice.YOU else OTHER
    if "GOAL" in kind or "MILESTONE" in kind:
        return {"goal_id": str(GOALS[voice]), "percent": 75}
    return {
        "member_id": str(member_id),
        "by_member_id": str(OTHER),
        "team_id": str(TEAM),
        "badge_id": str(BADGE),
        "level": 12,
        "month_on": "2026-02-01",
    }


def lines() -> Iterator[str]:
    for locale in ("en", "de"):
        for kind, voice in TEMPLATES:
            said = words(kind, params_for(kind, voice), NAMES, reader_id=READER, locale=locale)
            yield f"{locale} {kind} {voice}: {said.title} | {said.body}"


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


def marked() -> set[str]:
    tree = ast.parse(Path(wording.__file__).read_text())
    return {
        ast.literal_eval(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_"
    }


@pytest.mark.parametrize("code", [code for code in SPOKEN if code != "en"])
def test_every_language_says_every_text_with_the_same_blanks(code: str) -> None:
    file = Path(languages.__file__).parent / "locales" / code / "messages.po"
    with file.open("rb") as text:
        catalogue = read_po(text, locale=code)
    translated = {str(each.id): str(each.string) for each in catalogue if each.id}
    assert translated.keys() == marked()
    for source, target in translated.items():
        assert target
        assert _blanks(source) == _blanks(target), source
    assert not any(each.fuzzy for each in catalogue if each.id)


def _blanks(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("de", "75\xa0% erreicht"),
        ("de-AT", "75\xa0% erreicht"),
        ("de_DE", "75\xa0% erreicht"),
        ("en-US", "75% reached"),
        ("fr", "75% reached"),
        ("", "75% reached"),
        ("xx-XX", "75% reached"),
        ("../../etc", "75% reached"),
    ],
)
def test_a_phone_is_spoken_to_in_the_closest_language(wanted: str, expected: str) -> None:
    params: dict[str, str | int] = {"goal_id": str(GOALS[Voice.YOU]), "percent": 75}
    said = words(NotificationKind.MILESTONE_CROSSED, params, NAMES, reader_id=READER, locale=wanted)
    assert said.title == expected


def test_numbers_are_written_as_the_region_writes_them() -> None:
    params: dict[str, str | int] = {"goal_id": str(GOALS[Voice.YOU]), "percent": 75}

    def body(locale: str) -> str:
        return words(
            NotificationKind.MILESTONE_CROSSED, params, NAMES, reader_id=READER, locale=locale
        ).body

    assert "€12,500" in body("en")
    assert "12.500\xa0€" in body("de")
    assert "€\xa012.500" in body("de-AT")


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
