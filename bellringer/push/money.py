"""Money as a reader writes it."""

from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency, get_currency_precision


def format_money(amount_minor: int, currency: str, locale: Locale) -> str:
    """Write an amount of minor units, without decimals if it is whole: €12,500 or 12.500 €."""
    digits = get_currency_precision(currency)
    amount = Decimal(amount_minor).scaleb(-digits)
    if amount != amount.to_integral_value():
        return str(format_currency(amount, currency, locale=locale))
    pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
    return str(
        format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)
    )
