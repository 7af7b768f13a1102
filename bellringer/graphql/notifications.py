"""The inbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.mark_inbox import mark_inbox
from bellringer.gamification.commands.inbox import MarkInbox
from bellringer.gamification.errors import InvalidInputError, UnknownNotificationError
from bellringer.gamification.store import notifications
from bellringer.gamification.store.notifications import InboxItem, Names
from bellringer.gamification.store.views import inbox
from bellringer.gamification.store.window import Page
from bellringer.graphql import describing
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import BadRequestError, Payload
from bellringer.graphql.nodes import Node, pack, wanted
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import mutation, write
from bellringer.words import InboxMark, NotificationKind

MARKED_AT_ONCE = 100

OnlyUnread = Annotated[
    bool, strawberry.argument(description="Only what you have not read; default false.")
]


@describing.output
class Notification(Node):
    """An item of your inbox, in your language."""

    key: strawberry.Private[UUID]
    seq: BigInt = said("Rises with every item of your inbox, in the order they became visible.")
    kind: NotificationKind = said("What it tells.")
    title: str = said("A short line.")
    body: str = said("A sentence.")
    deep_link: str = said(
        "The place in the app that it is about, a path like /goals/<id of the goal>; its ids are those of node."
    )
    occurred_at: datetime = said("When what it tells happened.")
    created_at: datetime = said("When it came into the inbox.")
    read_at: datetime | None = said("When you read it, or it was taken back; null while unread.")
    acknowledged_at: datetime | None = said("When you said that you have understood it.")


async def shown(info: Info, items: Sequence[InboxItem]) -> list[Notification]:
    """Put items into the reader's words; what they name is read for all of them at once."""
    names = Names()
    if items:
        told = [item.params for item in items]
        names = await info.context.read(lambda c: notifications.read_names(c, told))
    services, authority = info.context.services, info.context.authority
    found = []
    for item in items:
        words = services.wording(
            item.kind, item.params, names, reader_id=authority.member_id, locale=authority.locale
        )
        found.append(
            Notification(
                id=pack("Notification", item.notification_id),
                key=item.notification_id,
                seq=BigInt(item.seq),
                kind=item.kind,
                title=words.title,
                body=words.body,
                deep_link=services.link(item.kind, item.params),
                occurred_at=item.occurred_at,
                created_at=item.created_at,
                read_at=item.read_at,
                acknowledged_at=item.acknowledged_at,
            )
        )
    return found


async def notification_of(info: Info, notification_id: UUID) -> Notification | None:
    """Show the item of an id, if it is in the caller's inbox."""
    me = info.context.authority.member_id
    seq = (await info.context.read(lambda c: inbox.seqs(c, me, [notification_id]))).get(
        notification_id
    )
    if seq is None:
        return None
    items = await info.context.read(
        lambda c: notifications.read_inbox(
            c, member_id=me, limit=1, before_seq=seq + 1, after_seq=seq - 1
        )
    )
    return next(iter(await shown(info, items)), None)


async def inbox_of(
    info: Info,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    only_unread: bool,
) -> Connection[Notification]:
    """List the caller's inbox, the newest first."""
    window = window_of(first, after, last, before, (int,))
    if window.is_backward:
        raise BadRequestError("INVALID_PAGE", "The inbox is read from the newest on: give `first`.")
    me = info.context.authority.member_id
    items = await info.context.read(
        lambda c: notifications.read_inbox(
            c,
            member_id=me,
            limit=window.limit + 1,
            before_seq=window.edge[0] if window.edge else None,
            is_unread_only=only_unread,
        )
    )
    page = Page(
        rows=tuple(await shown(info, items[: window.limit])),
        has_before=window.edge is not None,
        has_after=len(items) > window.limit,
    )
    return connect(
        page,
        lambda item: item,
        lambda item: (int(item.seq),),
        lambda: info.context.read(lambda c: inbox.count(c, me, only_unread=only_unread)),
    )


@describing.entry
class InboxMarkReadInput:
    """Which items are read now."""

    ids: list[strawberry.ID] | None = said("Items of your inbox, at most 100.", default=None)
    up_to: strawberry.ID | None = said("This item and all before it.", default=None)


@describing.output
class InboxMarkReadPayload(Payload):
    """What is left unread."""

    unread_count: int | None = said(
        "How many items are unread now; null where it was refused.", default=None
    )


@describing.entry
class InboxOpenInput:
    """Which item's push was tapped."""

    id: strawberry.ID = said("The item, as `data.notification_id` of the push names it.")


@describing.output
class InboxOpenPayload(Payload):
    """The item."""

    item: Notification | None = said("The item; null where it was refused.", default=None)


@describing.entry
class InboxAcknowledgeInput:
    """Which items you say you have understood."""

    ids: list[strawberry.ID] = said("Items of your inbox, at most 100.")


@describing.output
class InboxAcknowledgePayload(Payload):
    """What is left unread."""

    unread_count: int | None = said(
        "How many items are unread now; null where it was refused.", default=None
    )


async def _mark(
    info: Info, ids: Sequence[str], mark: InboxMark, *, up_to: str | None = None
) -> int:
    """Mark items of the caller's inbox, and return how many are left unread."""
    if len(ids) > MARKED_AT_ONCE:
        raise InvalidInputError(f"At most {MARKED_AT_ONCE} items at once.", path=("ids",))
    seq = 0
    if up_to is not None:
        key, me = wanted("Notification", up_to), info.context.authority.member_id
        seq = (await info.context.read(lambda c: inbox.seqs(c, me, [key]))).get(key, 0)
        if not seq:
            raise UnknownNotificationError(path=("up_to",))
    command = MarkInbox(
        by=info.context.principal,
        notification_ids=[wanted("Notification", each) for each in ids],
        up_to_seq=seq,
        mark=mark,
    )
    return (await write(info, mark_inbox, command)).unread_count


@strawberry.type
class NotificationMutation:
    """The writes of the inbox."""

    @mutation
    async def inbox_mark_read(
        self,
        info: Info,
        sent: Annotated[
            InboxMarkReadInput, strawberry.argument(name="input", description="What to mark.")
        ],
    ) -> InboxMarkReadPayload:
        """Mark items of your inbox as read. Marking again changes nothing."""
        left = await _mark(info, sent.ids or [], InboxMark.READ, up_to=sent.up_to)
        return InboxMarkReadPayload(unread_count=left)

    @mutation
    async def inbox_open(
        self,
        info: Info,
        sent: Annotated[
            InboxOpenInput, strawberry.argument(name="input", description="What was tapped.")
        ],
    ) -> InboxOpenPayload:
        """Say that a push was tapped: its item is read, and on record as opened."""
        await _mark(info, [sent.id], InboxMark.OPENED)
        return InboxOpenPayload(item=await notification_of(info, wanted("Notification", sent.id)))

    @mutation
    async def inbox_acknowledge(
        self,
        info: Info,
        sent: Annotated[
            InboxAcknowledgeInput, strawberry.argument(name="input", description="What to mark.")
        ],
    ) -> InboxAcknowledgePayload:
        """Say that you have understood items of your inbox; they are read, too."""
        left = await _mark(info, sent.ids, InboxMark.ACKNOWLEDGED)
        return InboxAcknowledgePayload(unread_count=left)
