"""The language that a member is spoken to in."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.set_locale import set_locale
from bellringer.gamification.commands.members import SetLocale
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.viewer import Viewer, viewer_of
from bellringer.graphql.writing import mutation, write


@describing.entry
class LocaleSetInput:
    """Which language."""

    locale: str | None = said("Like pt or pt-BR; null: the organization's.", default=None)


@describing.output
class LocaleSetPayload(Payload):
    """You."""

    viewer: Viewer | None = said(
        "You, spoken to in that language; null where it was refused.", default=None
    )


@strawberry.type
class LocaleMutation:
    """The write of one's own language."""

    @mutation
    async def locale_set(
        self,
        info: Info,
        sent: Annotated[
            LocaleSetInput, strawberry.argument(name="input", description="The language.")
        ],
    ) -> LocaleSetPayload:
        """Choose the language of your inbox, e-mails, and pushes to phones that name none of their own."""
        await write(info, set_locale, SetLocale(by=info.context.principal, locale=sent.locale))
        # the context knows the caller as it was when the request began
        await info.context.enter()
        return LocaleSetPayload(viewer=viewer_of(info))
