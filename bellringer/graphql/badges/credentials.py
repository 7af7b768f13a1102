"""An award outside of Bellringer: as an Open Badges 3.0 credential."""

import json

from bellringer.gamification.playbook.badges import Badge
from bellringer.gamification.rules.badges.credentials import Certified, Holder, claims, credential
from bellringer.gamification.rules.badges.narrative import BY_HAND, criterion
from bellringer.gamification.store.views.badges import AwardView
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.words import AwardState, CredentialState, Role


@describing.output
class BadgeCredential:
    """An award as an OpenBadgeCredential of Open Badges 3.0."""

    state: CredentialState = said("Whether there is a credential, and if not, why.")
    jwt: str | None = said(
        "The credential, signed as a VC-JWT (RS256); wallets take this. Null unless VALID.",
        default=None,
    )
    document: str | None = said(
        "The same without signature, as JSON, for reading. Null unless VALID.", default=None
    )


async def credential_of(info: Info, view: AwardView, badge: Badge) -> BadgeCredential | None:
    """Sign an award for its holder, or for an admin; None for others."""
    context = info.context
    is_holder = view.member_id is not None and view.member_id == context.authority.member_id
    if not is_holder and context.authority.role is not Role.ADMIN:
        return None
    if view.state is not AwardState.GRANTED:
        return BadgeCredential(state=CredentialState.REVOKED)
    holder = await _holder(info, view)
    signer = context.services.signer
    if holder is None or signer is None:
        return BadgeCredential(state=CredentialState.UNAVAILABLE)
    certified = Certified(
        award_id=view.award_id,
        badge=badge,
        criterion=criterion(context.playbook, badge) if view.is_automatic else BY_HAND,
        holder=holder,
        org_id=context.playbook.org_id,
        organization=context.authority.organization,
        url=signer.url,
        awarded_at=view.awarded_at,
    )
    document = credential(certified)
    return BadgeCredential(
        state=CredentialState.VALID,
        jwt=signer.sign(claims(document, awarded_at=view.awarded_at)),
        document=json.dumps(document, ensure_ascii=False),
    )


async def _holder(info: Info, view: AwardView) -> Holder | None:
    if view.team_id is not None:
        team = await info.context.loaders.teams.load(view.team_id)
        return Holder(subject_id=view.team_id, name=team.name) if team else None
    if view.member_id is None:
        return None
    member = await info.context.loaders.members.load(view.member_id)
    return (
        Holder(subject_id=view.member_id, email=member.email) if member and member.email else None
    )
