"""What people write: refused when empty, too long, or made of characters that can't be stored."""

import re
import unicodedata

from bellringer.gamification.errors import InvalidTextError

_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")

KEY_LIMIT = 200
TITLE_LIMIT = 120
REASON_LIMIT = 500
KUDOS_LIMIT = 280
COMMENT_LIMIT = 500
NOTE_LIMIT = 2000
TAG_LIMIT = 100


def checked(text: str, *, limit: int, field: str) -> str:
    """Return a text without the blanks around it.

    Raises:
        InvalidTextError: It is blank, has more than `limit` characters, or a control character.
    """
    kept = text.strip()
    if not kept:
        raise InvalidTextError("This text is needed, and it is empty.", path=(field,))
    if len(kept) > limit:
        raise InvalidTextError(f"This text may have {limit} characters.", path=(field,))
    if not kept.isprintable() and any(
        unicodedata.category(sign) in {"Cc", "Cs"} and sign != "\n" for sign in kept
    ):
        raise InvalidTextError("This text has a character that can't be stored.", path=(field,))
    return kept


def checked_key(key: str) -> str:
    """Return an idempotency key exactly as it was given.

    Raises:
        InvalidTextError: It is empty, too long, or has blanks around it or control characters in it.
    """
    return checked_id(key, field="idempotencyKey")


def checked_id(text: str, *, field: str, limit: int = KEY_LIMIT) -> str:
    """Return a key, an outside id or a tag exactly as it was given: one line without blanks around it.

    Raises:
        InvalidTextError: It is empty, too long, or has blanks around it or control characters in it.
    """
    if checked(text, limit=limit, field=field) != text or "\n" in text:
        raise InvalidTextError("A key or id has no blanks around it.", path=(field,))
    return text


def checked_locale(locale: str, *, field: str = "locale") -> str:
    """Return the name of a language as it was given, such as de or de-AT.

    Raises:
        InvalidTextError: It can't be one.
    """
    if not _LOCALE.fullmatch(locale):
        raise InvalidTextError("A language is written like de or de-AT.", path=(field,))
    return locale
