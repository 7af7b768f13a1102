// What the manager's desk asks of the API.
import { GOAL } from "../app/documents.js";
import { CHECK_IN, FLAG } from "../coaching/documents.js";

export const DESK = `query Desk {
  viewer {
    badgeAllowance { left limit }
    organization {
      teams { id name leads { id } }
      badges { id title symbol description isAutomatic }
      metrics { key title unit scale isRepControllable }
    }
  }
  approvals(first: 1) { totalCount }
}`;

export const TEAM_TODAY = `query TeamToday($team: ID!) {
  team(id: $team) {
    id name
    goals(first: 3, onlyCurrent: true) { edges { node { ...GoalRow } } }
    members(first: 50) {
      totalCount
      edges {
        node {
          id name points salesRole
          attention { told read lastReadAt }
          streaks { key lastOn }
          goals(first: 4, onlyCurrent: true) {
            edges { node { ...GoalRow proposal { agreementNo target startsOn endsOn proposedBy { id name } } } }
          }
        }
      }
    }
  }
  today: leaderboard(key: "points-day") { standings(first: 100) { edges { node { score subject { id } } } } }
  month: leaderboard(key: "points-month") { standings(first: 100) { edges { node { score rank subject { id } } } } }
}
${GOAL}`;

export const TEAM_MOVES = `subscription TeamMoves($team: ID!) {
  teamTodayChanged(teamId: $team) {
    asOf
    counts { kind title count }
    members(first: 100) { edges { node { id countsToday { kind title count } } } }
  }
}`;

export const TEAM_MORNING = `query TeamMorning($team: ID!) {
  team(id: $team) {
    id
    checkInCadences { startsOn weekdays }
    flags(first: 12) { edges { node { ...Flag } } }
    checkIns(first: 50) {
      edges {
        node {
          on planDueAt doneDueAt
          member { id name }
          checkIn { ...CheckInWords }
        }
      }
    }
  }
}
${FLAG}
${CHECK_IN}`;

export const NUDGE = `mutation Nudge($input: NudgeGiveInput!) {
  nudgeGive(input: $input) { member { id name } userErrors { code message path } }
}`;

export const ANSWER = `mutation Answer($input: CheckInAnswerInput!) {
  checkInAnswer(input: $input) { checkIn { id } userErrors { code message path } }
}`;

export const CHECK_INS = `mutation CheckIns($input: CheckInsSetInput!) {
  checkInsSet(input: $input) { team { id } userErrors { code message path } }
}`;

export const USUAL = `query Usual($id: ID!) {
  member(id: $id) {
    today { firstActivityAt lastActivityAt normMissing kinds { kind title count norm } note { text } }
  }
}`;

export const AWARD = `mutation Award($input: BadgeAwardInput!) {
  badgeAward(input: $input) { award { id } userErrors { code message path } }
}`;

export const ADJUST = `mutation Adjust($input: PointsAdjustInput!) {
  pointsAdjust(input: $input) { totalPoints userErrors { code message path } }
}`;

export const PROPOSE = `mutation Propose($input: GoalProposeInput!) {
  goalPropose(input: $input) { goal { id state } warnings { code message } userErrors { code message path } }
}`;

export const APPROVALS = `query Approvals($after: String) {
  approvals(first: 20, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { id kind occurredAt quantity note amount { amountMinor currency } member { id name } recordedBy { id } } }
  }
}`;

export const APPROVE = `mutation Approve($input: ActivityApproveInput!) {
  activityApprove(input: $input) { activity { id } pointsEarned userErrors { code message path } }
}`;

export const REJECT = `mutation Reject($input: ActivityRejectInput!) {
  activityReject(input: $input) { activity { id } userErrors { code message path } }
}`;

const CANDIDATE = `fragment Candidate on MonthCandidate {
  place score scale scoreKind nominations votes
  subject { id name }
}`;

const MONTH_FIELDS = `fragment MonthFields on RecognizedMonth {
  state month edition decision takesNominations takesVotes closesAt decidedAt
  myVote { id }
  shortlist { ...Candidate }
  nominated { ...Candidate }
}
${CANDIDATE}`;

export const MONTH = `query Month($month: Date!) {
  member: memberOfTheMonth(month: $month) {
    ...MonthFields
    winners { member { id name } }
  }
  team: teamOfTheMonth(month: $month) {
    ...MonthFields
    winners { team { id name } }
  }
  memberReasons: monthNominations(month: $month, subjectKind: MEMBER, first: 20) {
    edges { node { reason nominatedAt byMember { id name } subject { id name } } }
  }
}
${MONTH_FIELDS}`;

export const NOMINATE = `mutation Nominate($input: MonthNominateInput!) {
  monthNominate(input: $input) { userErrors { code message path } }
}`;

export const VOTE = `mutation Vote($input: MonthVoteInput!) {
  monthVote(input: $input) { userErrors { code message path } }
}`;

export const DECIDE = `mutation Decide($input: MonthDecideInput!) {
  monthDecide(input: $input) { userErrors { code message path } }
}`;
