"""The languages that the voice speaks: gettext catalogues, read as text when first spoken.

The .po files are the only form that is kept: they are read by Babel and compiled in memory, so that a clone and
an installed wheel speak alike without a build step. A new language is a new file `locales/<code>/messages.po`.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

SOURCE = "en"  # what the texts in the code are written in
_LOCALES = files("bellringer.push") / "locales"
SPOKEN = (
    SOURCE,
    *sorted(each.name for each in _LOCALES.iterdir() if (each / "messages.po").is_file()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A catalogue, and the locale that numbers and dates are written by."""

    locale: Locale
    catalogue: NullTranslations

    def say(self, message: str) -> str:
        """Return a text of the code in this language, or as it stands if it has no translation."""
        return str(self.catalogue.gettext(message))

    def count(self, one: str, several: str, number: int) -> str:
        """Return a text of the code that counts, in the form that the language has for the number."""
        return str(self.catalogue.ngettext(one, several, number))


@lru_cache(maxsize=256)  # phones name their locale themselves
def language(wanted: str) -> Language:
    """Return the language closest to a locale such as de-AT: its texts in German, its numbers Austrian.

    Of several, separated by commas, the first that is spoken is taken: `it,pt-BR,de` is Portuguese.
    """
    for each in wanted.replace("-", "_").split(","):
        code = negotiate_locale([each, each.split("_")[0]], SPOKEN)
        if code is not None:
            return _in(code.lower(), each)  # it answers in the case that it was asked in
    return _in(SOURCE, SOURCE)


def _in(code: str, wanted: str) -> Language:
    """Return a language that is spoken, with the numbers and dates of the locale wanted."""
    try:
        locale = Locale.parse(wanted)
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse(code)
    if locale.language != Locale.parse(code).language:
        locale = Locale.parse(code)
    return Language(locale=locale, catalogue=_catalogue(code))


@cache
def _catalogue(code: str) -> NullTranslations:
    if code == SOURCE:
        return NullTranslations()
    with (_LOCALES / code / "messages.po").open("rb") as text:
        catalogue = read_po(text, locale=code, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
