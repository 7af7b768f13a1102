"""How an API process begins."""

import gc
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from bellringer.api import server
from bellringer.config import Settings


@pytest.fixture(autouse=True)
def searched_as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_stays_anyway_is_left_out_of_the_search_for_garbage_before_anybody_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []

    def run(_: uvicorn.Server, sockets: list[socket.socket]) -> None:
        seen.append((gc.get_freeze_count(), gc.get_threshold()[0]))
        for each in sockets:
            each.close()

    monkeypatch.setattr(uvicorn.Server, "run", run)
    server.serve(Settings(data_dir=tmp_path), "postgresql://nowhere", host="127.0.0.1", port=0)
    [(apart, after)] = seen
    assert apart > 100_000, "the schema is among them"
    assert after == server.SEARCH_AFTER
