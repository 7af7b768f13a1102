"""What lines are made of: names fit for a phone's screen, quotations, quantities."""

import unicodedata

from babel import Locale
from babel.numbers import format_decimal, format_percent

from bellringer.push.languages import Language
from bellringer.push.money import format_money
from bellringer.push.voices import N_
from bellringer.words import MetricUnit

NAME_LIMIT = 80
QUOTED = N_("“{title}”")
UNKNOWN = "…"


def quoted(title: str | None, speaks: Language) -> str:
    """Return a title in quotation marks."""
    return speaks.say(QUOTED).format(title=clean(title) or UNKNOWN)


def quantity(value: int, unit: MetricUnit | None, currency: str | None, locale: Locale) -> str:
    """Write a value in its metric's unit: money in minor units, a ratio in ten-thousandths."""
    if unit is MetricUnit.MONEY and currency is not None:
        return format_money(value, currency, locale)
    if unit is MetricUnit.RATIO:
        return str(format_percent(value / 10_000, locale=locale))
    return str(format_decimal(value, locale=locale))


def clean(name: str | None) -> str:
    """Return a name fit for a line of a phone: no control or direction signs, at most 80 characters."""
    kept = "".join(
        sign
        for sign in name or ""
        if sign in "\u200c\u200d"
        or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    ).strip()
    return kept if len(kept) <= NAME_LIMIT else kept[: NAME_LIMIT - 1].rstrip() + "…"
