"""The official audit of GraphQL over HTTP, all of it."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.builders import Org
from tests.contract.conftest import Phones
from tests.contract.serving import served

HERE = Path(__file__).parent

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="needs Node"),
    pytest.mark.skipif(
        not (HERE / "node_modules").is_dir(), reason="needs `npm ci` in tests/contract"
    ),
]


async def test_every_audit_of_graphql_over_http_passes(
    app: FastAPI, org: Org, phone: Phones
) -> None:
    async with served(app) as address:
        process = await asyncio.create_subprocess_exec(
            "node",
            "audit.mjs",
            f"http://{address}/graphql",
            phone("rita").token,
            cwd=HERE,
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()
    results = json.loads(output)
    assert [each for each in results if each["status"] != "ok"] == []
    assert len(results) == 61
