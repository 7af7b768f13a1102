"""What Brightwater says to what it celebrates, and the lunch it looks forward to."""

from datetime import timedelta

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.comment_on_post import comment_on_post
from bellringer.gamification.actions.create_celebration import create_celebration
from bellringer.gamification.actions.mention_award import mention_award
from bellringer.gamification.actions.react_to_post import react_to_post
from bellringer.gamification.actions.update_organization import update_organization
from bellringer.gamification.commands.celebrations import (
    CelebrationTerms,
    CreateCelebration,
    MentionAward,
)
from bellringer.gamification.commands.feed import CommentOnPost, React
from bellringer.gamification.commands.organizations import UpdateOrganization
from bellringer.gamification.store import celebrations, feed
from bellringer.gamification.store.views import badges
from bellringer.gamification.store.views.goals import Circle
from bellringer.gamification.store.window import Window
from bellringer.models.database import Connection
from bellringer.words import CelebrationKind, Reaction

_MEDIUM_CENTS, _LARGE_CENTS = 300_000, 800_000
_TEAM = tuple(person for person in cast.REPS if person.team == cast.HERO.team)
_MANAGER = next(person for person in cast.MANAGERS if person.team == cast.HERO.team)
_COMMENTS = ("How did you do that?", "Saw that coming since Monday.", "Drinks on you!")
_LUNCH = timedelta(days=9)
_HONOURED = 3


async def sizes(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Say from which amounts on deals are medium and large."""
    settings = UpdateOrganization(
        by=found.as_admin(), medium_deal_minor=_MEDIUM_CENTS, large_deal_minor=_LARGE_CENTS
    )
    await update_organization(connection, settings, now=at.now)


async def talk(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let the hero's team react to and comment on the newest posts of its feed."""
    team_id = found.teams[cast.HERO.team or ""]
    page = await feed.page(connection, [team_id], Window(limit=len(Reaction)))
    for number, (post, reaction) in enumerate(zip(page.rows, Reaction, strict=False)):
        for person in _TEAM[: number + 1]:
            given = React(by=found.as_person(person), post_id=post.post_id, reaction=reaction)
            await react_to_post(connection, given, now=at.now)
    for person, post, text in zip(_TEAM, page.rows, _COMMENTS, strict=False):
        said = CommentOnPost(by=found.as_person(person), post_id=post.post_id, text=text)
        await comment_on_post(connection, said, now=at.now)


async def lunch(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Invite the hero's team to lunch, in honour of the hero's badges, and note one for the next meeting."""
    hero, by = found.id_of(cast.HERO), found.as_person(_MANAGER)
    circle = Circle(on=at.on, member_id=by.member_id, team_id=None, leads=by.leads, is_admin=True)
    pages = await badges.pages(connection, [hero], Window(limit=_HONOURED), False, circle)
    had = [award.award_id for award in pages[hero].rows]
    # a secret badge stays one
    shown = await celebrations.awards(connection, had, on=at.on)
    honoured = tuple(award.award_id for award in shown if not award.is_secret)
    invited = CreateCelebration(
        by=by,
        team_id=found.teams[cast.HERO.team or ""],
        terms=CelebrationTerms(
            kind=CelebrationKind.LUNCH,
            title="Lunch at the harbor",
            text="Fish and chips for the whole team. Bring an appetite.",
            starts_at=at.now + _LUNCH,
            award_ids=honoured,
        ),
    )
    await create_celebration(connection, invited, now=at.now)
    for award_id in honoured[:1]:
        await mention_award(connection, MentionAward(by=by, award_id=award_id), now=at.now)
