"""Who plays in the demo: a company of our own invention."""

from dataclasses import dataclass
from itertools import cycle

from bellringer.words import Role

SLUG = "brightwater"
NAME = "Brightwater Office Supply"
TIMEZONE = "America/New_York"
CURRENCY = "USD"
SUBDIVISION = "NY"

TEAMS = (
    ("harbor", "Harbor", "East"),
    ("summit", "Summit", "West"),
    ("prairie", "Prairie", "Central"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the cast; `talent` 1.0 is the middle, and what the goals are made for."""

    name: str
    role: Role
    team: str | None = None
    talent: float = 1.0
    sales_role: str | None = None

    @property
    def email(self) -> str:
        """Return the address that signs in."""
        return f"{self.name.lower().replace(' ', '.')}@brightwater.example"

    @property
    def phone(self) -> str:
        """Return the address of the phone, as the stand-in for FCM knows it."""
        return f"phone-of-{self.name.lower().replace(' ', '-')}"


def _reps(team: str, *talents: tuple[str, float]) -> tuple[Person, ...]:
    return tuple(
        Person(name=name, role=Role.REP, team=team, talent=talent, sales_role=sales_role)
        for (name, talent), sales_role in zip(talents, cycle(("hunter", "farmer")), strict=False)
    )


HERO = Person(name="Mia Torres", role=Role.REP, team="harbor", talent=1.1, sales_role="hunter")
ADMIN = Person(name="Ada Quinn", role=Role.ADMIN)
MANAGERS = (
    Person(name="Sam Okafor", role=Role.MANAGER, team="harbor"),
    Person(name="Lena Fischer", role=Role.MANAGER, team="summit"),
    Person(name="Raj Patel", role=Role.MANAGER, team="prairie"),
)
REPS = (
    HERO,
    *_reps(
        "harbor", ("Leo Brandt", 1.3), ("Nora Silva", 0.9), ("Finn Doyle", 0.7), ("Ivy Chen", 1.2)
    ),
    *_reps("summit", ("Omar Haddad", 1.4), ("Ruth Adler", 1.0), ("Kofi Mensah", 0.8)),
    *_reps("summit", ("Elsa Lind", 1.1), ("Hugo Marin", 0.6)),
    *_reps(
        "prairie", ("Tess Walker", 1.2), ("Yuki Mori", 1.0), ("Dan Novak", 0.9), ("Zoe Klein", 0.7)
    ),
)
EVERYBODY = (ADMIN, *MANAGERS, *REPS)

_BY_NAME = {person.name: person for person in REPS}
DUEL = (HERO, _BY_NAME["Leo Brandt"])
PARTNERS = (_BY_NAME["Omar Haddad"], _BY_NAME["Ruth Adler"])  # they win deals together
REFERRING = _BY_NAME["Nora Silva"]
EARLY_BIRD = _BY_NAME["Ivy Chen"]
PROFITABLE = _BY_NAME["Elsa Lind"]
NOMINEE = _BY_NAME["Finn Doyle"]
AWAY = _BY_NAME["Tess Walker"]
SHY = _BY_NAME["Hugo Marin"]  # hides from boards
MOVER, MOVES_TO = _BY_NAME["Yuki Mori"], "summit"
SAILORS = "harbor"  # the team with a day off of its own
OWNERS = (("Juniper Bank", _BY_NAME["Leo Brandt"]), ("Granite Law", _BY_NAME["Zoe Klein"]))
