"""What is expected of each role."""

from dataclasses import dataclass

from bellringer.gamification.commands.principals import Principal
from bellringer.words import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishExpectation:
    """Say from now on what is expected of a role."""

    by: Principal
    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeExpectation:
    """Say that the version in force was read."""

    by: Principal
    version_no: int
