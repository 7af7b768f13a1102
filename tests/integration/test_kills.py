"""Everything that can be killed is, under traffic: nothing acknowledged is lost, and nothing counts twice."""

import sys
from pathlib import Path

import pytest

from tests.kills.deployment import VICTIMS
from tests.kills.storm import FROZEN, weather_it


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
async def test_O1_kills_in_any_order_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    """A long run, by another seed: `python -m tests.kills --seed N --seconds S`."""
    report = await weather_it(tmp_path, seed=20, is_hurried=True)
    assert set(report.blows) == {*VICTIMS, FROZEN}
    assert report.pushes["due"] > 0
