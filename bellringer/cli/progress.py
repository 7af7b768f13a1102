"""How far an import is: a bar on a terminal, a line now and then elsewhere. Always on standard error."""

import sys
from types import TracebackType
from typing import Self

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bellringer.importing.tally import Tally

_STEP_PERCENT = 10


def counts(tally: Tally) -> str:
    """Return what became of the rows so far, in words."""
    parts = [
        f"{_grouped(tally.taken)} taken",
        f"{_grouped(tally.already)} there already",
        f"{_grouped(tally.skipped)} not for import",
        f"{_grouped(tally.refused)} refused",
    ]
    return ", ".join(parts)


class ProgressBar:
    """Shows the tallies that it is called with; `size` is that of the file, 0 where nobody knows."""

    def __init__(self, name: str, size: int) -> None:
        self._name = name
        self._size = size
        self._said = 0
        self._bar = (
            Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.fields[counts]}"),
                console=Console(stderr=True),
            )
            if sys.stderr.isatty()
            else None
        )

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
            self._bar.add_task(self._name, total=self._size or None, counts="")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, tally: Tally, /) -> None:
        """Show how far it is."""
        if self._bar is not None:
            for task in self._bar.task_ids:
                self._bar.update(task, completed=tally.position, counts=counts(tally))
            return
        percent = 100 * tally.position // self._size if self._size else 0
        if percent >= self._said + _STEP_PERCENT:
            self._said = percent - percent % _STEP_PERCENT
            typer.echo(f"{self._name}: {percent} %, {counts(tally)}", err=True)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
