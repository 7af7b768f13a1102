"""What happens when another transaction was first."""


class RacedError(Exception):
    """Another transaction wrote a row that was decided to be new: decide again, it is seen then."""
