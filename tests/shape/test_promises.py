"""The page of promises and the tests that bear their codes name each other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
GOALS_OF_SPEED = re.compile(r"F\d+")  # measured by bench/, not promised


def test_every_promise_has_a_test_and_every_code_a_promise() -> None:
    promised = set(re.findall(r"^\| ([A-Z]\d+) \|", _read("docs/promises.md"), re.MULTILINE))
    borne = {
        code
        for path in (ROOT / "tests").rglob("test_*.py")
        for code in re.findall(r"def test_([A-Z]\d+)_", path.read_text())
        if not GOALS_OF_SPEED.fullmatch(code)
    }
    assert promised == borne


def _read(path: str) -> str:
    return (ROOT / path).read_text()
