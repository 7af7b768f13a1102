"""Money in minor units: how many a currency has, and from one currency to another."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

MAX_MINOR = 10**15

# ISO 4217: minor units of the currencies that do not have two digits.
_NO_DIGITS = frozenset(
    {
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"),
        *("PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
    }
)
_THREE_DIGITS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_FOUR_DIGITS = frozenset({"CLF", "UYW"})
_EXACT = Context(prec=60)


def digits(currency: str) -> int:
    """Return how many decimal digits the minor unit of a currency stands for."""
    if currency in _NO_DIGITS:
        return 0
    if currency in _THREE_DIGITS:
        return 3
    return 4 if currency in _FOUR_DIGITS else 2


def convert(amount_minor: int, *, currency: str, into: str, rate: Decimal) -> int:
    """Return an amount in another currency, to its nearest minor unit, halves to the even one.

    `rate` is how much one whole unit of `currency` is worth in whole units of `into`.
    """
    scale = Decimal(10) ** (digits(into) - digits(currency))
    exact = _EXACT.multiply(_EXACT.multiply(Decimal(amount_minor), rate), scale)
    return int(exact.to_integral_value(ROUND_HALF_EVEN))
