"""Lessons: who shares with whom, who reads, and who takes one out of the library."""

from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import NotAllowedError, NotFoundError
from bellringer.gamification.rules.permissions import may_moderate, may_read_post


def check_sharer(by: Principal, team_id: UUID | None, *, own_team_id: UUID | None) -> UUID:
    """Return who shares with all, with the own team (`own_team_id`), or with a team led.

    Raises:
        NotAllowedError: It is no member, or another team.
    """
    if by.member_id is None:
        raise NotAllowedError("Only members share lessons.")
    if not may_read_post(by, audience_id=team_id or by.org_id, team_id=own_team_id):
        raise NotAllowedError("Share it with your own team, or with all.", path=("teamId",))
    return by.member_id


def check_removal(
    by: Principal,
    found: tuple[UUID, UUID | None] | None,
    *,
    own_team_id: UUID | None,
) -> None:
    """Pass the author of a lesson (author and team, `found`), who leads those that read it, and admins.

    Raises:
        NotFoundError: It is not there, or for others.
        NotAllowedError: It is another's.
    """
    if found is None:
        raise NotFoundError("There is no such lesson.", path=("lessonId",))
    author, team_id = found
    audience_id = team_id or by.org_id
    if by.member_id == author:
        return
    if not may_read_post(by, audience_id=audience_id, team_id=own_team_id):
        raise NotFoundError("There is no such lesson.", path=("lessonId",))
    if not may_moderate(by, audience_id=audience_id):
        raise NotAllowedError(
            "What others shared is removed by a lead of the team, or by an admin.",
            path=("lessonId",),
        )
