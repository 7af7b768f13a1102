"""How long to wait before a lost line is made anew."""

from bellringer.ids import fraction

LEAST_SECONDS = 0.2
MOST_SECONDS = 5.0


def pause_after(failures: int, *, chance: float | None = None) -> float:
    """Return seconds: longer after each failure in a row, by chance, so that processes don't come all at once.

    Args:
        failures: How many in a row, from 1.
        chance: From 0 up to 1; None: drawn.
    """
    longest = min(MOST_SECONDS, LEAST_SECONDS * (1 << min(failures, 10)))
    return LEAST_SECONDS + (longest - LEAST_SECONDS) * (fraction() if chance is None else chance)
