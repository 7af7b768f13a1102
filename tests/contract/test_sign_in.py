"""Who gets in: only good tokens, only members, and only for as long as they are."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bellringer.api.development import (
    DevelopmentOnlyError,
    development_issuer,
    mint_development_token,
)
from bellringer.api.keys import FetchedKeys, KeysUnavailableError, read_keys
from bellringer.api.problems import ProblemError
from bellringer.api.tokens import Issuer, verify
from bellringer.config import Mode, Settings
from bellringer.models.database import Database
from tests.builders import NOW, Org, organization
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones

ISSUER, AUDIENCE = "https://securetoken.google.com/acme-app", "acme-app"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def claims(**changes: Any) -> dict[str, Any]:
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "uid-1",
        "iat": seconds(NOW) - 60,
        "auth_time": seconds(NOW) - 3600,
        "exp": seconds(NOW) + 3600,
    }
    return {name: value for name, value in (good | changes).items() if value is not ...}


def signed(
    key: RSAPrivateKey | str = KEY, *, algorithm: str = "RS256", kid: Any = "k1", **changes: Any
) -> str:
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers={"kid": kid})


def jwks(**keys: RSAPrivateKey) -> dict[str, Any]:
    signs = {"use": "sig", "alg": "RS256"}
    made = [
        jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | signs | {"kid": kid}
        for kid, key in keys.items()
    ]
    return {"keys": made}


class Server:
    """A JWKS server that counts."""

    def __init__(self) -> None:
        self.document: Any = jwks(k1=KEY)
        self.status = 200
        self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        headers = {"cache-control": "public, max-age=21600, must-revalidate"}
        return httpx.Response(self.status, json=self.document, headers=headers)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def keys(server: Server, clock: SetClock) -> AsyncIterator[FetchedKeys]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as client:
        yield FetchedKeys("https://keys.test/jwks", client, clock)


@pytest.fixture
def issuers(keys: FetchedKeys) -> dict[str, Issuer]:
    return {ISSUER: Issuer(name=ISSUER, audience=AUDIENCE, keys=keys)}


async def test_S1_a_good_token_says_who(issuers: dict[str, Issuer]) -> None:
    token = signed(email="rita@example.com", email_verified=True)
    found = await verify(token, issuers, now=NOW)
    assert (found.subject, found.email) == ("uid-1", "rita@example.com")


async def test_S1_an_unverified_email_says_nothing(issuers: dict[str, Issuer]) -> None:
    for flag in (False, "true", None, 1):
        token = signed(email="rita@example.com", email_verified=flag)
        assert (await verify(token, issuers, now=NOW)).email is None


BAD: dict[str, tuple[Callable[[], str], str]] = {
    "unsigned": (
        lambda: jwt.encode(claims(), "", algorithm="none", headers={"kid": "k1"}),
        "TOKEN_ALGORITHM",
    ),
    "signed by a shared secret": (lambda: signed("s" * 64, algorithm="HS256"), "TOKEN_ALGORITHM"),
    "signed by another algorithm": (lambda: signed(algorithm="RS512"), "TOKEN_ALGORITHM"),
    "without a key id": (lambda: jwt.encode(claims(), KEY, algorithm="RS256"), "TOKEN_ALGORITHM"),
    "signed by somebody else": (lambda: signed(OTHER), "TOKEN_SIGNATURE"),
    "signed by an unknown key": (lambda: signed(kid="k9"), "TOKEN_KEY"),
    "of another issuer": (
        lambda: signed(iss="https://securetoken.google.com/evil"),
        "TOKEN_ISSUER",
    ),
    "for another application": (lambda: signed(aud="other-app"), "TOKEN_AUDIENCE"),
    "for several applications": (lambda: signed(aud=[AUDIENCE, "other"]), "TOKEN_AUDIENCE"),
    "expired": (lambda: signed(exp=seconds(NOW) - 11), "TOKEN_EXPIRED"),
    "from the future": (lambda: signed(iat=seconds(NOW) + 11), "TOKEN_EARLY"),
    "signed in in the future": (lambda: signed(auth_time=seconds(NOW) + 11), "TOKEN_EARLY"),
    "of nobody": (lambda: signed(sub=""), "TOKEN_SUBJECT"),
    "of somebody with a long name": (lambda: signed(sub="x" * 129), "TOKEN_SUBJECT"),
    "with an endless time": (lambda: signed(exp=10**30), "TOKEN_INCOMPLETE"),
    "changed": (lambda: signed()[:-4] + "AAAA", "TOKEN_SIGNATURE"),
    "no token": (lambda: "not.a.token", "TOKEN_MALFORMED"),
    "too long": (lambda: signed(more="x" * 9_000), "TOKEN_MALFORMED"),
    "without exp": (lambda: signed(exp=...), "TOKEN_INCOMPLETE"),
    "without iat": (lambda: signed(iat=...), "TOKEN_INCOMPLETE"),
    "without auth_time": (lambda: signed(auth_time=...), "TOKEN_INCOMPLETE"),
    "without iss": (lambda: signed(iss=...), "TOKEN_ISSUER"),
    "without aud": (lambda: signed(aud=...), "TOKEN_INCOMPLETE"),
    "without sub": (lambda: signed(sub=...), "TOKEN_INCOMPLETE"),
}


@pytest.mark.parametrize("case", BAD)
async def test_S1_a_token_that_is_no_good_says_which_way(
    issuers: dict[str, Issuer], case: str
) -> None:
    make, code = BAD[case]
    with pytest.raises(ProblemError) as refused:
        await verify(make(), issuers, now=NOW)
    assert (refused.value.status, refused.value.code) == (401, code)


async def test_S1_ten_seconds_of_skew_pass(issuers: dict[str, Issuer]) -> None:
    await verify(signed(exp=seconds(NOW) - 9), issuers, now=NOW)
    await verify(signed(iat=seconds(NOW) + 9), issuers, now=NOW)


@given(text=st.text(max_size=200))
async def test_S1_no_text_makes_it_fail(text: str) -> None:
    with pytest.raises(ProblemError):
        await verify(text, {}, now=NOW)


async def test_S1_an_unknown_key_costs_one_refresh_a_minute(
    keys: FetchedKeys, server: Server, clock: SetClock
) -> None:
    assert await keys.key("k1")
    for _ in range(5):
        assert await keys.key("k2") is None
    assert server.asked == 1
    clock.now += timedelta(seconds=61)
    server.document = jwks(k1=KEY, k2=OTHER)
    assert await keys.key("k2")
    assert server.asked == 2


async def test_S1_keys_are_kept_as_long_as_their_server_says(
    keys: FetchedKeys, server: Server, clock: SetClock
) -> None:
    await keys.key("k1")
    clock.now += timedelta(hours=5, minutes=59)
    await keys.key("k1")
    assert server.asked == 1
    clock.now += timedelta(minutes=2)
    server.document = jwks(k2=OTHER)
    assert await keys.key("k1") is None, "a key that is withdrawn is good no longer"
    assert server.asked == 2


async def test_S1_known_keys_stay_good_while_their_server_fails(
    keys: FetchedKeys, server: Server, clock: SetClock
) -> None:
    await keys.key("k1")
    server.status = 500
    clock.now += timedelta(hours=7)
    assert await keys.key("k1")
    server.status, server.document = 200, {"keys": []}
    clock.now += timedelta(minutes=2)
    assert await keys.key("k1"), "an empty set locks nobody out"


async def test_S1_without_any_keys_nobody_can_tell(keys: FetchedKeys, server: Server) -> None:
    server.status = 503
    with pytest.raises(KeysUnavailableError):
        await keys.key("k1")


def test_development_tokens_are_of_one_directory(tmp_path: Path) -> None:
    one, other = (Settings(data_dir=tmp_path / name) for name in ("one", "other"))
    first = mint_development_token(one, org="acme", email="a@b.c", minutes=5, now=NOW)
    assert (
        jwt.get_unverified_header(first)["kid"]
        == jwt.get_unverified_header(
            mint_development_token(one, org="acme", email="a@b.c", minutes=5, now=NOW)
        )["kid"]
    )
    assert (
        jwt.get_unverified_header(first)["kid"]
        != jwt.get_unverified_header(
            mint_development_token(other, org="acme", email="a@b.c", minutes=5, now=NOW)
        )["kid"]
    )
    assert (tmp_path / "one" / "development-key.pem").stat().st_mode & 0o777 == 0o600


def test_production_has_no_development_issuer(tmp_path: Path) -> None:
    settings = Settings(mode=Mode.PRODUCTION, data_dir=tmp_path)
    assert development_issuer(settings) is None
    with pytest.raises(DevelopmentOnlyError):
        mint_development_token(settings, org="acme", email="a@b.c", minutes=5, now=NOW)
    assert list(tmp_path.iterdir()) == []


async def test_a_request_without_a_token_is_told_so(org: Org, client: httpx.AsyncClient) -> None:
    got = await client.post("/graphql", json={"query": "{ viewer { points } }"})
    assert got.status_code == 401
    assert got.headers["www-authenticate"] == "Bearer"
    assert got.json()["errors"][0]["extensions"]["code"] == "TOKEN_MISSING"


@pytest.mark.parametrize(
    "header", ["Basic abc", "Bearer", "Bearer ", "Bearer a.b.c", "Bearer \xff", "x" * 9_000]
)
async def test_a_malformed_authorization_is_told_so(
    org: Org, client: httpx.AsyncClient, header: str
) -> None:
    got = await client.post(
        "/graphql",
        json={"query": "{ viewer { points } }"},
        headers=[(b"authorization", header.encode("latin-1"))],
    )
    assert got.status_code == 401


async def test_an_expired_token_is_refused_over_http(
    org: Org, phone: Phones, clock: SetClock
) -> None:
    rita = phone("rita")
    await rita.ask("{ viewer { points } }")
    clock.now += timedelta(hours=1, seconds=11)
    got = await rita.send(json={"query": "{ viewer { points } }"})
    assert got.status_code == 401
    assert got.json()["errors"][0]["extensions"]["code"] == "TOKEN_EXPIRED"


async def test_a_stranger_is_no_member(org: Org, phone: Phones) -> None:
    got = await phone("mallory").send(json={"query": "{ viewer { points } }"})
    assert got.status_code == 403
    assert got.json()["errors"][0]["extensions"]["code"] == "UNAUTHORIZED"


async def test_S2_a_deactivated_member_is_out_with_the_next_request(
    org: Org, phone: Phones, database: Database, clock: SetClock
) -> None:
    rita = phone("rita")
    await rita.ask("{ viewer { points } }")
    async with database.transaction(org.org_id) as connection:
        await connection.execute(
            "UPDATE member SET is_active = false WHERE org_id = $1 AND member_id = $2",
            org.org_id,
            org.rep,
        )
    assert (await rita.send(json={"query": "{ viewer { points } }"})).status_code == 403


async def test_S2_a_new_role_holds_with_the_next_request(
    org: Org, phone: Phones, database: Database
) -> None:
    rita = phone("rita")
    adjust = """mutation A($input: PointsAdjustInput!) { pointsAdjust(input: $input) {
        totalPoints userErrors { code } } }"""
    found = await rita.ask('{ members(search: "bob") { edges { node { id } } } }')
    bob = found["members"]["edges"][0]["node"]["id"]
    sent = {"idempotencyKey": "1", "memberId": bob, "points": 5, "reason": "Helped"}
    refused = (await rita.ask(adjust, input=sent))["pointsAdjust"]
    assert refused["userErrors"] == [{"code": "NOT_ALLOWED"}]
    async with database.transaction(org.org_id) as connection:
        await connection.execute(
            "UPDATE member SET role = 'ADMIN' WHERE org_id = $1 AND member_id = $2",
            org.org_id,
            org.rep,
        )
    assert (await rita.ask(adjust, input=sent))["pointsAdjust"]["totalPoints"] == 5


async def test_who_is_in_several_organizations_names_one(
    org: Org, phone: Phones, database: Database, client: httpx.AsyncClient, settings: Settings
) -> None:
    other = await organization(database, slug="beta")
    for slug in ("acme", "beta"):
        await phone("rita", org=slug).ask("{ viewer { points } }")
    token = phone("rita").token
    key = jwt.decode(token, options={"verify_signature": False})
    del key["org"]
    signer = (settings.data_dir / "development-key.pem").read_bytes()
    kid = jwt.get_unverified_header(token)["kid"]
    bare = jwt.encode(key, signer, algorithm="RS256", headers={"kid": kid})
    headers = {"authorization": f"Bearer {bare}"}
    query = {"query": "{ viewer { organization { name } } }"}
    got = await client.post("/graphql", json=query, headers=headers)
    assert got.status_code == 400
    said = got.json()["errors"][0]["extensions"]
    assert (said["code"], said["organizations"]) == ("ORGANIZATION_REQUIRED", ["acme", "beta"])
    named = await client.post("/graphql", json=query, headers=headers | {"bellringer-org": "beta"})
    assert named.json()["data"]["viewer"]["organization"]["name"] == "Beta"
    strange = await client.post(
        "/graphql", json=query, headers=headers | {"bellringer-org": "gamma"}
    )
    assert strange.status_code == 403
    assert other.slug == "beta"


async def test_readyz_and_healthz_answer(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).text == "alive\n"
    # a second line tells of the live line, which may take a moment to stand
    assert (await client.get("/readyz")).text.splitlines()[0] == "ready"
    await client.post("/graphql")
    assert 'bellringer_graphql_answers_total{status="415"}' in (await client.get("/metrics")).text


def test_S1_a_key_too_short_to_be_safe_is_none() -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    assert set(read_keys(jwks(k1=KEY, k2=short))) == {"k1"}


async def test_S1_a_token_known_to_be_good_ends_all_the_same(
    org: Org, client: httpx.AsyncClient, settings: Settings, clock: SetClock
) -> None:
    token = mint_development_token(
        settings, org="acme", email="rita@example.com", minutes=1, now=clock()
    )
    rita = Phone(client, token)
    found = []
    for seconds in (0, 65, 10):  # 10 more are granted to clocks that differ
        clock.now += timedelta(seconds=seconds)
        found.append((await rita.send(json={"query": "{ viewer { points } }"})).status_code)
    assert found == [200, 200, 401]
