"""`python -m tests.kills --seed N --seconds S`: kill everything for so long, and print what came of it."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.kills.storm import Report, weather_it

GOALS = 25


def _told(report: Report) -> str:
    due, copies = report.pushes["due"], report.pushes["copies"]
    return "\n".join(
        (
            f"seed {report.seed}: {report.acknowledged:,} activities acknowledged, none lost, none twice",
            "blows: " + ", ".join(f"{number} {what}" for what, number in report.blows.items()),
            f"selling went on after {max(report.back):.1f} s at most",
            f"pushes due {due:,}, each shown once; FCM took {report.pushes['taken']:,}",
            f"copies {copies} ({100 * copies / due:.2f} %); {report.lost_answers} answers were lost",
            "nobody came before Retry-After; sums agree with the facts",
        )
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Read the options, and go through it; ends with 1 and what differs if a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bellringer-kills-") as folder:
        Path(folder).chmod(0o755)  # started by root, PostgreSQL runs as another user
        report = asyncio.run(
            weather_it(
                Path(folder),
                seed=asked.seed,
                seconds=asked.seconds,
                goals=GOALS,
                say=_say,
            )
        )
    _say(_told(report))


if __name__ == "__main__":
    main()
