"""The `bellringer` command."""

import typer

app = typer.Typer(
    name="bellringer",
    help="Gamification for sales teams.",
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def root() -> None:
    """Gamification for sales teams."""


def main() -> None:
    """Run the command named on the command line."""
    app()
