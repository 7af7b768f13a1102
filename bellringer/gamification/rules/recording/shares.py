"""Parts that add up to the whole."""

from collections.abc import Sequence

WHOLE_BP = 10_000


def split(total: int, shares: Sequence[int]) -> tuple[int, ...]:
    """Split a total in proportion to shares, by largest remainder; ties go to the first given.

    The split of a negative total is the negative of the positive one, so a reversal takes back exactly.
    """
    if len(shares) == 1:
        return (total,)
    if total < 0:
        return tuple(-part for part in split(-total, shares))
    whole = sum(shares)
    parts = [total * share // whole for share in shares]
    remainders = [total * share % whole for share in shares]
    left = total - sum(parts)
    for index in sorted(range(len(parts)), key=lambda each: (-remainders[each], each))[:left]:
        parts[index] += 1
    return tuple(parts)


def largest(shares_bp: Sequence[int]) -> int:
    """Return the index of the largest share, the first given among equals; it takes what can't be split."""
    return max(range(len(shares_bp)), key=lambda each: (shares_bp[each], -each))
