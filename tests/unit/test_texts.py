"""What people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.errors import InvalidTextError
from bellringer.gamification.rules.texts import checked, checked_key


@given(st.text(max_size=80))
def test_W3_a_text_is_kept_as_utf_8_can_store_it_or_refused(text: str) -> None:
    try:
        kept = checked(text, limit=40, field="reason")
    except InvalidTextError:
        return
    assert kept == text.strip()
    assert 0 < len(kept) <= 40
    assert "\x00" not in kept
    kept.encode()


def test_a_text_may_have_lines_and_any_script() -> None:
    for text in ("two\nlines", "שלום", "שׁ‏", "👩‍🚀", "a\u202eb"):
        assert checked(text, limit=20, field="text") == text


@pytest.mark.parametrize("text", ["", "  ", "\t", "x" * 21, "a\tb", "\x1b[0m", "\ud800"])
def test_a_text_that_cant_be_stored_or_shown_is_refused(text: str) -> None:
    with pytest.raises(InvalidTextError):
        checked(text, limit=20, field="text")


def test_a_key_is_taken_exactly_as_it_was_given() -> None:
    assert checked_key("0198-ab") == "0198-ab"
    with pytest.raises(InvalidTextError):
        checked_key(" 0198-ab")
