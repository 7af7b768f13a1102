"""Badges as a phone shows them."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import jwt
import pytest
from jwt import PyJWK

from bellringer.config import Mode, Settings
from tests.builders import Org
from tests.contract.conftest import Phone, Phones
from tests.contract.test_main_job import RECORD
from tests.doing import rows

REVERSE = """
mutation Reverse($input: ActivityReverseInput!) {
  activityReverse(input: $input) { userErrors { code } }
}"""


async def ahead(phone: Phone) -> set[str]:
    found = await phone.ask("{ viewer { badgeProgress { badge { key } } } }")
    return {each["badge"]["key"] for each in found["viewer"]["badgeProgress"]}


async def test_a_badge_that_is_had_once_is_not_ahead_any_more_until_it_is_lost(
    org: Org, phone: Phones
) -> None:
    rita, bob = phone("rita"), phone("bob")
    all_of_them = await ahead(rita)
    assert {"first-deal", "ten-deals-month"} <= all_of_them
    deal = {"idempotencyKey": "1", "kind": "deal_won", "quantity": 10}
    recorded = (await rita.ask(RECORD, input=deal))["activityRecord"]
    earned = {each["badge"]["key"] for each in recorded["badges"]}
    assert earned == {"first-deal", "ten-deals-month"}
    assert await ahead(rita) == all_of_them - {"first-deal"}, "ten in a month comes again"
    assert await ahead(bob) == all_of_them
    sent = {"idempotencyKey": "2", "activityId": recorded["activity"]["id"], "reason": "Twice"}
    assert (await rita.ask(REVERSE, input=sent))["activityReverse"]["userErrors"] == []
    assert await ahead(rita) == all_of_them


async def test_a_badge_that_was_taken_back_by_hand_is_not_ahead_again(
    org: Org, phone: Phones
) -> None:
    rita = phone("rita")
    await rita.ask(RECORD, input={"idempotencyKey": "1", "kind": "deal_won"})
    shown = await rita.ask("{ viewer { badges { edges { node { id } } } } }")
    [award] = shown["viewer"]["badges"]["edges"]
    revoked = await phone("ada").ask(
        """mutation Revoke($input: BadgeRevokeInput!) {
             badgeRevoke(input: $input) { userErrors { code } } }""",
        input={"awardId": award["node"]["id"], "reason": "No deal"},
    )
    assert revoked["badgeRevoke"]["userErrors"] == []
    assert "first-deal" not in await ahead(rita)


CREATE = """
mutation Create($input: BadgeCreateInput!) {
  badgeCreate(input: $input) {
    badge { id key isSecret criterion { kind narrative threshold times } replaces { key isArchived } }
    userErrors { code message path } } }"""
AWARD = """
mutation Award($input: BadgeAwardInput!) {
  badgeAward(input: $input) { award { id team { name } member { name } } userErrors { code path } } }"""
CLOSER = {"key": "closer", "title": "Closer", "description": "Closes."}


async def create(phone: Phone, **sent: Any) -> dict[str, Any]:
    body = CLOSER | {"idempotencyKey": json.dumps(sent)} | sent
    made: dict[str, Any] = (await phone.ask(CREATE, input=body))["badgeCreate"]
    return made


CRITERIA: dict[str, Any] = {
    "METRIC_TOTAL": {"metricTotal": {"metricKey": "deals", "threshold": 5, "period": "MONTH"}},
    "FIRST_OF_KIND": {"firstOfKind": {"metricKey": "deals"}},
    "IN_ONE_DAY": {"inOneDay": {"metricKey": "calls", "threshold": 20}},
    "STREAK_LENGTH": {"streakLength": {"streakKey": "STREAK", "length": 5}},
    "GOAL_MET": {"goalMet": True},
    "MILESTONE": {"milestone": {"percent": 50}},
    "FINAL_RANK": {"finalRank": {"boardKey": "points-week", "rank": 3, "times": 4}},
    "COMPETITION_WON": {"competitionWon": True},
}


@pytest.mark.parametrize("kind", CRITERIA)
async def test_every_criterion_is_defined_shown_and_has_its_progress(
    org: Org, phone: Phones, kind: str
) -> None:
    streak = org.playbook.streaks[0].streak_key
    criteria = json.loads(json.dumps(CRITERIA[kind]).replace("STREAK", streak))
    made = await create(phone("ada"), criteria=criteria)
    assert made["userErrors"] == []
    assert made["badge"]["criterion"]["kind"] == kind
    assert made["badge"]["criterion"]["narrative"].endswith(".")
    found = await phone("rita").ask(
        "{ viewer { badgeProgress { badge { key } current needed boardKey } } }"
    )
    [own] = [each for each in found["viewer"]["badgeProgress"] if each["badge"]["key"] == "closer"]
    assert own["current"] == 0 < own["needed"]


async def test_progress_counts_final_standings_toward_the_next_award(
    org: Org, phone: Phones, dsn: str
) -> None:
    await create(
        phone("ada"), criteria={"finalRank": {"boardKey": "points-week", "rank": 3, "times": 4}}
    )
    counted = """INSERT INTO badge_rank (org_id, badge_id, subject_id, starts_on, rank, won_at)
                 SELECT org_id, badge_id, $1, day::date, 1, day
                   FROM badge_definition, generate_series('2026-01-05'::timestamptz, $2, '7 days') AS day
                  WHERE badge_key = 'closer' RETURNING 1"""
    last = datetime(2026, 2, 9, tzinfo=UTC)
    assert len(await rows(dsn, counted, org.rep, last)) == 6
    asked = "{ viewer { badgeProgress { badge { key } current needed boardKey } } }"
    found = (await phone("rita").ask(asked))["viewer"]["badgeProgress"]
    [own] = [each for each in found if each["badge"]["key"] == "closer"]
    assert (own["current"], own["needed"], own["boardKey"]) == (2, 4, "points-week")


@pytest.mark.parametrize(
    "criteria", [{}, {"goalMet": False}, {"goalMet": True, "milestone": {"percent": 50}}]
)
async def test_exactly_one_criterion_is_given(
    org: Org, phone: Phones, criteria: dict[str, Any]
) -> None:
    made = await create(phone("ada"), criteria=criteria)
    assert made["badge"] is None
    [refused] = made["userErrors"]
    assert (refused["code"], refused["path"]) == ("INVALID_INPUT", ["input", "criteria"])


async def test_a_badge_takes_the_place_of_another(org: Org, phone: Phones) -> None:
    ada = phone("ada")
    found = await ada.ask("{ viewer { organization { badges { id key } } } }")
    ids = {each["key"]: each["id"] for each in found["viewer"]["organization"]["badges"]}
    made = await create(ada, replaces=ids["first-deal"])
    assert made["badge"]["replaces"] == {"key": "first-deal", "isArchived": True}
    listed = (
        "query B($all: Boolean!) { viewer { organization { badges(withArchived: $all) { key } } } }"
    )
    for with_archived in (True, False):
        found = await phone("rita").ask(listed, all=with_archived)
        keys = {each["key"] for each in found["viewer"]["organization"]["badges"]}
        assert ("first-deal" in keys) == with_archived
    assert "first-deal" not in await ahead(phone("rita"))


SEEN = """
query Seen($badge: ID!, $award: ID!, $bob: ID!) {
  badge: node(id: $badge) { id }
  award: node(id: $award) { id }
  member(id: $bob) { badges { totalCount edges { node { badge { key } } } } }
  viewer { organization { badges { key } } badgeProgress { badge { key } } }
  feed { edges { node { badge { key } kind } } }
}"""


async def test_a_secret_badge_is_seen_by_its_holder_and_admins_alone(
    org: Org, phone: Phones
) -> None:
    ada, bob = phone("ada"), phone("bob")
    made = await create(ada, isSecret=True)
    bob_id = (await bob.ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]
    ids = {"badge": made["badge"]["id"], "bob": bob_id}
    before = await bob.ask(SEEN, **ids, award=made["badge"]["id"])
    assert before["badge"] is None
    assert "closer" not in json.dumps(before)
    sent = {"idempotencyKey": "1", "badgeId": ids["badge"], "memberId": bob_id, "reason": "Shh"}
    award = (await ada.ask(AWARD, input=sent))["badgeAward"]["award"]["id"]
    for name in ("bob", "ada"):
        found = await phone(name).ask(SEEN, **ids, award=award)
        assert None not in (found["badge"], found["award"]), name
        assert (
            found["member"]["badges"]["totalCount"] == 1 == len(found["member"]["badges"]["edges"])
        )
        assert {"key": "closer"} in found["viewer"]["organization"]["badges"]
    for name in ("rita", "sue"):
        found = await phone(name).ask(SEEN, **ids, award=award)
        assert found["badge"] is None is found["award"], name
        assert found["member"]["badges"] == {"totalCount": 0, "edges": []}
        assert "closer" not in json.dumps(found)
        refused = await phone(name).ask(AWARD, input=sent | {"idempotencyKey": "2"})
        assert refused["badgeAward"]["userErrors"] == [
            {"code": "UNKNOWN_BADGE", "path": ["input", "badgeId"]}
        ]


async def test_a_manager_reads_how_many_are_left_and_an_admin_sets_how_many_there_are(
    org: Org, phone: Phones
) -> None:
    asked = "{ viewer { badgeAllowance { given limit left endsOn } } }"
    sue, ada = phone("sue"), phone("ada")
    full = {"given": 0, "limit": 10, "left": 10, "endsOn": "2026-04-01"}
    assert (await sue.ask(asked))["viewer"]["badgeAllowance"] == full
    update = """mutation Set($input: OrganizationUpdateInput!) {
      organizationUpdate(input: $input) { organization { badgeAllowance } userErrors { code path } } }"""
    set_ = (await ada.ask(update, input={"badgeAllowance": 1}))["organizationUpdate"]
    assert set_ == {"organization": {"badgeAllowance": 1}, "userErrors": []}
    for key, codes in (("1", []), ("2", ["ALLOWANCE_SPENT"])):
        found = await sue.ask("{ viewer { organization { badges { id key } } } }")
        [pick] = [
            each["id"]
            for each in found["viewer"]["organization"]["badges"]
            if each["key"] == "coachs-pick"
        ]
        bob = (await phone("bob").ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]
        sent = {"idempotencyKey": key, "badgeId": pick, "memberId": bob, "reason": "Well done"}
        given = (await sue.ask(AWARD, input=sent))["badgeAward"]
        assert [each["code"] for each in given["userErrors"]] == codes
    assert (await sue.ask(asked))["viewer"]["badgeAllowance"]["left"] == 0
    assert (await ada.ask(asked))["viewer"]["badgeAllowance"]["limit"] is None
    assert (await phone("bob").ask(asked))["viewer"]["badgeAllowance"] is None
    refused = (await ada.ask(update, input={"badgeAllowance": -1}))["organizationUpdate"]
    assert refused["userErrors"] == [{"code": "INVALID_INPUT", "path": ["input", "badgeAllowance"]}]


async def test_a_team_shows_its_badges(org: Org, phone: Phones) -> None:
    ada = phone("ada")
    found = await ada.ask("{ viewer { organization { badges { id key } teams { id name } } } }")
    inside = found["viewer"]["organization"]
    [pick] = [each["id"] for each in inside["badges"] if each["key"] == "coachs-pick"]
    [north] = [each["id"] for each in inside["teams"] if each["name"] == "North"]
    sent = {"idempotencyKey": "1", "badgeId": pick, "teamId": north, "reason": "Together"}
    given = (await ada.ask(AWARD, input=sent))["badgeAward"]
    assert given["award"]["team"] == {"name": "North"}
    assert given["award"]["member"] is None
    shown = await phone("rita").ask(
        "query T($id: ID!) { team(id: $id) { badges { totalCount edges { node { badge { key } } } } } }",
        id=north,
    )
    assert shown["team"]["badges"]["totalCount"] == 1
    posts = await phone("rita").ask(
        "{ feed { edges { node { kind team { name } member { name } } } } }"
    )
    assert {"kind": "BADGE_AWARDED", "team": {"name": "North"}, "member": None} in [
        edge["node"] for edge in posts["feed"]["edges"]
    ]


WHY = """{ viewer { badges { edges { node { id badge { key } why {
  criterion lostIf bonusPoints periodStartsOn periodEndsOn activity { kind } goal { title }
  days { on total } standings { rank } } } } } } }"""


async def test_why_says_what_met_the_criterion_and_what_would_take_it_back(
    org: Org, phone: Phones
) -> None:
    rita = phone("rita")
    await rita.ask(RECORD, input={"idempotencyKey": "1", "kind": "deal_won", "quantity": 10})
    found = await rita.ask(WHY)
    why = {
        edge["node"]["badge"]["key"]: edge["node"]["why"]
        for edge in found["viewer"]["badges"]["edges"]
    }
    assert why["ten-deals-month"] == {
        "criterion": "At least 10 in one month: Deals.",
        "lostIf": "Reversals that take the total below 10.",
        "bonusPoints": 100,
        "periodStartsOn": "2026-03-01",
        "periodEndsOn": "2026-04-01",
        "activity": {"kind": "deal_won"},
        "goal": None,
        "days": [{"on": "2026-03-11", "total": 10}],
        "standings": [],
    }


async def test_an_admin_previews_grants_for_the_past_and_sees_how_far_it_is(
    org: Org, phone: Phones
) -> None:
    rita, ada = phone("rita"), phone("ada")
    await rita.ask(RECORD, input={"idempotencyKey": "1", "kind": "call", "quantity": 3})
    made = await create(
        ada, criteria={"inOneDay": {"metricKey": "calls", "threshold": 3}}, bonusPoints=7
    )
    sent = {"badgeId": made["badge"]["id"]}
    preview = await ada.ask(
        """mutation P($input: BadgePreviewInput!) { badgePreview(input: $input) {
             memberCount awardCount bonusPoints members { member { name } awards } userErrors { code } } }""",
        input=sent,
    )
    assert preview["badgePreview"] == {
        "memberCount": 1,
        "awardCount": 1,
        "bonusPoints": 7,
        "members": [{"member": {"name": "Rita"}, "awards": 1}],
        "userErrors": [],
    }
    granted = await ada.ask(
        """mutation G($input: BadgeGrantRetroactivelyInput!) { badgeGrantRetroactively(input: $input) {
             grant { membersDone membersTotal awardsMade isTold finishedAt } userErrors { code } } }""",
        input=sent | {"isTold": True},
    )
    grant = granted["badgeGrantRetroactively"]["grant"]
    assert (grant["membersDone"], grant["membersTotal"], grant["awardsMade"]) == (4, 4, 1)
    assert grant["finishedAt"] is not None
    seen = await ada.ask(
        "query S($id: ID!) { node(id: $id) { ... on BadgeDefinition { grants { awardsMade } } } }",
        id=sent["badgeId"],
    )
    assert seen["node"]["grants"] == [{"awardsMade": 1}]
    shown = await rita.ask("{ viewer { badges { edges { node { isRetroactive } } } } }")
    assert shown["viewer"]["badges"]["edges"][0]["node"]["isRetroactive"]


CREDENTIAL = """query C($id: ID!) { node(id: $id) { ... on BadgeAward {
  credential { state jwt document } revokedFor awardedAt } } }"""


async def earned(phone: Phone) -> str:
    await phone.ask(RECORD, input={"idempotencyKey": "first", "kind": "deal_won"})
    found = await phone.ask("{ viewer { badges { edges { node { id } } } } }")
    return str(found["viewer"]["badges"]["edges"][0]["node"]["id"])


async def test_an_award_is_an_open_badge_that_the_published_key_verifies(
    org: Org, phone: Phones, client: httpx.AsyncClient
) -> None:
    rita = phone("rita")
    award = await earned(rita)
    shown = (await rita.ask(CREDENTIAL, id=award))["node"]
    assert shown["credential"]["state"] == "VALID"
    published = (await client.get("/.well-known/jwks.json")).json()
    [key] = published["keys"]
    assert not set(key) & {"d", "p", "q"}
    token = shown["credential"]["jwt"]
    header = jwt.get_unverified_header(token)
    assert set(header) == {"alg", "typ", "jwk"}, "the standard allows no others"
    assert {"n": key["n"], "e": key["e"], "kty": "RSA"} == header["jwk"]
    signed = jwt.decode(token, PyJWK(key).key, algorithms=["RS256"])
    document = json.loads(shown["credential"]["document"])
    assert document == {name: signed[name] for name in document}
    assert_open_badge(document)
    assert (signed["iss"], signed["jti"]) == (document["issuer"]["id"], document["id"])
    assert signed["sub"] == document["credentialSubject"]["id"]
    assert signed["nbf"] == datetime.fromisoformat(document["validFrom"]).timestamp()
    [identity] = document["credentialSubject"]["identifier"]
    digest = hashlib.sha256(("rita@example.com" + identity["salt"]).encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${digest}"
    assert "rita" not in token.lower() + json.dumps(document).lower()
    tampered = token[:-6] + ("AAAAAA" if token[-6:] != "AAAAAA" else "BBBBBB")
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(tampered, PyJWK(key).key, algorithms=["RS256"])
    again = (await rita.ask(CREDENTIAL, id=award))["node"]
    assert again["credential"]["document"] == shown["credential"]["document"]


def assert_open_badge(document: dict[str, Any]) -> None:
    """The required parts of an AchievementCredential of Open Badges 3.0, with their types and values."""
    assert document["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert document["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0")
    assert set(document["type"]) == {"VerifiableCredential", "OpenBadgeCredential"}
    assert document["id"].startswith("urn:uuid:")
    issuer = document["issuer"]
    assert issuer["id"].startswith("urn:uuid:")
    assert issuer["type"] == ["Profile"]
    assert issuer["name"] == "Acme"
    assert datetime.fromisoformat(document["validFrom"]).utcoffset() is not None
    subject = document["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    assert set(subject) <= {"id", "type", "identifier", "achievement"}
    achievement = subject["achievement"]
    assert achievement["type"] == ["Achievement"]
    assert set(achievement) == {
        *("id", "type", "achievementType", "name", "description", "criteria"),
    }
    assert all(achievement[name] for name in achievement)
    assert set(achievement["criteria"]) == {"narrative"}
    [identity] = subject["identifier"]
    assert set(identity) == {"type", "hashed", "identityHash", "identityType", "salt"}
    assert (identity["type"], identity["hashed"]) == ("IdentityObject", True)
    assert identity["identityType"] == "emailAddress"
    [schema] = document["credentialSchema"]
    assert schema["type"] == "1EdTechJsonSchemaValidator2019"


async def test_a_credential_is_for_its_holder_and_admins_and_none_is_made_of_what_is_revoked(
    org: Org, phone: Phones
) -> None:
    award = await earned(phone("rita"))
    for name, sees in (("ada", True), ("bob", False), ("sue", False)):
        found = (await phone(name).ask(CREDENTIAL, id=award))["node"]["credential"]
        assert (found is not None) == sees, name
    await phone("ada").ask(
        """mutation Revoke($input: BadgeRevokeInput!) {
             badgeRevoke(input: $input) { userErrors { code } } }""",
        input={"awardId": award, "reason": "No deal"},
    )
    found = (await phone("rita").ask(CREDENTIAL, id=award))["node"]
    assert found["credential"] == {"state": "REVOKED", "jwt": None, "document": None}
    assert found["revokedFor"] == "BY_HAND"


class TestWithAnAddress:
    """Where people open Bellringer is known, so a credential says where its key is."""

    @pytest.fixture
    def settings(self, tmp_path: Any) -> Settings:
        return Settings(mode=Mode.DEVELOPMENT, data_dir=tmp_path, public_url="https://bell.example")

    async def test_the_key_is_where_the_credential_says(
        self, org: Org, phone: Phones, client: httpx.AsyncClient
    ) -> None:
        rita = phone("rita")
        shown = (await rita.ask(CREDENTIAL, id=await earned(rita)))["node"]
        token = shown["credential"]["jwt"]
        header = jwt.get_unverified_header(token)
        assert set(header) == {"alg", "typ", "kid"}
        assert header["kid"].startswith("https://bell.example/")
        found = await client.get(header["kid"].removeprefix("https://bell.example"))
        signed = jwt.decode(token, PyJWK(found.json()).key, algorithms=["RS256"])
        assert signed["issuer"]["url"] == "https://bell.example"
        assert (await client.get("/.well-known/keys/nothing")).status_code == 404
