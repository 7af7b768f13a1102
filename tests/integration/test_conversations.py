"""Reactions and comments under posts, and who is told of them."""

from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest

from bellringer.gamification.actions.comment_on_post import comment_on_post
from bellringer.gamification.actions.give_kudos import give_kudos
from bellringer.gamification.actions.mark_inbox import mark_inbox
from bellringer.gamification.actions.react_to_post import react_to_post, remove_reaction
from bellringer.gamification.actions.remove_comment import remove_comment
from bellringer.gamification.commands.feed import CommentOnPost, React, RemoveComment
from bellringer.gamification.commands.inbox import MarkInbox
from bellringer.gamification.commands.kudos import GiveKudos
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    InvalidTextError,
    NotAllowedError,
    UnknownCommentError,
    UnknownPostError,
)
from bellringer.gamification.store import feed
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import InboxMark, Reaction, Role
from tests import builders
from tests.builders import NOW, Org, system
from tests.doing import do, refuse, rows
from tests.recording import together

UNREAD = """
SELECT n.member_id, (a.params ->> 'comments')::int, (a.params ->> 'by_member_id')::uuid
  FROM notification AS n JOIN announcement AS a USING (org_id, announcement_id)
 WHERE a.kind = 'COMMENT' AND n.read_at IS NULL ORDER BY n.member_id, n.seq
"""
UNREAD_COUNT = "SELECT unread_count FROM inbox WHERE member_id = $1"


@pytest.fixture
async def post_id(database: Database, org: Org, dsn: str) -> UUID:
    """A post for team north, about Bob: thanks from Ada."""
    thanks = GiveKudos(by=org.as_admin(), to_member_id=org.second_rep, text="Well done")
    await do(database, give_kudos, thanks)
    [(post_id,)] = await rows(dsn, "SELECT post_id FROM feed_post")
    return UUID(str(post_id))


async def outsider(database: Database, org: Org) -> Principal:
    """Zoe of team south, who doesn't see what north celebrates."""
    zoe = await builders.enrol(database, org.org_id, "zoe", team="south")
    return builders.member(org.org_id, zoe, Role.REP)


def reaction(by: Principal, post_id: UUID, which: Reaction = Reaction.CLAP) -> React:
    return React(by=by, post_id=post_id, reaction=which)


def comment(by: Principal, post_id: UUID, text: str = "Great!") -> CommentOnPost:
    return CommentOnPost(by=by, post_id=post_id, text=text)


async def test_a_reaction_tapped_64_times_at_once_is_one(
    database: Database, org: Org, dsn: str, post_id: UUID
) -> None:
    tap = partial(do, database, react_to_post, reaction(org.as_rep(), post_id))
    await together([tap] * 64)
    given = "SELECT member_id, reaction FROM feed_reaction ORDER BY reaction"
    assert await rows(dsn, given) == [(org.rep, "CLAP")]
    await do(database, react_to_post, reaction(org.as_rep(), post_id, Reaction.FIRE))
    assert await rows(dsn, given) == [(org.rep, "CLAP"), (org.rep, "FIRE")]
    for _ in range(2):
        await do(database, remove_reaction, reaction(org.as_rep(), post_id))
        assert await rows(dsn, given) == [(org.rep, "FIRE")]


async def test_who_does_not_see_a_post_can_say_nothing_to_it(
    database: Database, org: Org, dsn: str, post_id: UUID
) -> None:
    zoe = await outsider(database, org)
    comment_id = await do(database, comment_on_post, comment(org.as_rep(), post_id))
    unseen = RemoveComment(by=zoe, comment_id=comment_id, reason="Mine")
    await refuse(database, dsn, react_to_post, reaction(zoe, post_id), UnknownPostError)
    await refuse(database, dsn, remove_reaction, reaction(zoe, post_id), UnknownPostError)
    await refuse(database, dsn, comment_on_post, comment(zoe, post_id), UnknownPostError)
    await refuse(database, dsn, remove_comment, unseen, UnknownCommentError)
    never = comment(org.as_rep(), new_id())
    await refuse(database, dsn, comment_on_post, never, UnknownPostError)
    machine = comment(system(org.org_id), post_id)
    await refuse(database, dsn, comment_on_post, machine, NotAllowedError)
    for text in ("", " \n ", "x" * 501, "\x07"):
        silent = comment(org.as_rep(), post_id, text)
        await refuse(database, dsn, comment_on_post, silent, InvalidTextError)


async def test_a_withdrawn_post_takes_nothing_more(
    database: Database, org: Org, dsn: str, post_id: UUID
) -> None:
    [(key,)] = await rows(dsn, "SELECT dedupe_key FROM feed_post")
    async with database.transaction(org.org_id) as connection:
        await feed.withdraw(connection, [key], now=NOW)
    await refuse(database, dsn, react_to_post, reaction(org.as_rep(), post_id), UnknownPostError)
    await refuse(database, dsn, comment_on_post, comment(org.as_rep(), post_id), UnknownPostError)


async def test_a_comment_is_told_to_whom_the_post_is_about_and_to_who_wrote_before(
    database: Database, org: Org, dsn: str, post_id: UUID
) -> None:
    await do(database, comment_on_post, comment(org.as_rep(), post_id))
    assert await rows(dsn, UNREAD) == [(org.second_rep, 1, org.rep)]
    await do(database, comment_on_post, comment(org.as_manager(), post_id))
    told = [(org.second_rep, 2, org.manager), (org.rep, 1, org.manager)]
    assert sorted(await rows(dsn, UNREAD)) == sorted(told)
    # Bob answers: nobody is told of what is one's own
    await do(database, comment_on_post, comment(org.as_second_rep(), post_id))
    told = [
        (org.second_rep, 2, org.manager),
        (org.rep, 2, org.second_rep),
        (org.manager, 1, org.second_rep),
    ]
    assert sorted(await rows(dsn, UNREAD)) == sorted(told)
    assert await rows(dsn, UNREAD_COUNT, org.second_rep) == [(2,)]  # with the kudos themselves


async def test_comments_count_on_while_they_are_unread_and_begin_anew_when_read(
    database: Database, org: Org, dsn: str, post_id: UUID
) -> None:
    say = partial(do, database, comment_on_post, comment(org.as_rep(), post_id))
    await say()
    await say()
    assert await rows(dsn, UNREAD) == [(org.second_rep, 2, org.rep)]
    read = MarkInbox(by=org.as_second_rep(), notification_ids=(), up_to_seq=9, mark=InboxMark.READ)
    await do(database, mark_inbox, read)
    assert await rows(dsn, UNREAD) == []
    await say()
    assert await rows(dsn, UNREAD) == [(org.second_rep, 1, org.rep)]


async def test_comments_written_at_once_make_one_item_that_counts_all(
    database: Database, org: Org, dsn: str, post_id: UUID
) -> None:
    say = partial(do, database, comment_on_post, comment(org.as_rep(), post_id))
    await together([say] * 16)
    assert await rows(dsn, UNREAD) == [(org.second_rep, 16, org.rep)]


async def test_who_left_the_team_hears_no_more_of_its_conversations(
    database: Database, org: Org, dsn: str, post_id: UUID
) -> None:
    await do(database, comment_on_post, comment(org.as_rep(), post_id))
    async with database.transaction(org.org_id) as connection:
        await connection.execute(
            "UPDATE membership SET ends_on = $2 WHERE org_id = $1 AND member_id = $3",
            *(org.org_id, NOW.date(), org.rep),
        )
    await do(database, comment_on_post, comment(org.as_manager(), post_id))
    assert await rows(dsn, UNREAD) == [(org.second_rep, 2, org.manager)]


async def test_a_comment_is_removed_by_its_author_or_with_a_reason_by_who_leads(
    database: Database, org: Org, dsn: str, post_id: UUID
) -> None:
    rita, sue = org.as_rep(), org.as_manager()
    kept, own, bad = [
        await do(database, comment_on_post, comment(rita, post_id, text))
        for text in ("First", "Second", "Third")
    ]
    assert await rows(dsn, UNREAD) == [(org.second_rep, 3, org.rep)]
    others = RemoveComment(by=org.as_second_rep(), comment_id=bad, reason="Not nice")
    await refuse(database, dsn, remove_comment, others, NotAllowedError)
    silent = RemoveComment(by=sue, comment_id=bad)
    await refuse(database, dsn, remove_comment, silent, InvalidTextError)

    await do(database, remove_comment, RemoveComment(by=rita, comment_id=own))
    await do(database, remove_comment, replace(others, by=sue))
    left = "SELECT body, remove_reason FROM feed_comment_note ORDER BY comment_id"
    assert await rows(dsn, left) == [("First", None), (None, None), (None, "Not nice")]
    audited = (
        "SELECT principal, details ->> 'comment_id' FROM audit_log WHERE action = 'comment.remove'"
    )
    assert await rows(dsn, audited) == [(f"member:{org.manager}", str(bad))]
    assert await rows(dsn, UNREAD) == [(org.second_rep, 1, org.rep)]
    again = RemoveComment(by=rita, comment_id=own)
    await refuse(database, dsn, remove_comment, again, UnknownCommentError)
    # nothing is left to tell
    await do(database, remove_comment, RemoveComment(by=rita, comment_id=kept))
    assert await rows(dsn, UNREAD) == []
    assert await rows(dsn, UNREAD_COUNT, org.second_rep) == [(1,)]
