"""The stand-in is as strict as FCM, can be told to fail, and shows what phones got."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest

from bellringer.push.fcm import AccessToken, read_credential
from bellringer.standins.faults import Fault, rough
from bellringer.standins.fcm import FcmStandin
from tests.builders import NOW
from tests.conftest import SetClock

MESSAGE = {"token": "phone", "notification": {"title": "Hello"}}


@pytest.fixture
async def http(standin: FcmStandin) -> AsyncIterator[aiohttp.ClientSession]:
    token = await AccessToken(read_credential(standin.key_file)).read()
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(standin.url, headers=headers) as session:
        yield session


def path(standin: FcmStandin) -> str:
    return f"/v1/projects/{standin.account.project_id}/messages:send"


async def test_a_good_message_is_named_and_logged(
    standin: FcmStandin, http: aiohttp.ClientSession
) -> None:
    async with http.post(path(standin), json={"message": MESSAGE}) as answer:
        assert answer.status == 200
        name = (await answer.json())["name"]
    async with http.get("/messages") as answer:
        [logged] = (await answer.json())["messages"]
    assert (logged["name"], logged["message"]) == (name, MESSAGE)


async def test_a_dry_run_reaches_no_phone(standin: FcmStandin, http: aiohttp.ClientSession) -> None:
    body = {"message": MESSAGE, "validate_only": True}
    async with http.post(path(standin), json=body) as answer:
        assert answer.status == 200
    assert not standin.received


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"message": {}},
        {"message": {"token": "a", "fid": "b"}},
        {"message": {"token": "a", "data": {"badge": 3}}},
        {"message": {"token": "a", "data": {"from": "me"}}},
        {"message": {"token": "a", "data": {"x": "y" * 4100}}},
        {"message": {"token": "a", "android": {"ttl": "-1s"}}},
        {"message": {"token": "a", "android": {"ttl": "2419201s"}}},
        {"message": {"token": "a", "android": {"priority": "urgent"}}},
        {"message": {"token": "a", "apns": {"headers": {"apns-collapse-id": "x" * 65}}}},
        {"message": {"token": "a", "apns": {"payload": {"aps": {"badge": "3"}}}}},
        {"message": {"token": "a", "webpush": {"fcm_options": {"link": "http://x"}}}},
        {"message": {"token": "a", "colour": "red"}},
    ],
)
async def test_a_bad_message_is_refused_as_google_does(
    standin: FcmStandin, http: aiohttp.ClientSession, body: Any
) -> None:
    async with http.post(path(standin), json=body) as answer:
        assert answer.status == 400
        error = (await answer.json())["error"]
    assert error["status"] == "INVALID_ARGUMENT"
    assert [detail["@type"].rpartition(".")[2] for detail in error["details"]] == [
        "FcmError",
        "BadRequest",
    ]
    assert not standin.received


async def test_without_a_token_of_its_own_nobody_sends(standin: FcmStandin) -> None:
    async with aiohttp.ClientSession(standin.url) as session:
        for headers in ({}, {"Authorization": "Bearer guess"}):
            async with session.post(
                path(standin), json={"message": MESSAGE}, headers=headers
            ) as answer:
                assert answer.status == 401
        grant = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "x.y.z"}
        async with session.post("/token", data=grant) as answer:
            assert answer.status == 400
    assert not standin.received


async def test_it_fails_as_it_is_told_to(standin: FcmStandin, http: aiohttp.ClientSession) -> None:
    asked = {
        "unregistered": ["gone"],
        "faults": [{"status": 429, "retryAfter": 7, "times": 2}, {"cut": "after"}],
    }
    async with http.post("/control", json=asked) as answer:
        assert (await answer.json()) == {"faults": 3}
    for _ in range(2):
        async with http.post(path(standin), json={"message": MESSAGE}) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    with pytest.raises(aiohttp.ClientError):
        await http.post(path(standin), json={"message": MESSAGE})
    assert len(standin.received) == 1
    async with http.post(path(standin), json={"message": {"token": "gone"}}) as answer:
        error = (await answer.json())["error"]
    assert error["details"][0]["errorCode"] == "UNREGISTERED"


async def test_the_phones_are_a_page_that_runs_nothing_but_itself(
    standin: FcmStandin, http: aiohttp.ClientSession
) -> None:
    async with http.get("/") as answer:
        assert answer.content_type == "text/html"
        policy = answer.headers["Content-Security-Policy"]
        page = await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "innerHTML" not in page


async def test_a_phone_can_be_dead_in_each_of_fcm_s_ways(
    standin: FcmStandin, http: aiohttp.ClientSession
) -> None:
    asked = {"unregistered": ["gone"], "mismatched": ["other"], "invalid": ["wrong"]}
    await http.post("/control", json=asked)
    for target, status, code in (
        ("gone", 404, "UNREGISTERED"),
        ("other", 403, "SENDER_ID_MISMATCH"),
        ("wrong", 400, "INVALID_ARGUMENT"),
    ):
        async with http.post(path(standin), json={"message": {"token": target}}) as answer:
            assert answer.status == status
            assert (await answer.json())["error"]["details"][0]["errorCode"] == code
    assert not standin.received


async def test_retry_after_as_a_date_is_never_earlier_than_its_seconds(
    standin: FcmStandin, http: aiohttp.ClientSession, clock: SetClock
) -> None:
    clock.now += timedelta(microseconds=1)
    fault = {"status": 503, "retryAfter": 7, "asDate": True}
    await http.post("/control", json={"faults": [fault]})
    async with http.post(path(standin), json={"message": MESSAGE}) as answer:
        until = parsedate_to_datetime(answer.headers["Retry-After"])
    assert timedelta(seconds=7) <= until - clock.now < timedelta(seconds=8)


async def test_whoever_comes_before_the_time_is_on_record(
    standin: FcmStandin, http: aiohttp.ClientSession, clock: SetClock
) -> None:
    other = {"message": {"token": "other"}}
    standin.fail(Fault(status=429, retry_after=7))
    for after, body in ((0, {"message": MESSAGE}), (6, other), (6, other), (7, other)):
        clock.now = NOW + timedelta(seconds=after)
        async with http.post(path(standin), json=body):
            pass
    assert (standin.journal.early, standin.journal.most_meanwhile) == ([], 2)
    standin.fail(Fault(status=429, retry_after=7))
    for _ in range(2):
        async with http.post(path(standin), json=other):
            pass
    assert len(standin.journal.early) == 1


async def test_the_token_service_fails_as_it_is_told_to(
    standin: FcmStandin, http: aiohttp.ClientSession
) -> None:
    await http.post("/control", json={"tokenStatuses": [503, 400]})
    for status in (503, 400):
        async with http.post("/token", data={"grant_type": "x"}) as answer:
            assert answer.status == status


def test_the_weather_of_a_seed_is_the_same_in_any_order() -> None:
    sends = [(f"phone/{number}", time) for number in range(200) for time in range(2)]
    first = [rough(3).over(message, time=time) for message, time in sends]
    again = [rough(3).over(message, time=time) for message, time in reversed(sends)]
    assert first == again[::-1]
    assert first != [rough(4).over(message, time=time) for message, time in sends]
    assert {each.status for each in first} == {200, 429, 500, 503}
