"""The commands about one organization: its first steps, a sign-in token, and the recount."""

from typing import Annotated

import typer

from bellringer.api.development import DevelopmentOnlyError, mint_development_token
from bellringer.cli.opening import CannotStartError, address, database, organization, run
from bellringer.clock import utc_now
from bellringer.config import load_settings
from bellringer.gamification.actions.create_organization import create_organization
from bellringer.gamification.actions.enrol_member import enrol_member
from bellringer.gamification.actions.recount import recount as recount_organization
from bellringer.gamification.commands.members import EnrolMember
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.store.directory import members_by_email
from bellringer.gamification.store.door import normalised
from bellringer.ids import new_id
from bellringer.words import PrincipalKind, Role

DIFFERENT = 1
LONGEST_MINUTES = 60 * 24 * 30

app = typer.Typer(help="Organizations.", no_args_is_help=True, rich_markup_mode=None)

Slug = Annotated[str, typer.Option("--org", metavar="SLUG", help="The organization.")]


@app.callback()
def root() -> None:
    """Organizations."""


@app.command()
def create(
    slug: Annotated[str, typer.Argument(help="What commands and links call it: small letters.")],
    name: Annotated[str, typer.Option(help="What people call it.")],
    timezone: Annotated[str, typer.Option(help="Where its days are counted: Europe/Berlin.")],
    currency: Annotated[str, typer.Option(help="What its money is reported in, for ever: EUR.")],
    admin: Annotated[str, typer.Option(metavar="EMAIL", help="Who may act for every member.")],
) -> None:
    """Create an organization that plays by the built-in rules, and invite its first admin.

    Admins change rules, boards and badges later; the currency never changes.
    """
    settings = load_settings()

    async def work(dsn: str) -> None:
        org_id, now = new_id(), utc_now()
        by = Principal(org_id=org_id, kind=PrincipalKind.SYSTEM, source="system", role=Role.ADMIN)
        enrolled = EnrolMember(
            by=by, email=admin, display_name=admin.partition("@")[0], role=Role.ADMIN
        )
        async with database(settings, dsn) as pool, pool.transaction(org_id) as connection:
            await create_organization(
                connection, slug=slug, name=name, timezone=timezone, currency=currency, now=now
            )
            await enrol_member(connection, enrolled, now=now)

    with address(settings) as dsn:
        run(work(dsn))
    typer.echo(f"Created {slug}. {admin} is its admin from the first sign-in with that address on.")


def token(
    slug: Slug,
    member: Annotated[str, typer.Option("--member", metavar="EMAIL", help="Who signs in.")],
    minutes: Annotated[int, typer.Option("--minutes", min=1, max=LONGEST_MINUTES)] = 60,
) -> None:
    """Print a sign-in token for development; in production people sign in with the app."""
    settings = load_settings()
    if settings.is_production:
        raise CannotStartError(str(DevelopmentOnlyError()))

    async def check(dsn: str) -> None:
        org_id = await organization(settings, dsn, slug)
        async with database(settings, dsn) as pool, pool.reading(org_id) as connection:
            if not await members_by_email(connection, [normalised(member)]):
                raise CannotStartError(f"There is no member {member!r} in {slug}.")

    with address(settings) as dsn:
        run(check(dsn))
    typer.echo(
        mint_development_token(settings, org=slug, email=member, minutes=minutes, now=utc_now())
    )


def recount(slug: Slug) -> None:
    """Rebuild every counter and standing from the ledger; print what differs, with exit code 1 if anything does."""
    settings = load_settings()

    async def work(dsn: str) -> list[str]:
        org_id = await organization(settings, dsn, slug)
        async with database(settings, dsn) as pool, pool.reading(org_id) as connection:
            return [str(each) for each in await recount_organization(connection)]

    with address(settings) as dsn:
        differences = run(work(dsn))
    for each in differences:
        typer.echo(each)
    if differences:
        raise typer.Exit(DIFFERENT)
    typer.echo(f"{slug}: everything adds up.")
