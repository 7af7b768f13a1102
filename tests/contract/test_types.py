"""What graphql-codegen makes of the contract is TypeScript that holds, and that notices a wrong name."""

import shutil
import subprocess
from pathlib import Path

import pytest
from graphql import DefinitionNode, parse, print_ast

from bellringer.graphql.schema import sdl
from tests.contract.test_web_client import documents

HERE = Path(__file__).parent
NODE = shutil.which("node")
USED = """
import type { HomeQuery, RecordMutationVariables } from "./types";
export const points = (home: HomeQuery): number => home.viewer.points;
export const call: RecordMutationVariables = {
  input: { items: [{ idempotencyKey: "k", kind: "call", occurredAt: "2026-03-02T09:00:00Z" }] },
};
"""
MISUSED = """
import type { HomeQuery } from "./types";
export const wrong = (home: HomeQuery): string => home.viewer.pionts;
"""

pytestmark = pytest.mark.skipif(
    NODE is None or not (HERE / "node_modules/@graphql-codegen").exists(),
    reason="needs Node and npm ci --prefix tests/contract",
)


def all_definitions() -> str:
    """Return the client's documents as one, each operation and fragment once."""
    found: dict[str, DefinitionNode] = {}
    for text in documents().values():
        for definition in parse(text).definitions:
            name = getattr(definition, "name").value  # noqa: B009 - not every definition has one
            known = found.setdefault(name, definition)
            assert print_ast(known) == print_ast(definition), f"two things are called {name}"
    return "\n".join(print_ast(each) for each in found.values())


def made(folder: Path, more: str) -> subprocess.CompletedProcess[str]:
    """Make types of the schema and the client's documents, and check them with a file that uses them."""
    (folder / "schema.graphql").write_text(sdl())
    (folder / "documents.graphql").write_text(all_definitions())
    (folder / "used.ts").write_text(more)
    script = [str(HERE / "types.mjs"), *("schema.graphql", "documents.graphql", ".", "used.ts")]
    return subprocess.run(
        [NODE or "", *script], cwd=folder, capture_output=True, text=True, timeout=240, check=False
    )


def test_the_types_of_the_schema_and_of_the_clients_own_documents_hold(tmp_path: Path) -> None:
    done = made(tmp_path, USED)
    assert done.returncode == 0, done.stdout + done.stderr
    text = (tmp_path / "types.ts").read_text()
    assert "export type HomeQuery = " in text
    assert "BigInt: { input: number; output: number; }" in text


def test_a_name_that_the_contract_does_not_have_is_found_by_the_compiler(tmp_path: Path) -> None:
    done = made(tmp_path, MISUSED)
    assert done.returncode != 0
    assert "pionts" in done.stdout
