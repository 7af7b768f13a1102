"""Messages: a delivery in words, for the phone or the mailbox it goes to."""

from collections.abc import Mapping
from uuid import UUID

from bellringer.gamification.facts.webhooks import DueWebhook
from bellringer.gamification.rules.deliveries import DueDelivery
from bellringer.gamification.store.notifications import Names, Params, id_in
from bellringer.node_ids import pack
from bellringer.push.links import path_of, tag_of, thread_of
from bellringer.push.port import Event, Mail, Push
from bellringer.push.wording import Words, words
from bellringer.words import Channel

NOTHING = Words(title="", body="")
NOBODY = UUID(int=0)  # who reads an event is none of those it is about
# what an event says of its cause, as the API names it
_NODES = {
    "member_id": "Member",
    "team_id": "Team",
    "goal_id": "Goal",
    "badge_id": "BadgeDefinition",
    "competition_id": "Competition",
}
_PLAIN = ("percent", "level", "month_on")


def message_of(due: DueDelivery, names: Names, webhook: DueWebhook | None) -> Push | Mail | Event:
    """Word a delivery in its reader's language, for another system in the organization's.

    Raises whatever words that can't be made raise: what can't be worded now never can.
    """
    if webhook is not None:
        return (
            _text(due, names, webhook)
            if due.channel is Channel.TEXT
            else _event(due, names, webhook)
        )
    said = (
        NOTHING
        if due.is_recall
        else words(due.kind, due.params, names, reader_id=due.member_id, locale=due.locale)
    )
    if due.channel is Channel.EMAIL and due.address is not None:
        return Mail(
            organization=names.organization,
            delivery_id=due.delivery_id,
            address=due.address,
            title=said.title,
            body=said.body,
            path=path_of(due.kind, due.params),
        )
    if due.device is None:
        raise ValueError("a delivery without a phone or an address is dropped before")
    return Push(
        organization=names.organization,
        notification_id=due.notification_id,
        tag=tag_of(
            due.kind,
            due.params,
            notification_id=due.notification_id,
            organization=names.organization,
        ),
        kind=due.kind,
        target_kind=due.device.target_kind,
        target=due.device.target,
        title=said.title,
        body=said.body,
        path=path_of(due.kind, due.params),
        thread=thread_of(due.kind, due.params),
        badge=due.unread_count,
        expires_at=due.expires_at,
        is_recall=due.is_recall,
    )


def _event(due: DueDelivery, names: Names, webhook: DueWebhook) -> Event:
    said = words(due.kind, due.params, names, reader_id=NOBODY, locale=due.organization_locale)
    return _told(due, names, webhook, said, due.kind.value.lower(), _facts(due.params))


def _text(due: DueDelivery, names: Names, webhook: DueWebhook) -> Event:
    """Word what a member is to read as a text: whoever brings it knows the member's number by id or address."""
    said = words(due.kind, due.params, names, reader_id=due.member_id, locale=due.locale)
    reader = {
        "kind": due.kind.value.lower(),
        "reader": pack("Member", due.member_id),
        "email": due.address,
    }
    return _told(due, names, webhook, said, "text", reader)


def _told(
    due: DueDelivery,
    names: Names,
    webhook: DueWebhook,
    said: Words,
    type_: str,
    facts: Mapping[str, object],
) -> Event:
    return Event(
        delivery_id=due.delivery_id,
        webhook_id=webhook.webhook_id,
        url=webhook.url,
        secrets=webhook.secrets,
        payload={
            "type": type_,
            "timestamp": due.told_at.isoformat(),
            "data": {
                "organization": names.organization,
                "title": said.title,
                "body": said.body,
                "path": path_of(due.kind, due.params),
                **facts,
            },
        },
    )


def _facts(params: Params) -> Mapping[str, object]:
    nodes = {
        name.removesuffix("_id"): pack(node, found)
        for name, node in _NODES.items()
        if (found := id_in(params, name)) is not None
    }
    return nodes | {name: params[name] for name in _PLAIN if name in params}
