"""The web client as it is served: whole, small, strict, and in step with the API's contract."""

import gzip
import html
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from graphql import GraphQLSchema, build_schema, parse, validate
from starlette.applications import Starlette

from bellringer.api.web_client import PAGES, web_client
from bellringer.config import FirebaseWebConfig
from bellringer.graphql.schema import sdl
from bellringer.push.links import PLACES

WEB = Path(str(files("bellringer") / "web"))
SCRIPTS = sorted(path for path in WEB.rglob("*") if path.suffix in (".js", ".mjs"))
OWN_SCRIPTS = [path for path in SCRIPTS if "vendor" not in path.parts]
GOOGLES = [path for path in SCRIPTS if "vendor/firebase" in str(path)]
OURS = [path for path in SCRIPTS if path not in GOOGLES]
DOCUMENTS = sorted(WEB.rglob("documents*.js"))
ROOMS_OF_WORDS = sorted(path.parent for path in WEB.rglob("words/**/en.js"))
ROOMS_OPENED_LATER = ("desk", "admin", "coaching", "months", "settings", "firebase")
FIREBASE = FirebaseWebConfig.model_validate(
    {
        "apiKey": "k<&>",
        "authDomain": "acme-app.firebaseapp.com",
        "appId": "1:2:web:3",
        "messagingSenderId": "2",
        "vapidKey": "v",
        "projectId": "acme-app",
    }
)
MOST_BYTES_FIRST = 75_000
MOST_SCRIPT_BYTES = 150_000
KEY = r"[a-z]\w*(?:\.\w+)*"


async def test_the_address_of_the_client_answers_a_page_that_is_asked_for_again_each_time(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/")
    assert (200, "no-cache") == (page.status_code, page.headers["cache-control"])
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f'content="{web_client().version}"' in page.text
    assert "__" not in page.text  # all that is filled in was
    known = await client.get("/", headers={"if-none-match": f'"other", {page.headers["etag"]}'})
    assert (304, b"") == (known.status_code, known.content)


async def test_every_place_that_a_push_can_open_is_the_client(client: httpx.AsyncClient) -> None:
    assert {room.removeprefix("/") for room, _, _ in PLACES.values()} <= set(PAGES)
    page = (await client.get("/")).text
    for place in PAGES:
        for address in (f"/{place}", f"/{place}/some/thing"):
            assert (await client.get(address)).text == page, address
    assert 404 == (await client.get("/nowhere")).status_code


async def test_files_are_kept_for_ever_under_their_version_and_never_under_another(
    client: httpx.AsyncClient,
) -> None:
    version = web_client().version
    ours = await client.get(f"/assets/{version}/app/main.js")
    assert "public, max-age=31536000, immutable" == ours.headers["cache-control"]
    assert ours.headers["content-type"].startswith("text/javascript")
    older = await client.get("/assets/0123456789ab/app/main.js")
    assert (200, "no-cache", ours.text) == (
        older.status_code,
        older.headers["cache-control"],
        older.text,
    )
    for missing in ("app/none.js", "../api/app.py", "app/../../api/app.py"):
        assert 404 == (await client.get(f"/assets/{version}/{missing}")).status_code


async def test_files_are_zipped_for_who_takes_it(client: httpx.AsyncClient) -> None:
    address = f"/assets/{web_client().version}/styles/base.css"
    plain = await client.get(address, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    zipped = await client.get(address, headers={"accept-encoding": "gzip"})
    assert ("gzip", "accept-encoding") == (
        zipped.headers["content-encoding"],
        zipped.headers["vary"],
    )
    assert zipped.content == plain.content
    assert int(zipped.headers["content-length"]) < len(gzip.compress(plain.content)) + 100


async def test_the_policy_lets_nothing_in_but_what_is_served_here(
    client: httpx.AsyncClient,
) -> None:
    for address in ("/", "/sw.js", "/manifest.webmanifest", "/assets/any/app/main.js"):
        policy = (await client.get(address)).headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
        assert not re.search(r"unsafe|https?:|data:|\*", policy), address


def test_pages_and_styles_load_nothing_from_elsewhere_and_hold_no_code() -> None:
    pages = [path for path in WEB.rglob("*") if path.suffix in (".html", ".css")]
    text = "".join(path.read_text() for path in pages)
    assert not re.search(r"(src|href)=\"https?:|@import|url\(|style=|\bon\w+=", text)


async def test_the_service_worker_keeps_every_file_but_those_that_few_open(
    client: httpx.AsyncClient,
) -> None:
    told = (await client.get("/sw.js")).text
    kept = re.findall(r'"(/assets/[^"]+[^/"])"', told)
    assert len(kept) > 20
    for address in kept:
        assert 200 == (await client.get(address)).status_code
    when_opened = [
        path
        for path in SCRIPTS
        if path.relative_to(WEB).parts[0] in ROOMS_OPENED_LATER or path in GOOGLES
    ]
    first = {path for path in SCRIPTS if path not in when_opened and path.name != "sw.js"}
    assert {f"/assets/{web_client().version}/{path.relative_to(WEB)}" for path in first} == {
        address for address in kept if address.endswith((".js", ".mjs"))
    }


async def test_the_page_names_what_it_loads_first_and_nothing_else(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/")).text
    named = re.findall(r'modulepreload" href="/assets/\w+/([^"]+)"', page)
    assert {"app/main.js", "vendor/preact/preact.mjs", "words/words.js"} <= set(named)
    assert [
        name
        for name in named
        if re.match(
            r"desk/|admin/|coaching/|months/|settings/|firebase/|vendor/firebase/|words/\w\w\.js",
            name,
        )
    ] == []
    imports = re.compile(r"""^(?:import|export) [^;"'`]*?from ["'](\.[^"']+)["']""", re.MULTILINE)
    needed = {
        str((WEB / name).parent.joinpath(each).resolve().relative_to(WEB))
        for name in named
        for each in imports.findall((WEB / name).read_text())
    }
    assert needed <= set(named)


async def test_what_a_phone_loads_first_is_small_and_so_is_all_that_a_reader_can_load(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/")).text
    first = re.findall(r'modulepreload" href="/assets/\w+/([^"]+)"', page)
    sizes = {str(path.relative_to(WEB)): len(gzip.compress(path.read_bytes())) for path in SCRIPTS}
    words = max(size for path, size in sizes.items() if re.fullmatch(r"words/\w\w\.js", path))
    assert sum(sizes[path] for path in first) + words < MOST_BYTES_FIRST
    in_one_language = [path for path in OURS if path.stem in ("en", "words") or not is_words(path)]
    assert sum(sizes[str(path.relative_to(WEB))] for path in in_one_language) < MOST_SCRIPT_BYTES


async def test_firebase_is_spoken_of_and_google_may_be_asked_only_where_it_is_set_up(
    client: httpx.AsyncClient,
) -> None:
    off = await client.get("/")
    made = web_client(FIREBASE)
    transport = httpx.ASGITransport(Starlette(routes=made.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://on") as other:
        on = await other.get("/")
        assert "firebase" not in (await other.get("/sw.js")).text  # loaded when signing in
    assert "firebase" not in off.text
    [told] = re.findall(r'<meta name="bellringer-firebase" content="([^"]+)">', on.text)
    assert FIREBASE.model_dump(by_alias=True) == json.loads(html.unescape(told))
    assert made.version != web_client().version  # pages that are open load the other one
    asked = "connect-src 'self'" + "".join(
        f" https://{name}.googleapis.com"
        for name in ("identitytoolkit", "securetoken", "firebaseinstallations", "fcmregistrations")
    )
    without_hash = [
        re.sub(r"'sha256-[^']+'", "", page.headers["content-security-policy"]) for page in (off, on)
    ]
    assert without_hash[1] == without_hash[0].replace("connect-src 'self'", asked)


def test_what_others_wrote_loads_nothing_from_elsewhere() -> None:
    for path in set(SCRIPTS) - set(OWN_SCRIPTS):
        imported = re.findall(r"""\bfrom\s*["']([^"']+)["']""", path.read_text())
        assert [name for name in imported if ":" in name] == [], path


def is_words(path: Path) -> bool:
    return path.parent.name == "words"


@cache
def contract() -> GraphQLSchema:
    return build_schema(sdl())


def documents() -> dict[str, str]:
    """Return the client's operations by name, with the fragments that they name in their places."""
    text = "\n".join(path.read_text() for path in DOCUMENTS)
    found = re.findall(r"^(?:export )?const (\w+) = `(.*?)`;", text, re.MULTILINE | re.DOTALL)
    texts = dict(found)
    assert len(found) == len(texts) == text.count("const ")

    def whole(name: str) -> str:
        return re.sub(r"\$\{(\w+)\}", lambda each: whole(each[1]), texts[name])

    return {name: whole(name) for name in texts if not texts[name].startswith("fragment")}


@pytest.mark.parametrize("name", documents())
def test_every_document_fits_the_schema(name: str) -> None:
    assert validate(contract(), parse(documents()[name])) == []


def test_every_document_is_used_and_none_stands_elsewhere() -> None:
    others = {path: path.read_text() for path in OWN_SCRIPTS if path not in DOCUMENTS}
    whole = "\n".join(others.values())
    assert [name for name in documents() if not re.search(rf"\b{name}\b", whole)] == []
    assert [
        path.name for path, text in others.items() if re.search(r"`(query|mutation) ", text)
    ] == []


def words_of(path: Path) -> dict[str, dict[str, str]]:
    """Return the forms of each key of a file of words; what has one form has it as `other`."""
    entries = re.findall(rf'^  "?({KEY})"?: (.+),$', path.read_text(), re.MULTILINE)
    assert len(entries) == len({key for key, _ in entries}), path
    plain = {
        key: json.loads(re.sub(r"(\w+): \"", r'"\1": "', said))
        if said[0] == "{"
        else json.loads(said)
        for key, said in entries
    }
    return {key: {"other": said} if isinstance(said, str) else said for key, said in plain.items()}


def code_without_words() -> str:
    return "\n".join(path.read_text() for path in OWN_SCRIPTS if "words" not in path.parent.parts)


def test_every_key_of_words_is_there_and_used() -> None:
    keys = {key for path in ROOMS_OF_WORDS for key in words_of(path / "en.js")}
    code = code_without_words()
    asked = set(re.findall(rf'\bt\(\s*"({KEY})"', code))
    assert asked - keys == set()
    quoted = set(re.findall(rf'"({KEY})"', code))
    made = re.findall(r"`([a-zA-Z.]+\.)\$\{", code)  # t(`goal.state.${…}`)
    assert [key for key in sorted(keys - quoted) if not key.startswith(tuple(made))] == []


@pytest.mark.parametrize("room", ROOMS_OF_WORDS, ids=lambda path: path.name)
@pytest.mark.parametrize("language", ["de", "es", "fr", "pt"])
def test_every_language_says_what_english_says_with_the_same_names(
    room: Path, language: str
) -> None:
    english, other = words_of(room / "en.js"), words_of(room / f"{language}.js")
    assert list(english) == list(other)

    def names(forms: dict[str, str]) -> set[str]:
        return {name for said in forms.values() for name in re.findall(r"\{(\w+)\}", said)}

    for key, forms in other.items():
        assert names(forms) == names(english[key]), key
        assert set(forms) in ({"other"}, {"one", "other"}), key
        assert all(said.strip() for said in forms.values()), key


def test_the_languages_of_the_client_are_those_of_the_notifications() -> None:
    spoken = {path.parent.name for path in WEB.parent.glob("push/locales/*/messages.po")} | {"en"}
    for room in ROOMS_OF_WORDS:
        assert {path.stem for path in room.glob("*.js")} - {"words"} == spoken


def test_no_file_is_too_long_to_read() -> None:
    assert [path.name for path in OWN_SCRIPTS if len(path.read_text().splitlines()) > 300] == []
