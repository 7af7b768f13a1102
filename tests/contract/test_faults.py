"""Our own faults: told as such, with a number to ask for, and on record without a secret."""

import json
import subprocess
import sys
from contextlib import AbstractAsyncContextManager
from uuid import UUID

import asyncpg
import httpx
import pytest
from structlog.testing import capture_logs

from bellringer.gamification.intake import Intake, OverloadedError
from bellringer.models.database import Connection, Database, DatabaseUnavailableError
from tests.builders import Org
from tests.contract.conftest import Phones
from tests.contract.test_main_job import RECORD

CALL = {"idempotencyKey": "1", "kind": "call"}


async def test_G1_a_fault_is_masked_and_on_record(
    org: Org, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: object, command: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Intake, "submit", fail)
    rita = phone("rita")
    with capture_logs() as logged:
        body = await rita.answer(RECORD, input=CALL)
    [error] = body["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert "secret" not in json.dumps(body)
    [entry] = [each for each in logged if each["event"] == "graphql.fault"]
    assert entry["request_id"] == error["extensions"]["requestId"]
    assert rita.token not in str(
        {name: value for name, value in entry.items() if name != "exc_info"}
    )


async def test_too_much_at_once_is_told_as_such(
    org: Org, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(self: object, command: object) -> None:
        raise OverloadedError

    monkeypatch.setattr(Intake, "submit", full)
    [error] = (await phone("rita").answer(RECORD, input=CALL))["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"


@pytest.mark.parametrize("ends", [DatabaseUnavailableError("gone"), asyncpg.QueryCanceledError()])
async def test_O1_what_passes_by_itself_is_to_be_sent_again(
    org: Org, phone: Phones, monkeypatch: pytest.MonkeyPatch, ends: Exception
) -> None:
    async def fail(self: object, command: object) -> None:
        raise ends

    monkeypatch.setattr(Intake, "submit", fail)
    [error] = (await phone("rita").answer(RECORD, input=CALL))["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"


async def test_O1_without_a_database_phones_are_told_to_send_again(
    org: Org, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(self: Database, org_id: UUID) -> AbstractAsyncContextManager[Connection]:
        raise DatabaseUnavailableError("PostgreSQL can't be reached: postgresql://secret")

    monkeypatch.setattr(Database, "reading", gone)
    got = await phone("rita").send(json={"query": "{ viewer { points } }"})
    assert (got.status_code, got.headers["retry-after"]) == (503, "1")
    assert got.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert "secret" not in got.text


async def test_O1_a_database_that_is_away_is_one_line_of_the_log(
    org: Org, client: httpx.AsyncClient, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(self: Database) -> AbstractAsyncContextManager[Connection]:
        raise DatabaseUnavailableError("gone")

    async def fail(self: object, command: object) -> None:
        raise DatabaseUnavailableError("gone")

    rita = phone("rita")
    monkeypatch.setattr(Intake, "submit", fail)
    with capture_logs() as logged:
        await rita.answer(RECORD, input=CALL)
        monkeypatch.setattr(Database, "outside", gone)
        assert (await client.get("/readyz")).status_code == 503
    assert [each["event"] for each in logged] == ["graphql.fault", "health.not_ready"]
    assert all(each["error"] == "DatabaseUnavailableError" for each in logged)
    assert not any(each["exc_info"] for each in logged)


def test_O1_what_the_driver_says_of_a_lost_server_is_one_line() -> None:
    program = """
import logging
from bellringer.api.logs import write_logs
write_logs()
try:
    raise ConnectionRefusedError(111, "refused")
except OSError:
    logging.getLogger("asyncpg.pool").warning("Failed to restore; %s", "retrying", exc_info=True)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    entry = json.loads(done.stderr)
    assert (entry["event"], entry["error"]) == ("database.driver", "ConnectionRefusedError")
    assert entry["said"] == "Failed to restore; retrying"


def test_P3_a_traceback_on_record_shows_no_values() -> None:
    program = """
import structlog
from bellringer.api.logs import write_logs
write_logs()
def fail(token):
    raise RuntimeError("broken")
try:
    fail("very-" + "secret")
except RuntimeError as error:
    structlog.get_logger().error("fault", exc_info=error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    entry = json.loads(done.stderr)
    assert "RuntimeError: broken" in entry["exception"]
    assert "very-secret" not in done.stderr
