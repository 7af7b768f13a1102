"""Who may do what to whom: every mutation of the schema, for every role."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from graphql import GraphQLObjectType, build_schema

from bellringer.gamification.actions.coaching.carry_pulses import carry_pulses
from bellringer.gamification.errors import ErrorCode
from bellringer.graphql.nodes import pack
from bellringer.graphql.schema import sdl
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import NOW, Org, enrol, organization
from tests.contract.conftest import Phone, Phones
from tests.contract.months import end_month, open_month
from tests.contract.test_main_job import GOAL

Maker = Callable[["Stage"], Awaitable[str]]

# Bob is a rep of team north. Rita is a colleague of his, Sue leads north, Olaf leads south, Ada is admin.
ACTORS = ("bob", "rita", "sue", "olaf", "ada")
ANYBODY = "bob rita sue olaf ada"
MATRIX = {
    "activityRecord": "bob sue ada",
    "activitiesRecord": "bob sue ada",
    "activityReverse": "bob sue ada",
    "goalPropose": "bob sue ada",
    "goalChange": "bob sue ada",
    "goalAgree": "bob",
    "goalsAgree": "bob",
    "goalDecline": "bob",
    "goalCancel": "bob sue ada",
    "goalSplit": "bob sue ada",
    "goalPlace": "bob sue ada",
    "goalEvidenceSubmit": "bob sue ada",
    "goalPass": "sue ada",
    "goalFail": "sue ada",
    "goalPassWithdraw": "sue ada",
    "badgeAward": "sue ada",
    "badgeRevoke": "sue ada",
    "badgeCreate": "ada",
    "badgeUpdate": "ada",
    "badgeArchive": "ada",
    "badgePreview": "ada",
    "badgeGrantRetroactively": "ada",
    "pointsAdjust": "sue ada",
    "boardCreate": "ada",
    "boardUpdate": "ada",
    "boardArchive": "ada",
    "boardPeriodReopen": "ada",
    "boardsHide": ANYBODY,
    "seasonCreate": "ada",
    "seasonRemove": "ada",
    "kudosGive": "rita sue olaf ada",
    "celebrationCreate": "sue ada",
    "celebrationUpdate": "sue ada",
    "celebrationCancel": "sue ada",
    "awardMention": "sue ada",
    "awardMentionTick": "sue ada",
    "feedReact": "bob rita sue ada",
    "feedReactionRemove": "bob rita sue ada",
    "feedComment": "bob rita sue ada",
    "feedCommentRemove": "bob sue ada",
    "streakCreate": "ada",
    "streakUpdate": "ada",
    "streakArchive": "ada",
    "calendarChange": "ada",
    "calendarYearOpen": "ada",
    "calendarDaySet": "ada",
    "calendarDayRemove": "ada",
    "leaveEnter": "sue ada",
    "dayNoteWrite": ANYBODY,
    "nudgeGive": "sue ada",
    "offDaySettingsSet": "ada",
    "leaveRemove": "sue ada",
    "memberZoneChange": "bob sue ada",
    "displayCreate": "ada",
    "displayRevoke": "ada",
    "deviceRegister": ANYBODY,
    "deviceRemove": "bob",
    "inboxMarkRead": "bob",
    "inboxOpen": "bob",
    "deadLetterReplay": "ada",
    "webhookCreate": "ada",
    "webhookRotate": "ada",
    "webhookDisable": "ada",
    "inboxAcknowledge": "bob",
    "notificationPreferencesSet": ANYBODY,
    "notificationDefaultsSet": "ada",
    "memberEnrol": "ada",
    "memberUpdate": "ada",
    "localeSet": ANYBODY,
    "memberRoleChange": "ada",
    "memberDeactivate": "ada",
    "memberReactivate": "ada",
    "memberErase": "ada",
    "teamCreate": "ada",
    "teamUpdate": "ada",
    "teamArchive": "ada",
    "teamLeadSet": "ada",
    "teamLeadEnd": "ada",
    "organizationUpdate": "ada",
    "memberMove": "ada",
    "membershipCorrect": "ada",
    "competitionCreate": "sue ada",
    "competitionUpdate": "sue ada",
    "competitionParticipantsChange": "sue ada",
    "competitionSchedule": "sue ada",
    "competitionCancel": "sue ada",
    "competitionLeave": "sue ada",
    "monthNominate": "rita sue olaf ada",
    "monthVote": "rita sue olaf ada",
    "monthDecide": "ada",
    "recognitionSettingsUpdate": "ada",
    "activityApprove": "sue ada",
    "activityReject": "sue ada",
    "ruleCreate": "ada",
    "rulePublish": "ada",
    "ruleRetire": "ada",
    "rulePreview": "ada",
    "boostCreate": "ada",
    "boostEnd": "ada",
    "levelsSet": "ada",
    "memberLevelLower": "ada",
    "kindCreate": "ada",
    "kindUpdate": "ada",
    "metricCreate": "ada",
    "customerAssign": "ada",
    "customerCreditSet": "ada",
    "checkInsSet": "sue ada",
    "checkInPlan": "bob rita",
    "checkInDone": "bob rita",
    "checkInAnswer": "sue ada",
    "pulseCreate": "ada",
    "pulseRemove": "ada",
    "pulseAnswer": ANYBODY,
    # a talk is of its two sides, Sue and Bob
    "oneOnOnePlan": "sue ada",
    "oneOnOneUpdate": "bob sue",
    "oneOnOneCancel": "bob sue",
    "oneOnOneTopicAdd": "bob sue",
    "oneOnOneTopicCover": "bob sue",
    "oneOnOneNoteWrite": "bob sue",
    "oneOnOneHold": "sue",
    "oneOnOneSign": "bob sue",
    "oneOnOneAcknowledge": "bob",
    "actionItemCreate": "bob sue ada",
    "actionItemUpdate": "bob sue ada",
    "meetingPlan": "sue ada",
    "meetingCancel": "sue ada",
    "meetingHold": "sue ada",
    "meetingHurdleRaise": "bob rita sue ada",
    "meetingHurdleResolve": "bob sue ada",
    "lessonShare": "bob rita sue ada",
    "lessonRemove": "bob sue ada",
    "mentorSet": "sue ada",
    "mentoringEnd": "sue ada",
    "trainingSet": "bob sue ada",
    "feedbackGive": "sue ada",
    "feedbackRequest": "rita sue olaf ada",
    "feedbackAnswer": "bob",
    "threadAsk": "bob sue ada",
    "threadReply": "bob sue ada",
    "expectationPublish": "ada",
    "expectationAcknowledge": ANYBODY,
    "kpiInputGive": "ada",
    "kpiGradeBandsPublish": "ada",
    "kpiScorecardPublish": "ada",
    "kpiTargetPublish": "ada",
    "kpiBonusPublish": "ada",
    "kpiRuleRetire": "ada",
}
REFUSED = {
    ErrorCode.NOT_ALLOWED,
    ErrorCode.OWN_POINTS,
    ErrorCode.UNKNOWN_MEMBER,
    ErrorCode.UNKNOWN_ACTIVITY,
    ErrorCode.UNKNOWN_GOAL,
    ErrorCode.UNKNOWN_AWARD,
    ErrorCode.UNKNOWN_DEVICE,
    ErrorCode.UNKNOWN_NOTIFICATION,
    ErrorCode.UNKNOWN_LEAVE,
    ErrorCode.UNKNOWN_BOARD,
    ErrorCode.INVALID_INPUT,
    ErrorCode.UNKNOWN_COMPETITION,
    ErrorCode.UNKNOWN_POST,
    ErrorCode.UNKNOWN_COMMENT,
    ErrorCode.UNKNOWN_CELEBRATION,
    ErrorCode.NOT_FOUND,
}


CONTEST = {
    "kind": "HEAD_TO_HEAD",
    "title": "Bob meets Rita",
    "metricKey": "deals",
    "startsOn": "2026-03-11",
    "endsOn": "2026-03-14",
}


class Stage:
    """Bob, and what of his the actors try their hands on; each try gets something fresh."""

    def __init__(self, phones: Phones) -> None:
        self.phones = phones
        self.tries = 0

    def fresh(self) -> str:
        self.tries += 1
        return f"try-{self.tries}"

    async def run(
        self, who: str, name: str, sent: dict[str, Any], shown: str = ""
    ) -> dict[str, Any]:
        title = name[0].upper() + name[1:]
        query = f"mutation M($input: {title}Input!) {{ {name}(input: $input) {{ {shown} userErrors {{ code }} }} }}"
        got: dict[str, Any] = (await self.phones(who).ask(query, input=sent))[name]
        return got

    async def bob(self) -> str:
        found = await self.phones("bob").ask("{ viewer { member { id } } }")
        return str(found["viewer"]["member"]["id"])

    async def activity(self) -> str:
        sent = {"idempotencyKey": self.fresh(), "kind": "call"}
        return str(
            (await self.run("bob", "activityRecord", sent, "activity { id }"))["activity"]["id"]
        )

    async def goal(self, *, by: str = "bob") -> str:
        sent = GOAL | {"idempotencyKey": self.fresh(), "ownerId": await self.bob()}
        return str((await self.run(by, "goalPropose", sent, "goal { id }"))["goal"]["id"])

    async def skill(self) -> str:
        dates = {name: GOAL["terms"][name] for name in ("startsOn", "endsOn")}
        sent = {"idempotencyKey": self.fresh(), "kind": "SKILL", "title": "Demo", "terms": dates}
        return str((await self.run("bob", "goalPropose", sent, "goal { id }"))["goal"]["id"])

    async def badge(self) -> str:
        found = await self.phones("ada").ask(
            "{ viewer { organization { badges { id isAutomatic oncePer } } } }"
        )
        return str(
            next(
                each["id"]
                for each in found["viewer"]["organization"]["badges"]
                if not each["isAutomatic"] and each["oncePer"] is None
            )
        )

    async def award(self) -> str:
        sent = await self.award_input()
        return str((await self.run("ada", "badgeAward", sent, "award { id }"))["award"]["id"])

    async def award_input(self) -> dict[str, Any]:
        return {
            "idempotencyKey": self.fresh(),
            "badgeId": await self.badge(),
            "memberId": await self.bob(),
            "reason": "Well done",
        }

    async def claim(self) -> str:
        await self.run("ada", "kindUpdate", {"key": "visit", "needsApproval": True})
        sent = {"idempotencyKey": self.fresh(), "kind": "visit"}
        got = await self.run("bob", "activityRecord", sent, "activity { id }")
        return str(got["activity"]["id"])

    async def rule(self) -> str:
        sent = await _create_rule(self)
        return str((await self.run("ada", "ruleCreate", sent, "rule { id }"))["rule"]["id"])

    async def boost(self) -> str:
        sent = await _create_boost(self)
        return str((await self.run("ada", "boostCreate", sent, "boost { id }"))["boost"]["id"])

    async def contest_input(self) -> dict[str, Any]:
        rita = (await self.phones("rita").ask("{ viewer { member { id } } }"))["viewer"]["member"]
        return {
            "idempotencyKey": self.fresh(),
            "terms": CONTEST,
            "participantIds": [await self.bob(), rita["id"]],
        }

    async def contest(self, *, is_live: bool = False) -> str:
        """A competition of Sue's team, running or a draft that only Sue and admins know."""
        sent = await self.contest_input()
        made = await self.run("sue", "competitionCreate", sent, "competition { id }")
        competition_id = str(made["competition"]["id"])
        if is_live:
            await self.run("sue", "competitionSchedule", {"competitionId": competition_id})
        return competition_id

    async def device(self) -> str:
        sent = self.device_input()
        return str((await self.run("bob", "deviceRegister", sent, "device { id }"))["device"]["id"])

    def device_input(self) -> dict[str, Any]:
        return {"target": {"kind": "FCM_FID", "value": self.fresh()}, "platform": "IOS"}

    async def item(self) -> str:
        await self.goal(by="sue")
        found = await self.phones("bob").ask(
            "{ viewer { inbox(first: 1) { edges { node { id } } } } }"
        )
        return str(found["viewer"]["inbox"]["edges"][0]["node"]["id"])

    async def post(self) -> str:
        """What Bob's team celebrates, and nobody else sees."""
        before = await self._wins()
        sent = {"idempotencyKey": self.fresh(), "kind": "deal_won", "amount": {"amountMinor": 100}}
        await self.run("bob", "activityRecord", sent)
        [post] = await self._wins() - before
        return post

    async def _wins(self) -> set[str]:
        found = await self.phones("bob").ask("{ feed(first: 100) { edges { node { id kind } } } }")
        posts = [edge["node"] for edge in found["feed"]["edges"]]
        return {str(each["id"]) for each in posts if each["kind"] == "DEAL_WON"}

    async def party_input(self) -> dict[str, Any]:
        found = await self.phones("bob").ask("{ viewer { member { team { id } } } }")
        return {
            "idempotencyKey": self.fresh(),
            "kind": "LUNCH",
            "title": "Lunch on us",
            "startsAt": "2026-03-20T11:30:00Z",
            "teamId": found["viewer"]["member"]["team"]["id"],
            "awardIds": [await self.award()],
        }

    async def party(self) -> str:
        sent = await self.party_input()
        made = await self.run("sue", "celebrationCreate", sent, "celebration { id }")
        return str(made["celebration"]["id"])

    async def comment(self) -> str:
        sent = {"idempotencyKey": self.fresh(), "postId": await self.post(), "text": "Thanks!"}
        made = await self.run("bob", "feedComment", sent, "comment { id }")
        return str(made["comment"]["id"])

    async def streak(self) -> str:
        sent = {"key": self.fresh(), "title": "Calls", "metricKey": "calls", "threshold": 3}
        await self.run("ada", "streakCreate", sent)
        return str(sent["key"])

    async def leave_input(self) -> dict[str, Any]:
        return {
            "idempotencyKey": self.fresh(),
            "memberId": await self.bob(),
            "startsOn": "2026-03-09",
            "endsOn": "2026-03-11",
        }

    async def leave(self) -> str:
        sent = await self.leave_input()
        return str((await self.run("ada", "leaveEnter", sent, "leave { id }"))["leave"]["id"])


Make = Callable[[Stage], Awaitable[dict[str, Any]]]
TERMS = GOAL["terms"] | {"target": 20}


async def _record(stage: Stage) -> dict[str, Any]:
    return {"idempotencyKey": stage.fresh(), "kind": "call", "memberId": await stage.bob()}


async def _records(stage: Stage) -> dict[str, Any]:
    return {"items": [await _record(stage)]}


async def _reverse(stage: Stage) -> dict[str, Any]:
    activity = await stage.activity()
    return {"idempotencyKey": stage.fresh(), "activityId": activity, "reason": "Twice"}


async def _propose(stage: Stage) -> dict[str, Any]:
    return GOAL | {"idempotencyKey": stage.fresh(), "ownerId": await stage.bob()}


async def _change(stage: Stage) -> dict[str, Any]:
    goal = await stage.goal()
    return {"idempotencyKey": stage.fresh(), "goalId": goal, "terms": TERMS}


async def _agree(stage: Stage) -> dict[str, Any]:
    return {"goalId": await stage.goal(by="sue"), "agreementNo": 1}


async def _cancel(stage: Stage) -> dict[str, Any]:
    return {"goalId": await stage.goal()}


async def _agree_to_all(stage: Stage) -> dict[str, Any]:
    return {"items": [await _agree(stage)]}


async def _split(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "goalId": await stage.goal(),
        "into": "WEEK",
        "shares": "WORKING_DAYS",
    }


async def _place(stage: Stage) -> dict[str, Any]:
    return {"goalId": await stage.goal(), "parentId": None}


async def _submit(stage: Stage) -> dict[str, Any]:
    return {"goalId": await stage.skill(), "evidence": "I passed"}


async def _fail(stage: Stage) -> dict[str, Any]:
    return {"goalId": await stage.skill(), "reason": "Not yet"}


async def _withdraw(stage: Stage) -> dict[str, Any]:
    skill = await stage.skill()
    await stage.run("ada", "goalPass", {"goalId": skill, "evidence": "Seen"})
    return {"goalId": skill, "reason": "A mistake"}


async def _revoke(stage: Stage) -> dict[str, Any]:
    return {"awardId": await stage.award(), "reason": "A mistake"}


async def _define(stage: Stage) -> dict[str, Any]:
    key = stage.fresh()
    return {"idempotencyKey": key, "key": key, "title": "Closer", "description": "Closes."}


async def _defined(stage: Stage, criteria: dict[str, Any] | None = None) -> dict[str, Any]:
    sent = await _define(stage) | {"criteria": criteria}
    made = await stage.run("ada", "badgeCreate", sent, "badge { id }")
    return {"badgeId": made["badge"]["id"]}


async def _rename(stage: Stage) -> dict[str, Any]:
    return await _defined(stage) | {"title": "Finisher"}


async def _automatic(stage: Stage) -> dict[str, Any]:
    return await _defined(stage, {"firstOfKind": {"metricKey": "deals"}})


async def _grant(stage: Stage) -> dict[str, Any]:
    return await _automatic(stage) | {"isTold": False}


async def _adjust(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "memberId": await stage.bob(),
        "points": 5,
        "reason": "Helped",
    }


async def _thank(stage: Stage) -> dict[str, Any]:
    return {"idempotencyKey": stage.fresh(), "toMemberId": await stage.bob(), "text": "Thanks!"}


async def _streak(stage: Stage) -> dict[str, Any]:
    return {"key": stage.fresh(), "title": "Calls", "metricKey": "calls", "threshold": 3}


async def _retitle(stage: Stage) -> dict[str, Any]:
    return {"key": await stage.streak(), "title": "Telephone"}


async def _archive(stage: Stage) -> dict[str, Any]:
    return {"key": await stage.streak()}


async def _calendar(stage: Stage) -> dict[str, Any]:
    return {"weekStartsOn": 7, "timeZone": "Europe/Berlin"}


async def _year(stage: Stage) -> dict[str, Any]:
    return {"year": 2026, "country": "DE"}


async def _day(stage: Stage) -> dict[str, Any]:
    return {"on": "2026-03-10", "isWorking": False, "name": "Summer party"}


async def _workday(stage: Stage) -> dict[str, Any]:
    await stage.run("ada", "calendarDaySet", await _day(stage))
    return {"on": "2026-03-10"}


async def _present(stage: Stage) -> dict[str, Any]:
    return {"leaveId": await stage.leave()}


async def _travel(stage: Stage) -> dict[str, Any]:
    return {"memberId": await stage.bob(), "timeZone": "Asia/Tokyo"}


async def _register(stage: Stage) -> dict[str, Any]:
    return stage.device_input()


async def _remove(stage: Stage) -> dict[str, Any]:
    return {"id": await stage.device()}


async def _mark(stage: Stage) -> dict[str, Any]:
    return {"ids": [await stage.item()]}


async def _enrol(stage: Stage) -> dict[str, Any]:
    return {"email": f"{stage.fresh()}@example.com", "name": "New", "teamKey": "north"}


async def _update(stage: Stage) -> dict[str, Any]:
    return {"memberId": await stage.bob(), "salesRole": "closer"}


async def _role(stage: Stage) -> dict[str, Any]:
    return {"memberId": await stage.bob(), "role": "REP"}


async def _leaver(stage: Stage) -> dict[str, Any]:
    """A member of whom nothing else depends."""
    sent = await _enrol(stage)
    return {
        "memberId": (await stage.run("ada", "memberEnrol", sent, "member { id }"))["member"]["id"]
    }


async def _day_note(stage: Stage) -> dict[str, Any]:
    del stage
    return {"on": "2026-03-11", "text": "At the dentist's"}


async def _off_days(stage: Stage) -> dict[str, Any]:
    del stage
    return {"patternDays": 2}


async def _erased(stage: Stage) -> dict[str, Any]:
    return await _leaver(stage) | {"reason": "MEMBER_REQUEST"}


async def _team(stage: Stage) -> dict[str, Any]:
    return {"teamKey": stage.fresh(), "name": "West"}


async def _team_id(stage: Stage) -> dict[str, Any]:
    got = await stage.run("ada", "teamCreate", await _team(stage), "team { id }")
    return {"teamId": got["team"]["id"]}


async def _lead(stage: Stage) -> dict[str, Any]:
    found = await stage.phones("ada").ask("{ viewer { member { id } } }")
    return await _team_id(stage) | {"memberId": found["viewer"]["member"]["id"]}


async def _lead_end(stage: Stage) -> dict[str, Any]:
    sent = await _lead(stage)
    await stage.run("ada", "teamLeadSet", sent)
    return sent


async def _settings(stage: Stage) -> dict[str, Any]:
    return {"graceHours": 24}


async def _move(stage: Stage) -> dict[str, Any]:
    return await _leaver(stage) | await _team_id(stage) | {"startsOn": "2026-04-01"}


async def _correct(stage: Stage) -> dict[str, Any]:
    return await _move(stage) | {"startsOn": "2026-03-01", "reason": "Noted late"}


async def _update_contest(stage: Stage) -> dict[str, Any]:
    return {"competitionId": await stage.contest(), "terms": CONTEST | {"title": "Sprint"}}


async def _participants(stage: Stage) -> dict[str, Any]:
    return {"competitionId": await stage.contest(), "removeIds": [await stage.bob()]}


async def _schedule(stage: Stage) -> dict[str, Any]:
    return {"competitionId": await stage.contest()}


async def _cancel_contest(stage: Stage) -> dict[str, Any]:
    return {"competitionId": await stage.contest(is_live=True)}


async def _leave(stage: Stage) -> dict[str, Any]:
    contest = await stage.contest(is_live=True)
    return {"competitionId": contest, "participantId": await stage.bob()}


async def _nominate(stage: Stage) -> dict[str, Any]:
    return await _vote(stage) | {"idempotencyKey": stage.fresh(), "reason": "Helps everybody"}


async def _vote(stage: Stage) -> dict[str, Any]:
    return {"month": "2026-03-20", "candidateId": await stage.bob()}


async def _decide(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "month": "2026-03-20",
        "winnerIds": [await stage.bob()],
        "reason": "By far",
    }


async def _recognition(stage: Stage) -> dict[str, Any]:
    return {"subjectKind": "MEMBER", "decision": "BY_MANAGER", "takesVotes": True}


async def _wishes(stage: Stage) -> dict[str, Any]:
    return {"dailyBudget": 5}


async def _approve(stage: Stage) -> dict[str, Any]:
    return {"activityId": await stage.claim()}


async def _reject(stage: Stage) -> dict[str, Any]:
    return {"activityId": await stage.claim(), "reason": "Never met"}


async def _create_rule(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "kind": "call",
        "title": "Calls",
        "terms": {"points": 2, "capPerDay": 10},
    }


async def _publish_rule(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "ruleId": await stage.rule(),
        "terms": {"points": 3},
    }


async def _retire_rule(stage: Stage) -> dict[str, Any]:
    return {"ruleId": await stage.rule()}


async def _preview_rule(stage: Stage) -> dict[str, Any]:
    return {
        "kind": "call",
        "terms": {"points": 2},
        "since": "2026-03-01",
        "until": "2026-04-01",
    }


async def _create_boost(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "title": "Power hour",
        "percent": 200,
        "endsAt": "2026-03-11T18:00:00Z",
    }


async def _end_boost(stage: Stage) -> dict[str, Any]:
    return {"boostId": await stage.boost()}


async def _set_levels(stage: Stage) -> dict[str, Any]:
    return {"levels": [{"threshold": 10, "title": "Ten"}, {"threshold": 20, "title": "Twenty"}]}


async def _lower_level(stage: Stage) -> dict[str, Any]:
    for points in (100, -100):
        sent = await _adjust(stage) | {"points": points}
        await stage.run("ada", "pointsAdjust", sent)
    return {"memberId": await stage.bob(), "level": 0, "reason": "A mistake"}


async def _create_kind(stage: Stage) -> dict[str, Any]:
    return {"key": stage.fresh().replace("-", "_"), "title": "Webinar"}


async def _update_kind(stage: Stage) -> dict[str, Any]:
    return {"key": "call", "title": "Phone call"}


async def _create_metric(stage: Stage) -> dict[str, Any]:
    key = stage.fresh().replace("-", "_")
    return {"key": key, "title": "Minutes", "kind": "call", "measure": "DURATION"}


async def _hook(stage: Stage) -> dict[str, Any]:
    return {"url": "https://systems.example.com/bell", "kinds": ["GOAL_MET"]}


async def _hook_id(stage: Stage) -> dict[str, Any]:
    made = await stage.run("ada", "webhookCreate", await _hook(stage), "webhook { id }")
    return {"id": made["webhook"]["id"]}


async def _replay(stage: Stage) -> dict[str, Any]:
    return {"ids": []}


async def _open(stage: Stage) -> dict[str, Any]:
    return {"id": await stage.item()}


async def _assign(stage: Stage) -> dict[str, Any]:
    return {"externalId": stage.fresh(), "memberId": await stage.bob()}


async def _credit(stage: Stage) -> dict[str, Any]:
    return {"kind": "deal_won", "followsOwner": False}


async def _board(stage: Stage) -> dict[str, Any]:
    return {
        "key": stage.fresh(),
        "title": "Calls",
        "subjectKind": "MEMBER",
        "metricKey": "calls",
        "period": "WEEK",
    }


async def _board_key(stage: Stage) -> dict[str, Any]:
    sent = await _board(stage)
    await stage.run("ada", "boardCreate", sent)
    return {"key": sent["key"]}


async def _hide(stage: Stage) -> dict[str, Any]:
    return {"hide": True}


async def _period(stage: Stage) -> dict[str, Any]:
    return {"key": "points-month", "on": "2026-02-14", "reason": "Late data"}


async def _season(stage: Stage) -> dict[str, Any]:
    dates = {"startsOn": "2026-06-01", "endsOn": "2026-09-01"}
    return {"series": stage.fresh(), "title": "Summer"} | dates


async def _season_key(stage: Stage) -> dict[str, Any]:
    sent = await _season(stage)
    await stage.run("ada", "seasonCreate", sent)
    return {"series": sent["series"], "startsOn": sent["startsOn"]}


async def _display(stage: Stage) -> dict[str, Any]:
    return {"title": "Floor", "boardKeys": ["points-month"]}


async def _display_id(stage: Stage) -> dict[str, Any]:
    made = await stage.run("ada", "displayCreate", await _display(stage), "display { id }")
    return {"displayId": made["display"]["id"]}


async def _postpone(stage: Stage) -> dict[str, Any]:
    terms = {"kind": "PARTY", "title": "Later", "startsAt": "2026-03-27T17:00:00Z"}
    return {"celebrationId": await stage.party()} | terms


async def _call_off(stage: Stage) -> dict[str, Any]:
    return {"celebrationId": await stage.party()}


async def _mention(stage: Stage) -> dict[str, Any]:
    return {"awardId": await stage.award()}


async def _language(stage: Stage) -> dict[str, Any]:
    return {"locale": "pt-BR"}


async def _react(stage: Stage) -> dict[str, Any]:
    return {"postId": await stage.post(), "reaction": "CLAP"}


async def _say(stage: Stage) -> dict[str, Any]:
    return {"idempotencyKey": stage.fresh(), "postId": await stage.post(), "text": "Well done"}


async def _unsay(stage: Stage) -> dict[str, Any]:
    return {"commentId": await stage.comment(), "reason": "Not nice"}


async def _cadence(stage: Stage) -> dict[str, Any]:
    return {"teamId": (await stage.party_input())["teamId"], "startsOn": "2026-03-11"}


async def _plan(stage: Stage) -> dict[str, Any]:
    await stage.run("ada", "checkInsSet", await _cadence(stage))
    return {"items": [{"kind": "call", "planned": "20"}]}


async def _close(stage: Stage) -> dict[str, Any]:
    await _plan(stage)
    return {"text": "Well"}


async def _answer(stage: Stage) -> dict[str, Any]:
    sent = await _close(stage)
    made = await stage.run("bob", "checkInDone", sent, "checkIn { id }")
    if made["checkIn"] is None:  # answered already: by an actor before
        found = await stage.phones("bob").ask(
            "{ viewer { member { checkInDay { checkIn { id } } } } }"
        )
        return {"checkInId": found["viewer"]["member"]["checkInDay"]["checkIn"]["id"]}
    return {"checkInId": made["checkIn"]["id"]}


async def _pulse(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "statements": ["I know what is expected of me."],
        "opensAt": "2026-03-11T15:00:00Z",
        "closesAt": "2026-03-18T15:00:00Z",
    }


async def _pulse_id(stage: Stage) -> dict[str, Any]:
    made = await stage.run("ada", "pulseCreate", await _pulse(stage), "pulse { id }")
    return {"pulseId": made["pulse"]["id"]}


async def _open_pulse(stage: Stage) -> dict[str, Any]:
    found = await stage.phones("ada").ask("{ pulses(first: 1) { edges { node { id } } } }")
    return {"pulseId": found["pulses"]["edges"][0]["node"]["id"], "scores": [3]}


async def _give_spend(_: Stage) -> dict[str, Any]:
    return {"kind": "ACQUISITION_SPEND", "startsOn": "2026-03-01", "value": 100}


async def _publish_bands(_: Stage) -> dict[str, Any]:
    return {"subjectKind": "TEAM", "floors": [5, 4, 3, 2, 1], "effectiveFrom": "2026-03-01"}


async def _publish_card(stage: Stage) -> dict[str, Any]:
    part = {"pick": {"kpi": "WIN_RATE"}, "weight": 10_000, "poor": 0, "good": 10_000}
    card = {"key": stage.fresh(), "title": "Card", "by": "MONTH", "parts": [part]}
    return card | {"effectiveFrom": "2026-03-01"}


async def _publish_target(stage: Stage) -> dict[str, Any]:
    del stage
    return {"pick": {"kpi": "WIN_RATE"}, "value": 4_000, "effectiveFrom": "2026-03-01"}


async def _publish_bonus(stage: Stage) -> dict[str, Any]:
    bonus = {"key": stage.fresh(), "title": "Bonus", "by": "MONTH", "metric": "revenue"}
    tiers = [{"attainment": 10_000, "amountMinor": 100}]
    return bonus | {"tiers": tiers, "effectiveFrom": "2026-03-01"}


async def _retire_bonus(stage: Stage) -> dict[str, Any]:
    bonus = await _publish_bonus(stage)
    await stage.run("ada", "kpiBonusPublish", bonus)
    return {"kind": "BONUS", "key": bonus["key"], "effectiveFrom": "2026-03-01"}


async def _talk_input(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "withId": await stage.bob(),
        "plannedAt": "2026-03-12T09:00:00Z",
    }


async def _talk(stage: Stage, **more: Any) -> dict[str, Any]:
    sent = await _talk_input(stage) | more
    made = await stage.run("sue", "oneOnOnePlan", sent, "oneOnOne { id }")
    return {"oneOnOneId": made["oneOnOne"]["id"]}


async def _move_talk(stage: Stage) -> dict[str, Any]:
    return await _talk(stage) | {"plannedAt": "2026-03-13T09:00:00Z"}


async def _raise(stage: Stage) -> dict[str, Any]:
    return await _talk(stage) | {"text": "My region"}


async def _cover(stage: Stage) -> dict[str, Any]:
    sent = await _raise(stage)
    await stage.run("bob", "oneOnOneTopicAdd", sent)
    return {"oneOnOneId": sent["oneOnOneId"], "topicNo": 1}


async def _jot(stage: Stage) -> dict[str, Any]:
    return await _talk(stage) | {"kind": "PRIVATE", "text": "For me"}


async def _sign(stage: Stage) -> dict[str, Any]:
    talk = await _talk(stage)
    await stage.run("sue", "oneOnOneHold", talk)
    return talk | {"version": 2}


async def _acknowledge(stage: Stage) -> dict[str, Any]:
    talk = await _talk(stage, kind="PERFORMANCE")
    for kind in ("FACTS", "AGREED"):
        await stage.run("sue", "oneOnOneNoteWrite", talk | {"kind": kind, "text": "So it is"})
    await stage.run("sue", "oneOnOneUpdate", talk | {"reviewOn": "2026-04-01"})
    return talk | {"version": 4}


async def _take_on(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "ownerId": await stage.bob(),
        "text": "Visit the clinic",
        "dueOn": "2026-03-20",
    }


async def _settle(stage: Stage) -> dict[str, Any]:
    made = await stage.run("bob", "actionItemCreate", await _take_on(stage), "actionItem { id }")
    return {"actionItemId": made["actionItem"]["id"], "state": "DONE"}


async def _gathering(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "teamId": (await stage.party_input())["teamId"],
        "plannedAt": "2026-03-12T08:00:00Z",
    }


async def _meeting(stage: Stage) -> dict[str, Any]:
    made = await stage.run("sue", "meetingPlan", await _gathering(stage), "meeting { id }")
    return {"meetingId": made["meeting"]["id"]}


async def _hurdle(stage: Stage) -> dict[str, Any]:
    return await _meeting(stage) | {"text": "No price list"}


async def _resolve(stage: Stage) -> dict[str, Any]:
    sent = await _hurdle(stage)
    await stage.run("bob", "meetingHurdleRaise", sent)
    return {"meetingId": sent["meetingId"], "hurdleNo": 1}


async def _expect(stage: Stage) -> dict[str, Any]:
    return {"idempotencyKey": stage.fresh(), "role": "REP", "text": "Call back within the hour."}


async def _expected(stage: Stage) -> dict[str, Any]:
    if not stage.tries:
        for role in Role:
            await stage.run("ada", "expectationPublish", await _expect(stage) | {"role": role})
    return {"versionNo": 1}


async def _ask(stage: Stage) -> dict[str, Any]:
    figure = {"metric": "deals", "period": "MONTH", "on": "2026-03-11"}
    return {
        "idempotencyKey": stage.fresh(),
        "memberId": await stage.bob(),
        "about": {"figure": figure},
        "text": "What happened?",
    }


async def _thread_id(stage: Stage) -> str:
    made = await stage.run("bob", "threadAsk", await _ask(stage), "thread { id }")
    return str(made["thread"]["id"])


async def _reply(stage: Stage) -> dict[str, Any]:
    sent = {"idempotencyKey": stage.fresh(), "text": "Thanks"}
    return sent | {"threadId": await _thread_id(stage)}


async def _give(stage: Stage) -> dict[str, Any]:
    return {"idempotencyKey": stage.fresh(), "toMemberId": await stage.bob(), "text": "Great call"}


async def _request(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "fromMemberId": await stage.bob(),
        "question": "How do I come across?",
        "dueOn": "2026-03-20",
    }


async def _feedback_id(stage: Stage) -> str:
    made = await stage.run("rita", "feedbackRequest", await _request(stage), "feedback { id }")
    return str(made["feedback"]["id"])


async def _respond(stage: Stage) -> dict[str, Any]:
    return {"idempotencyKey": stage.fresh(), "feedbackId": await _feedback_id(stage)}


async def _share(stage: Stage) -> dict[str, Any]:
    found = await stage.phones("bob").ask("{ viewer { member { team { id } } } }")
    return {
        "idempotencyKey": stage.fresh(),
        "title": "Ask twice",
        "text": "And listen.",
        "teamId": found["viewer"]["member"]["team"]["id"],
    }


async def _unshare(stage: Stage) -> dict[str, Any]:
    made = await stage.run("bob", "lessonShare", await _share(stage), "lesson { id }")
    return {"lessonId": made["lesson"]["id"]}


async def _pair(stage: Stage) -> dict[str, Any]:
    """A mentoring of Bob's on a day of its own."""
    ada = await stage.phones("ada").ask("{ viewer { member { id } } }")
    stage.fresh()
    on = date(2026, 3, 11) + timedelta(days=stage.tries)
    return {
        "menteeId": await stage.bob(),
        "mentorId": ada["viewer"]["member"]["id"],
        "startsOn": on.isoformat(),
        "endsOn": (on + timedelta(days=1)).isoformat(),
    }


async def _unpair(stage: Stage) -> dict[str, Any]:
    pair = await _pair(stage)
    if stage.tries == 1:
        await stage.run("ada", "mentorSet", pair | {"startsOn": "2026-03-01", "endsOn": None})
    # each ends it a little earlier than the one before
    ends_on = date(2026, 6, 1) - timedelta(days=stage.tries)
    return {"menteeId": pair["menteeId"], "endsOn": ends_on.isoformat()}


async def _train(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "memberId": await stage.bob(),
        "title": "Ask for referrals",
        "metricKey": "calls",
        "perWeek": 10,
        "startsOn": "2026-03-11",
        "weeks": 4,
    }


async def _training_id(stage: Stage) -> str:
    made = await stage.run("bob", "trainingSet", await _train(stage), "training { id }")
    return str(made["training"]["id"])


INPUTS: dict[str, Make] = {
    "meetingPlan": _gathering,
    "meetingCancel": _meeting,
    "meetingHold": _meeting,
    "meetingHurdleRaise": _hurdle,
    "meetingHurdleResolve": _resolve,
    "oneOnOnePlan": _talk_input,
    "oneOnOneUpdate": _move_talk,
    "oneOnOneCancel": _talk,
    "oneOnOneTopicAdd": _raise,
    "oneOnOneTopicCover": _cover,
    "oneOnOneNoteWrite": _jot,
    "oneOnOneHold": _talk,
    "oneOnOneSign": _sign,
    "oneOnOneAcknowledge": _acknowledge,
    "actionItemCreate": _take_on,
    "actionItemUpdate": _settle,
    "checkInsSet": _cadence,
    "checkInPlan": _plan,
    "checkInDone": _close,
    "checkInAnswer": _answer,
    "boardCreate": _board,
    "boardUpdate": _board_key,
    "boardArchive": _board_key,
    "boardPeriodReopen": _period,
    "boardsHide": _hide,
    "displayCreate": _display,
    "displayRevoke": _display_id,
    "seasonCreate": _season,
    "seasonRemove": _season_key,
    "activityRecord": _record,
    "activitiesRecord": _records,
    "activityReverse": _reverse,
    "goalPropose": _propose,
    "goalChange": _change,
    "goalAgree": _agree,
    "goalsAgree": _agree_to_all,
    "goalDecline": _agree,
    "goalCancel": _cancel,
    "goalSplit": _split,
    "goalPlace": _place,
    "goalEvidenceSubmit": _submit,
    "goalPass": _submit,
    "goalFail": _fail,
    "goalPassWithdraw": _withdraw,
    "badgeAward": Stage.award_input,
    "badgeRevoke": _revoke,
    "badgeCreate": _define,
    "badgeUpdate": _rename,
    "badgeArchive": _defined,
    "badgePreview": _automatic,
    "badgeGrantRetroactively": _grant,
    "pointsAdjust": _adjust,
    "kudosGive": _thank,
    "celebrationCreate": Stage.party_input,
    "celebrationUpdate": _postpone,
    "celebrationCancel": _call_off,
    "awardMention": _mention,
    "awardMentionTick": _mention,
    "feedReact": _react,
    "feedReactionRemove": _react,
    "feedComment": _say,
    "feedCommentRemove": _unsay,
    "streakCreate": _streak,
    "streakUpdate": _retitle,
    "streakArchive": _archive,
    "calendarChange": _calendar,
    "calendarYearOpen": _year,
    "calendarDaySet": _day,
    "calendarDayRemove": _workday,
    "leaveEnter": Stage.leave_input,
    "dayNoteWrite": _day_note,
    "nudgeGive": _leaver,
    "offDaySettingsSet": _off_days,
    "leaveRemove": _present,
    "memberZoneChange": _travel,
    "deviceRegister": _register,
    "deviceRemove": _remove,
    "inboxMarkRead": _mark,
    "inboxOpen": _open,
    "deadLetterReplay": _replay,
    "webhookCreate": _hook,
    "webhookRotate": _hook_id,
    "webhookDisable": _hook_id,
    "inboxAcknowledge": _mark,
    "notificationPreferencesSet": _wishes,
    "notificationDefaultsSet": _wishes,
    "memberEnrol": _enrol,
    "memberUpdate": _update,
    "localeSet": _language,
    "memberRoleChange": _role,
    "memberDeactivate": _leaver,
    "memberReactivate": _leaver,
    "memberErase": _erased,
    "teamCreate": _team,
    "teamUpdate": _team_id,
    "teamArchive": _team_id,
    "teamLeadSet": _lead,
    "teamLeadEnd": _lead_end,
    "organizationUpdate": _settings,
    "memberMove": _move,
    "membershipCorrect": _correct,
    "competitionCreate": Stage.contest_input,
    "competitionUpdate": _update_contest,
    "competitionParticipantsChange": _participants,
    "competitionSchedule": _schedule,
    "competitionCancel": _cancel_contest,
    "competitionLeave": _leave,
    "monthNominate": _nominate,
    "monthVote": _vote,
    "monthDecide": _decide,
    "recognitionSettingsUpdate": _recognition,
    "activityApprove": _approve,
    "activityReject": _reject,
    "ruleCreate": _create_rule,
    "rulePublish": _publish_rule,
    "ruleRetire": _retire_rule,
    "rulePreview": _preview_rule,
    "boostCreate": _create_boost,
    "boostEnd": _end_boost,
    "levelsSet": _set_levels,
    "memberLevelLower": _lower_level,
    "kindCreate": _create_kind,
    "kindUpdate": _update_kind,
    "metricCreate": _create_metric,
    "customerAssign": _assign,
    "customerCreditSet": _credit,
    "pulseCreate": _pulse,
    "pulseRemove": _pulse_id,
    "pulseAnswer": _open_pulse,
    "lessonShare": _share,
    "lessonRemove": _unshare,
    "mentorSet": _pair,
    "mentoringEnd": _unpair,
    "trainingSet": _train,
    "feedbackGive": _give,
    "feedbackRequest": _request,
    "feedbackAnswer": _respond,
    "threadAsk": _ask,
    "threadReply": _reply,
    "expectationPublish": _expect,
    "expectationAcknowledge": _expected,
    "kpiInputGive": _give_spend,
    "kpiGradeBandsPublish": _publish_bands,
    "kpiScorecardPublish": _publish_card,
    "kpiTargetPublish": _publish_target,
    "kpiBonusPublish": _publish_bonus,
    "kpiRuleRetire": _retire_bonus,
}


def test_S3_every_mutation_of_the_schema_is_on_the_matrix() -> None:
    mutations = build_schema(sdl()).mutation_type
    assert isinstance(mutations, GraphQLObjectType)
    assert set(mutations.fields) == set(MATRIX) == set(INPUTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", MATRIX)
async def test_S3_it_is_done_for_whom_the_matrix_says_and_refused_to_others(
    org: Org, phone: Phones, database: Database, name: str
) -> None:
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    if name.startswith("month"):
        await open_month(database, org, is_closed=name == "monthDecide")
    if name == "boardPeriodReopen":
        await end_month(database, org)
    stage = Stage(phone)
    if name == "pulseAnswer":
        await _pulse_id(stage)
        async with database.transaction(org.org_id) as connection:
            await carry_pulses(connection, now=NOW)
    shown = "results { userErrors { code } }" if name == "activitiesRecord" else ""
    done = []
    for actor in ACTORS:
        sent = await INPUTS[name](stage)
        got = await stage.run(actor, name, sent, shown)
        results = got.get("results") or [got]
        codes = {ErrorCode(error["code"]) for each in results for error in each["userErrors"]}
        assert codes <= REFUSED, f"{actor}: {codes}"
        if not codes:
            done.append(actor)
    assert done == MATRIX[name].split()


BY_ID = {
    "node": "query Q($id: ID!) { found: node(id: $id) { id } }",
    "member": "query Q($id: ID!) { found: member(id: $id) { id } }",
    "team": "query Q($id: ID!) { found: team(id: $id) { id } }",
    "competition": "query Q($id: ID!) { found: competition(id: $id) { id } }",
    "celebration": "query Q($id: ID!) { found: celebration(id: $id) { id } }",
    "checkIn": "query Q($id: ID!) { found: checkIn(id: $id) { id } }",
    "pulse": "query Q($id: ID!) { found: pulse(id: $id) { id } }",
    "oneOnOne": "query Q($id: ID!) { found: oneOnOne(id: $id) { id } }",
    "meeting": "query Q($id: ID!) { found: meeting(id: $id) { id } }",
    "thread": "query Q($id: ID!) { found: thread(id: $id) { id } }",
}


def _sent(make: Callable[[Stage], Awaitable[dict[str, Any]]], field: str) -> Maker:
    """Make what an input names, and return its id."""

    async def made(stage: Stage) -> str:
        return str((await make(stage))[field])

    return made


def _shown(*path: str | int) -> Maker:
    """Return an id that Bob's phone shows."""

    async def found(stage: Stage) -> str:
        shown: Any = await stage.phones("bob").ask(
            "{ viewer { member { id team { id } } organization { id badges { id } } } }"
        )
        for step in ("viewer", *path):
            shown = shown[step]
        return str(shown)

    return found


# something of each kind that has an id, Bob's or of his organization
NODES: dict[str, Maker] = {
    "ActionItem": _sent(_settle, "actionItemId"),
    "Activity": Stage.activity,
    "BadgeAward": Stage.award,
    "BadgeDefinition": _shown("organization", "badges", 0, "id"),
    "Celebration": Stage.party,
    "CheckIn": _sent(_answer, "checkInId"),
    "Competition": lambda stage: stage.contest(is_live=True),
    "Device": Stage.device,
    "FeedComment": Stage.comment,
    "FeedPost": Stage.post,
    "Feedback": _feedback_id,
    "Goal": Stage.goal,
    "Leave": Stage.leave,
    "Meeting": _sent(_meeting, "meetingId"),
    "Lesson": _sent(_unshare, "lessonId"),
    "Member": _shown("member", "id"),
    "Notification": Stage.item,
    "OneOnOne": _sent(_talk, "oneOnOneId"),
    "Organization": _shown("organization", "id"),
    "PointBoost": Stage.boost,
    "PointRule": Stage.rule,
    "Pulse": _sent(_pulse_id, "pulseId"),
    "Team": _shown("member", "team", "id"),
    "Thread": _thread_id,
    "Training": _training_id,
}
# what only its mutations know by an id
OTHERS: dict[str, Maker] = {"Webhook": _sent(_hook_id, "id")}


async def test_T4_a_foreign_id_answers_like_one_that_never_existed(
    org: Org, phone: Phones, database: Database
) -> None:
    await organization(database, slug="beta")
    stage = Stage(phone)
    ids = {kind: await make(stage) for kind, make in NODES.items()}
    bob = phone("bob")
    ada: Phone = phone("ada", org="beta")
    for kind, node_id in ids.items():
        assert (await bob.ask(BY_ID["node"], id=node_id))["found"] == {"id": node_id}, kind
        for query in BY_ID.values():
            foreign = await ada.answer(query, id=node_id)
            never = await ada.answer(query, id=pack(kind, new_id()))
            assert foreign == never == {"data": {"found": None}}, kind


@pytest.mark.parametrize(
    ("name", "field", "kind"),
    [
        ("activityReverse", "activityId", "Activity"),
        ("activityApprove", "activityId", "Activity"),
        ("activityReject", "activityId", "Activity"),
        ("memberLevelLower", "memberId", "Member"),
        ("activityRecord", "memberId", "Member"),
        ("goalAgree", "goalId", "Goal"),
        ("goalCancel", "goalId", "Goal"),
        ("goalPropose", "ownerId", "Member"),
        ("goalPropose", "parentId", "Goal"),
        ("goalDecline", "goalId", "Goal"),
        ("goalSplit", "goalId", "Goal"),
        ("goalPlace", "goalId", "Goal"),
        ("goalPlace", "parentId", "Goal"),
        ("goalEvidenceSubmit", "goalId", "Goal"),
        ("goalPass", "goalId", "Goal"),
        ("goalFail", "goalId", "Goal"),
        ("goalPassWithdraw", "goalId", "Goal"),
        ("badgeAward", "badgeId", "BadgeDefinition"),
        ("badgeAward", "memberId", "Member"),
        ("badgeRevoke", "awardId", "BadgeAward"),
        ("badgeUpdate", "badgeId", "BadgeDefinition"),
        ("badgeArchive", "badgeId", "BadgeDefinition"),
        ("badgePreview", "badgeId", "BadgeDefinition"),
        ("badgeGrantRetroactively", "badgeId", "BadgeDefinition"),
        ("pointsAdjust", "memberId", "Member"),
        ("kudosGive", "toMemberId", "Member"),
        ("celebrationCreate", "teamId", "Team"),
        ("celebrationUpdate", "celebrationId", "Celebration"),
        ("celebrationCancel", "celebrationId", "Celebration"),
        ("awardMention", "awardId", "BadgeAward"),
        ("awardMentionTick", "awardId", "BadgeAward"),
        ("feedReact", "postId", "FeedPost"),
        ("feedReactionRemove", "postId", "FeedPost"),
        ("feedComment", "postId", "FeedPost"),
        ("feedCommentRemove", "commentId", "FeedComment"),
        ("monthVote", "candidateId", "Member"),
        ("competitionUpdate", "competitionId", "Competition"),
        ("competitionSchedule", "competitionId", "Competition"),
        ("competitionCancel", "competitionId", "Competition"),
        ("competitionLeave", "competitionId", "Competition"),
        ("competitionLeave", "participantId", "Member"),
        ("monthNominate", "candidateId", "Member"),
        ("leaveEnter", "memberId", "Member"),
        ("nudgeGive", "memberId", "Member"),
        ("offDaySettingsSet", "teamId", "Team"),
        ("leaveRemove", "leaveId", "Leave"),
        ("memberZoneChange", "memberId", "Member"),
        ("calendarDaySet", "teamId", "Team"),
        ("calendarYearOpen", "teamId", "Team"),
        ("deviceRemove", "id", "Device"),
        ("webhookRotate", "id", "Webhook"),
        ("webhookDisable", "id", "Webhook"),
        ("memberUpdate", "memberId", "Member"),
        ("memberRoleChange", "memberId", "Member"),
        ("memberDeactivate", "memberId", "Member"),
        ("memberReactivate", "memberId", "Member"),
        ("memberErase", "memberId", "Member"),
        ("teamUpdate", "teamId", "Team"),
        ("teamArchive", "teamId", "Team"),
        ("teamLeadSet", "teamId", "Team"),
        ("teamLeadSet", "memberId", "Member"),
        ("teamLeadEnd", "memberId", "Member"),
        ("memberMove", "memberId", "Member"),
        ("memberMove", "teamId", "Team"),
        ("membershipCorrect", "memberId", "Member"),
        ("membershipCorrect", "teamId", "Team"),
        ("customerAssign", "memberId", "Member"),
        ("checkInsSet", "teamId", "Team"),
        ("checkInAnswer", "checkInId", "CheckIn"),
        ("oneOnOnePlan", "withId", "Member"),
        ("oneOnOneSign", "oneOnOneId", "OneOnOne"),
        ("actionItemCreate", "ownerId", "Member"),
        ("actionItemUpdate", "actionItemId", "ActionItem"),
        ("meetingPlan", "teamId", "Team"),
        ("meetingHold", "meetingId", "Meeting"),
        ("kpiInputGive", "memberId", "Member"),
        ("kpiInputGive", "teamId", "Team"),
    ],
)
async def test_T4_a_mutation_refuses_a_foreign_id_like_one_that_never_existed(
    org: Org, phone: Phones, database: Database, name: str, field: str, kind: str
) -> None:
    await organization(database, slug="beta")
    foreign = await (NODES | OTHERS)[kind](Stage(phone))
    stage = Stage(lambda who: phone(who, org="beta"))
    sent = await INPUTS[name](stage)
    query = f"""mutation M($input: {name[0].upper() + name[1:]}Input!) {{
        {name}(input: $input) {{ userErrors {{ code message path }} }} }}"""
    ada = phone("ada", org="beta")
    answers = [
        await ada.answer(query, input=sent | {field: each})
        for each in (foreign, pack(kind, new_id()), foreign[:-6] + "AAAAAA", "nonsense")
    ]
    assert all(answer == answers[0] for answer in answers)
    code = answers[0]["data"][name]["userErrors"][0]["code"]
    assert code == ErrorCode.NOT_FOUND or code.startswith("UNKNOWN_")
