"""Displays: screens that show boards and the feed, and nothing else."""

from datetime import datetime
from typing import Annotated

import strawberry

from bellringer.gamification.actions.create_display import create_display
from bellringer.gamification.actions.revoke_display import revoke_display
from bellringer.gamification.commands.displays import CreateDisplay, RevokeDisplay
from bellringer.gamification.facts import displays as facts
from bellringer.gamification.store import displays as store
from bellringer.graphql import describing, members, teams
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window_of,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import pack, wanted
from bellringer.graphql.organizations import Organization
from bellringer.graphql.references import AMember, ATeam
from bellringer.graphql.writing import mutation, write


@describing.output
class Display:
    """A screen on a wall with a token of its own, which shows some boards and the feed."""

    record: strawberry.Private[facts.Display]
    id: strawberry.ID = said("Names it for displayRevoke.")
    title: str = said("Where it hangs, as an admin calls it.")
    board_keys: list[str] = said("The keys of the boards it shows, in this order.")
    created_at: datetime = said("When it was made.")
    revoked_at: datetime | None = said("When its token ended; null while it works.")

    @classmethod
    def of(cls, record: facts.Display) -> "Display":
        """Show what a store read."""
        return cls(
            record=record,
            id=pack("Display", record.display_id),
            title=record.title,
            board_keys=list(record.board_keys),
            created_at=record.created_at,
            revoked_at=record.revoked_at,
        )

    @resolved
    async def teams(self, info: Info) -> list[ATeam]:
        """The teams whose feeds it shows beside the organization's."""
        return [await teams.certain_team(info, each) for each in self.record.team_ids]

    @resolved
    async def created_by(self, info: Info) -> AMember | None:
        """Who made it; null for one that no member made."""
        return await members.member_of(info, self.record.created_by)


@describing.output
class Screen:
    """What a display is told of itself."""

    title: str = said("Where it hangs.")
    board_keys: list[str] = said("The keys of the boards that it may show and that there are.")

    @resolved
    def organization(self, info: Info) -> Organization:
        """Whose boards it shows."""
        return Organization.of(info.context)


@describing.entry
class DisplayCreateInput:
    """What a screen may show."""

    title: str = said("Where it hangs, 1 to 100 signs.")
    board_keys: list[str] = said("The keys of 1 to 20 boards, in the order to show them in.")
    team_ids: list[strawberry.ID] = said(
        "Teams whose feeds it shows beside the organization's, at most 50.", default_factory=list
    )


@describing.output
class DisplayCreatePayload(Payload):
    """The display, and its token."""

    display: Display | None = said("The display; null where it was refused.", default=None)
    token: str | None = said(
        "What the screen signs in with, as `/tv#token=…`. It is shown this once and can't be read again.",
        default=None,
    )


@describing.entry
class DisplayRevokeInput:
    """Which display."""

    display_id: strawberry.ID = said("The display.")


@describing.output
class DisplayRevokePayload(Payload):
    """The display as it is now."""

    display: Display | None = said("The display; null where it was refused.", default=None)


@strawberry.type
class DisplayQuery:
    """The reads of displays."""

    @resolved
    def screen(self, info: Info) -> Screen | None:
        """What you may show, if you are a display; null for members."""
        showing = info.context.authority.showing
        if showing is None:
            return None
        there = {board.board_key for board in info.context.boards}
        keys = [key for key in showing.board_keys if key in there]
        return Screen(title=showing.title, board_keys=keys)

    @resolved
    async def displays(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Display] | None:
        """The displays there are and were, the latest first; null unless you are an admin."""
        if not info.context.circle.is_admin:
            return None
        window = window_of(first, after, last, before, store.KEY)
        found = await info.context.read(lambda c: store.page(c, window))
        return connect(
            found,
            Display.of,
            lambda record: (record.display_id,),
            lambda: info.context.read(store.count),
        )


@strawberry.type
class DisplayMutation:
    """The writes of displays."""

    @mutation
    async def display_create(
        self,
        info: Info,
        sent: Annotated[
            DisplayCreateInput,
            strawberry.argument(name="input", description="What it may show."),
        ],
    ) -> DisplayCreatePayload:
        """Let a screen show boards and the feed by a token of its own, and nothing else; for admins."""
        command = CreateDisplay(
            by=info.context.principal,
            title=sent.title,
            board_keys=sent.board_keys,
            team_ids=[wanted("Team", each) for each in sent.team_ids],
        )
        made = await write(info, create_display, command)
        return DisplayCreatePayload(display=Display.of(made.display), token=made.token)

    @mutation
    async def display_revoke(
        self,
        info: Info,
        sent: Annotated[
            DisplayRevokeInput, strawberry.argument(name="input", description="Which display.")
        ],
    ) -> DisplayRevokePayload:
        """End a display's token: the screen is signed out within half a minute; for admins."""
        command = RevokeDisplay(
            by=info.context.principal, display_id=wanted("Display", sent.display_id)
        )
        return DisplayRevokePayload(display=Display.of(await write(info, revoke_display, command)))
