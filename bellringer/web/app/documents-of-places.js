// What the places ask for that a notification opens.
import { GOAL, RANKED } from "./documents.js";

export const OPENED = `mutation Opened($input: InboxOpenInput!) {
  inboxOpen(input: $input) { userErrors { code } }
}`;

export const GOAL_PLACE = `query GoalPlace($id: ID!) {
  node(id: $id) {
    ... on Goal {
      ...GoalRow
      why { missing needed nextMilestone days { on total } }
      owner { id name }
      proposal { agreementNo target startsOn endsOn proposedBy { id name } }
      contributions(first: 12) { edges { node { total share member { id name } } } }
      steps(last: 5) { edges { node { number kind takenAt text by { name } } } }
    }
  }
}
${GOAL}`;

export const AGREE = `mutation Agree($input: GoalAgreeInput!) {
  goalAgree(input: $input) { goal { id state } userErrors { code message } }
}`;

export const DECLINE = `mutation Decline($input: GoalDeclineInput!) {
  goalDecline(input: $input) { goal { id state } userErrors { code message } }
}`;

export const BADGE_PLACE = `query BadgePlace($id: ID!) {
  node(id: $id) {
    ... on BadgeDefinition { id key title symbol description bonusPoints criterion { narrative } }
  }
  viewer {
    badges(first: 50) { edges { node { id awardedAt reason awardedBy { name } badge { id } why { criterion lostIf } } } }
  }
}`;

export const MONTH_PLACE = `query MonthPlace($month: Date!) {
  member: memberOfTheMonth(month: $month) {
    state month closesAt takesNominations takesVotes winners { score scale winsInARow member { id name } }
    shortlist { place score scale scoreKind subject { id name } }
  }
  team: teamOfTheMonth(month: $month) {
    state month closesAt takesNominations takesVotes winners { score scale winsInARow team { id name } }
    shortlist { place score scale scoreKind subject { id name } }
  }
}`;

export const COMPETITION_PLACE = `query CompetitionPlace($id: ID!) {
  node(id: $id) {
    ... on Competition {
      id title kind state startsAt endsAt prize target
      metric { title unit scale }
      winners { subject { id name } }
      leaderboard {
        key title unit scale currency
        mine { ...Ranked }
        standings(first: 25) { edges { node { ...Ranked } } }
      }
    }
  }
}
${RANKED}`;
