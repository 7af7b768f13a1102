"""A phone's settings screen: what is wished is shown, kept, and changed in part."""

from tests.builders import Org
from tests.contract.conftest import Phones

SHOWN = (
    "isOwn dailyBudget quietHours { startsAt endsAt onDaysOff } hasTexts "
    "kinds { kind push email text isUrgent }"
)
READ = f"{{ viewer {{ preferences {{ {SHOWN} }} }} }}"
SET = f"""
mutation Set($input: NotificationPreferencesSetInput!) {{
  notificationPreferencesSet(input: $input) {{ preferences {{ {SHOWN} }} userErrors {{ code path }} }}
}}"""
DEFAULTS = f"""
mutation Set($input: NotificationDefaultsSetInput!) {{
  notificationDefaultsSet(input: $input) {{ defaults {{ {SHOWN} }} userErrors {{ code path }} }}
}}"""
MAKE = """
mutation Make($input: WebhookCreateInput!) {
  webhookCreate(input: $input) { webhook { kinds takesTexts } userErrors { code path } }
}"""
NIGHT = {"startsAt": "21:00", "endsAt": "07:30", "onDaysOff": True}


async def test_a_member_sets_quiet_hours_a_budget_and_some_kinds(org: Org, phone: Phones) -> None:
    before = (await phone("rita").ask(READ))["viewer"]["preferences"]
    assert (before["isOwn"], before["quietHours"], before["dailyBudget"]) == (False, None, None)
    assert all(each["push"] and each["email"] for each in before["kinds"])

    kinds = [{"kind": "KUDOS", "push": False}, {"kind": "GOAL_MET", "email": False}]
    sent = {"quietHours": NIGHT, "dailyBudget": 8, "kinds": kinds}
    got = (await phone("rita").ask(SET, input=sent))["notificationPreferencesSet"]
    assert got["userErrors"] == []
    assert (await phone("rita").ask(READ))["viewer"]["preferences"] == got["preferences"]
    assert got["preferences"]["isOwn"]
    assert got["preferences"]["quietHours"] == NIGHT
    assert got["preferences"]["dailyBudget"] == 8
    unwanted = {
        each["kind"]: (each["push"], each["email"])
        for each in got["preferences"]["kinds"]
        if not (each["push"] and each["email"])
    }
    assert unwanted == {"KUDOS": (False, True), "GOAL_MET": (True, False)}
    assert (await phone("bob").ask(READ))["viewer"]["preferences"] == before

    again = await phone("rita").ask(SET, input={"kinds": [{"kind": "KUDOS", "push": True}]})
    shown = again["notificationPreferencesSet"]["preferences"]
    assert [each["kind"] for each in shown["kinds"] if not each["email"]] == ["GOAL_MET"]
    assert all(each["push"] for each in shown["kinds"])


async def test_an_admin_sets_what_holds_for_who_has_set_nothing(org: Org, phone: Phones) -> None:
    sent = {"quietHours": NIGHT, "urgent": ["KUDOS"]}
    got = (await phone("ada").ask(DEFAULTS, input=sent))["notificationDefaultsSet"]
    assert got["userErrors"] == []
    shown = (await phone("rita").ask(READ))["viewer"]["preferences"]
    assert shown["quietHours"] == NIGHT
    assert not shown["isOwn"]
    assert [each["kind"] for each in shown["kinds"] if each["isUrgent"]] == ["KUDOS"]
    read = "{ viewer { organization { notificationDefaults { quietHours { endsAt } } } } }"
    found = (await phone("bob").ask(read))["viewer"]["organization"]["notificationDefaults"]
    assert found["quietHours"] == {"endsAt": "07:30"}


async def test_a_member_wishes_texts_for_itself_alone_and_not_of_what_is_confidential(
    org: Org, phone: Phones
) -> None:
    texts = [{"kind": "GOAL_MET", "text": True}]
    got = (await phone("rita").ask(SET, input={"kinds": texts}))["notificationPreferencesSet"]
    assert got["userErrors"] == []
    shown = got["preferences"]
    assert not shown["hasTexts"]
    assert [each["kind"] for each in shown["kinds"] if each["text"]] == ["GOAL_MET"]
    confidential = [each["kind"] for each in shown["kinds"] if each["text"] is None]
    assert "THREAD_MESSAGE" in confidential
    for kind in confidential:
        sent = {"kinds": [{"kind": kind, "text": True}]}
        refused = (await phone("rita").ask(SET, input=sent))["notificationPreferencesSet"]
        assert refused["userErrors"] == [{"code": "INVALID_INPUT", "path": ["input", "kinds"]}]
    refused = (await phone("ada").ask(DEFAULTS, input={"kinds": texts}))["notificationDefaultsSet"]
    assert refused["userErrors"] == [{"code": "INVALID_INPUT", "path": ["input", "kinds"]}]
    assert (await phone("rita").ask(READ))["viewer"]["preferences"] == shown

    made = await phone("ada").ask(
        MAKE, input={"url": "https://sms.example.com/", "takesTexts": True, "kinds": []}
    )
    assert made["webhookCreate"] == {"webhook": {"kinds": [], "takesTexts": True}, "userErrors": []}
    assert (await phone("rita").ask(READ))["viewer"]["preferences"] == shown | {"hasTexts": True}
    got = await phone("rita").ask(SET, input={"kinds": [{"kind": "GOAL_MET", "text": False}]})
    after = got["notificationPreferencesSet"]["preferences"]
    assert not any(each["text"] for each in after["kinds"])


async def test_a_time_that_is_none_is_a_clear_error(org: Org, phone: Phones) -> None:
    for wrong in ("7:30", "24:00", "07:30:00", "noon", 730):
        body = await phone("rita").answer(
            SET, input={"quietHours": {"startsAt": "21:00", "endsAt": wrong}}
        )
        assert "LocalTime is written like 08:30" in body["errors"][0]["message"], wrong
    refused = await phone("rita").ask(
        SET, input={"quietHours": {"startsAt": "21:00", "endsAt": "21:00"}}
    )
    assert refused["notificationPreferencesSet"]["userErrors"] == [
        {"code": "INVALID_INPUT", "path": ["input", "quietHours", "endsAt"]}
    ]


async def test_a_member_says_when_and_how_the_digest_comes(org: Org, phone: Phones) -> None:
    shown = "digest { at by onDaysOff } streakWarningsAt"
    read = f"{{ viewer {{ preferences {{ {shown} }} }} }}"
    usual = {
        "digest": {"at": "08:00", "by": "PUSH", "onDaysOff": False},
        "streakWarningsAt": "16:00",
    }
    assert (await phone("rita").ask(read))["viewer"]["preferences"] == usual

    theirs = {"digest": {"at": "07:15", "by": "EMAIL"}, "streakWarningsAt": "15:00"}
    got = (await phone("ada").ask(DEFAULTS, input=theirs))["notificationDefaultsSet"]
    assert got["userErrors"] == []
    own = {"digest": {"at": "06:30", "onDaysOff": True}}
    got = (await phone("bob").ask(SET, input=own))["notificationPreferencesSet"]
    assert got["userErrors"] == []

    assert (await phone("rita").ask(read))["viewer"]["preferences"] == {
        "digest": {"at": "07:15", "by": "EMAIL", "onDaysOff": False},
        "streakWarningsAt": "15:00",
    }
    assert (await phone("bob").ask(read))["viewer"]["preferences"] == {
        "digest": {"at": "06:30", "by": "PUSH", "onDaysOff": True},
        # what a member leaves out is the organization's
        "streakWarningsAt": "15:00",
    }
