"""`bellringer import`: members, activities and goals from CSV files; docs/import.md is the account of it."""

from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bellringer.cli.opening import address, database, organization, run
from bellringer.cli.progress import ProgressBar, counts
from bellringer.clock import utc_now
from bellringer.config import load_settings
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.intake import Intake
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day, organization_zone
from bellringer.gamification.store import playbook
from bellringer.importing.activities import import_activities
from bellringer.importing.goals import import_goals
from bellringer.importing.mapping import FileMapping, Subject, load_mapping, own_columns
from bellringer.importing.members import import_members
from bellringer.importing.months import months_of
from bellringer.importing.report import Report
from bellringer.importing.rows import RowFile
from bellringer.importing.tally import Progress, Refusal, Refuse, Tally
from bellringer.models.database import Database
from bellringer.words import PrincipalKind, Role

SHOWN = 20  # refused rows that are listed on the screen
SOME_REFUSED = 1
INTERRUPTED = 130

app = typer.Typer(
    help="Import members, activities or goals from a CSV file. Running it twice changes nothing. "
    "Exit code 0: all taken, 1: some rows refused, 2: unusable.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(metavar="FILE.csv", help="The file.")]
Org = Annotated[str, typer.Option("--org", metavar="SLUG", help="The organization.")]
MappingFile = Annotated[
    Path | None,
    typer.Option(
        "--mapping", metavar="MAPPING.toml", help="What its columns mean; without, they are ours."
    ),
]
ReportFile = Annotated[
    Path | None,
    typer.Option("--report", metavar="OUT.csv", help="Where to list every refused row."),
]
Months = Annotated[
    list[str] | None,
    typer.Option(
        "--months",
        metavar="2026|2026-03|current",
        help="Repeat each row for every month of a year, for one month, or for this month.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What one import works with."""

    file: RowFile
    mapping: FileMapping
    database: Database
    playbook: Playbook
    by: Principal
    refuse: Refuse
    progress: Progress

    @property
    def zone(self) -> ZoneInfo:
        """Return the organization's zone of today."""
        return ZoneInfo(organization_zone(self.playbook.calendars, utc_now()))


@app.command()
def members(file: File, org: Org, mapping: MappingFile = None, report: ReportFile = None) -> None:
    """Enrol members; those there already are brought up to date."""

    async def work(opened: _Opened) -> Tally:
        return await import_members(
            opened.file,
            opened.mapping,
            database=opened.database,
            zone=opened.zone,
            by=opened.by,
            now=utc_now(),
            refuse=opened.refuse,
            progress=opened.progress,
        )

    _import(Subject.MEMBER, file, org, mapping, report, work)


@app.command()
def activities(
    file: File, org: Org, mapping: MappingFile = None, report: ReportFile = None
) -> None:
    """Record activities, each once however often its row is imported."""

    async def work(opened: _Opened) -> Tally:
        return await import_activities(
            opened.file,
            opened.mapping,
            database=opened.database,
            intake=Intake(opened.database, utc_now),
            currency=opened.playbook.currency,
            zone=opened.zone,
            by=opened.by,
            refuse=opened.refuse,
            progress=opened.progress,
        )

    _import(Subject.ACTIVITY, file, org, mapping, report, work)


@app.command()
def goals(
    file: File,
    org: Org,
    mapping: MappingFile = None,
    report: ReportFile = None,
    months: Months = None,
) -> None:
    """Set goals that both sides have agreed to outside of Bellringer, such as a year's quotas."""

    async def work(opened: _Opened) -> Tally:
        today = organization_day(opened.playbook.calendars, utc_now())
        return await import_goals(
            opened.file,
            opened.mapping,
            months=months_of(months or (), today=today),
            database=opened.database,
            playbook=opened.playbook,
            zone=opened.zone,
            by=opened.by,
            now=utc_now(),
            refuse=opened.refuse,
            progress=opened.progress,
        )

    _import(Subject.GOAL, file, org, mapping, report, work)


def _import(
    subject: Subject,
    path: Path,
    slug: str,
    mapping_path: Path | None,
    report_path: Path | None,
    work: Callable[[_Opened], Awaitable[Tally]],
) -> None:
    settings = load_settings()
    with ExitStack() as ends:
        # what can be refused without a database is refused before one is started
        given = None if mapping_path is None else load_mapping(mapping_path, subject)
        file = ends.enter_context(RowFile(path, None if given is None else given.dialect))
        mapping = given or own_columns(subject, file.header)
        full = None
        if report_path is not None:
            full = ends.enter_context(Report(report_path, file.header))
        refusals = _Refusals(full)
        dsn = ends.enter_context(address(settings))
        progress = ends.enter_context(_Follower(path.name, file.size))

        async def opened() -> Tally:
            org_id = await organization(settings, dsn, slug)
            async with database(settings, dsn, size=4) as pool:
                async with pool.reading(org_id) as connection:
                    plays = await playbook.read(connection)
                return await work(
                    _Opened(
                        file=file,
                        mapping=mapping,
                        database=pool,
                        playbook=plays,
                        by=_importer(plays, mapping),
                        refuse=refusals,
                        progress=progress,
                    )
                )

        try:
            tally = run(opened())
        except KeyboardInterrupt:
            typer.echo(
                f"Interrupted after line {progress.line}. Run the same command again to go on: "
                "what is there already stays as it is.",
                err=True,
            )
            raise typer.Exit(INTERRUPTED) from None
    refusals.tell_rest()
    typer.echo(f"{path.name}: {counts(tally)}")
    if tally.refused:
        raise typer.Exit(SOME_REFUSED)


def _importer(plays: Playbook, mapping: FileMapping) -> Principal:
    return Principal(
        org_id=plays.org_id, kind=PrincipalKind.IMPORT, source=mapping.source, role=Role.ADMIN
    )


class _Follower(ProgressBar):
    """A progress bar that remembers how far the import was."""

    line = 1

    def __call__(self, tally: Tally, /) -> None:
        """Show how far it is."""
        self.line = tally.line
        super().__call__(tally)


class _Refusals:
    """Writes each refused row to the report, and the first ones to the screen."""

    def __init__(self, report: Report | None) -> None:
        self._report = report
        self._first: list[Refusal] = []
        self._count = 0

    def __call__(self, refusal: Refusal, /) -> None:
        """Take a refused row."""
        self._count += 1
        if len(self._first) < SHOWN:
            self._first.append(refusal)
        if self._report is not None:
            self._report(refusal)

    def tell_rest(self) -> None:
        """Say which rows were refused, at the end, where no bar overwrites it."""
        for each in self._first:
            typer.echo(f"line {each.line}: {each.reason} ({each.code})", err=True)
        if self._count > len(self._first):
            where = "the report has all" if self._report else "--report OUT.csv lists all"
            typer.echo(f"… and {self._count - len(self._first)} more; {where}", err=True)
