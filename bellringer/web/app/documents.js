// What this client asks of the API, with documents-of-places.js all of it; tests/contract/test_web_client.py holds it against schema.graphql.

export const RANKED = `fragment Ranked on Standing {
  rank score rankDelta gapToNext
  subject { __typename id name }
}`;

const OWN_BOARD = `fragment OwnBoard on Leaderboard {
  key title unit scale currency state endsAt asOf subjectKind
  mine { ...Ranked }
  aroundMe(radius: 1) { ...Ranked }
}
${RANKED}`;

export const GOAL = `fragment GoalRow on Goal {
  id title state kind ownerKind isCeiling attainment progress
  metric { key unit scale title }
  terms { agreementNo target startsOn endsOn agreedAt }
  milestones { percent crossedAt undoneAt }
  pace { expectedAttainment projectedAttainment neededPerDay workingDaysLeft }
}`;

const MY_HOME = `fragment MyHome on Viewer {
  points level levelTitle unreadCount
  nextLevel { number threshold title }
  organization { levels { number threshold } }
  streaks { key title current longest freezesLeft isAtRisk endsAt definition { cadence } why { needed total } }
  goals(first: 8, onlyCurrent: true) { edges { node { ...GoalRow why { missing needed nextMilestone days { on total } } } } }
  badgeProgress { current needed badge { key title symbol description } }
  badges(first: 8) { edges { node { id awardedAt badge { id title symbol description } } } }
}
${GOAL}`;

export const ME = `query Me {
  viewer {
    unreadCount locale
    member { id name role team { id name } }
    organization {
      id name currency timeZone
      activityKinds { key title takesAmount needsApproval }
      leaderboards { key title periodKind subjectKind }
    }
  }
}`;

export const HOME = `query Home {
  viewer { ...MyHome }
  month: leaderboard(key: "points-month") { ...OwnBoard }
  today: leaderboard(key: "points-day") { mine { score rank } }
}
${MY_HOME}
${OWN_BOARD}`;

export const MY_PROGRESS = `subscription MyProgress {
  progressChanged { asOf viewer { ...MyHome } }
}
${MY_HOME}`;

export const MY_MONTH = `subscription MyMonth {
  leaderboardChanged(key: "points-month") { ...OwnBoard }
}
${OWN_BOARD}`;

export const MY_DAY = `subscription MyDay {
  leaderboardChanged(key: "points-day") { asOf mine { score rank } }
}`;

const BROUGHT = `fragment Brought on ActivityRecordPayload {
  activity { id kind quantity isPending amount { amountMinor currency } }
  pointsEarned totalPoints replayed
  crossings { percent goal { id title attainment } }
  badges { badge { id title symbol } }
  userErrors { code message path }
}`;

export const RECORD = `mutation Record($input: ActivitiesRecordInput!) {
  activitiesRecord(input: $input) {
    results { ...Brought }
    userErrors { code message path }
  }
}
${BROUGHT}`;

export const TAKE_BACK = `mutation TakeBack($input: ActivityReverseInput!) {
  activityReverse(input: $input) {
    activity { id }
    pointsEarned totalPoints
    userErrors { code message }
  }
}`;

export const MY_LOG = `query MyLog {
  viewer {
    activities(first: 20) {
      edges { node { id kind occurredAt quantity amount { amountMinor currency } pointsEarned isPending reverses reversedBy } }
    }
  }
}`;

const BOARD_FIELDS = `fragment BoardFields on Leaderboard {
  key title unit scale currency state asOf startsAt endsAt finalAt timeZone
  periodKind subjectKind scoreKind tiePolicy peersSee
  mine { ...Ranked }
  aroundMe(radius: 5) { ...Ranked }
  standings(first: $first) {
    pageInfo { hasNextPage }
    edges { cursor node { ...Ranked correction } }
  }
}
${RANKED}`;

export const BOARD = `query Board($key: String!, $period: PeriodInput, $first: Int!) {
  leaderboard(key: $key, period: $period) { ...BoardFields }
}
${BOARD_FIELDS}`;

export const BOARD_LIVE = `subscription BoardLive($key: String!, $first: Int!) {
  leaderboardChanged(key: $key) { ...BoardFields }
}
${BOARD_FIELDS}`;

const WHY = `fragment Why on Standing {
  ...Ranked
  correction reachedAt
  why {
    tiedWith isDecidedByTime tiePolicy
    days { on total }
    entries(first: 20) { edges { node { points reason ruleTitle occurredAt activity { id kind } } } }
  }
}
${RANKED}`;

export const WHY_ROW = `query WhyRow($key: String!, $period: PeriodInput, $after: String) {
  leaderboard(key: $key, period: $period) {
    standings(first: 1, after: $after) { edges { node { ...Why } } }
  }
}
${WHY}`;

export const WHY_AROUND = `query WhyAround($key: String!, $period: PeriodInput) {
  leaderboard(key: $key, period: $period) { aroundMe(radius: 5) { ...Why } }
}
${WHY}`;

const POST = `fragment Post on FeedPost {
  id seq kind text percent occurredAt
  member { id name }
  byMember { id name }
  team { id name }
  amount { amountMinor currency }
  badge { id title symbol }
  goal { id title }
  competition { id title }
  celebration { id title startsAt }
  reactions { reaction count isMine }
  comments(first: 1) { totalCount }
}`;

export const FEED = `query Feed($after: String) {
  feed(first: 20, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { ...Post } }
  }
}
${POST}`;

export const NEW_POST = `subscription NewPost {
  feedPostAdded { ...Post }
}
${POST}`;

export const REACT = `mutation React($input: FeedReactInput!) {
  feedReact(input: $input) { post { ...Post } userErrors { code message } }
}
${POST}`;

export const UNREACT = `mutation Unreact($input: FeedReactionRemoveInput!) {
  feedReactionRemove(input: $input) { post { ...Post } userErrors { code message } }
}
${POST}`;

export const COMMENTS = `query Comments($id: ID!) {
  node(id: $id) {
    ... on FeedPost {
      comments(first: 50) { edges { node { id text commentedAt removedAt member { id name } } } }
    }
  }
}`;

export const COMMENT = `mutation Comment($input: FeedCommentInput!) {
  feedComment(input: $input) { comment { id } userErrors { code message } }
}`;

export const COLLEAGUES = `query Colleagues($search: String) {
  members(first: 12, search: $search) { edges { node { id name isActive team { name } } } }
}`;

export const THANK = `mutation Thank($input: KudosGiveInput!) {
  kudosGive(input: $input) { kudosId userErrors { code message } }
}`;

const ITEM = `fragment Item on Notification {
  id seq kind title body deepLink createdAt readAt
}`;

export const INBOX = `query Inbox($after: String) {
  viewer {
    inbox(first: 25, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node { ...Item } }
    }
  }
}
${ITEM}`;

export const NEW_ITEM = `subscription NewItem($after: BigInt) {
  inboxItemAdded(after: $after) { ...Item }
}
${ITEM}`;

export const MARK_READ = `mutation MarkRead($input: InboxMarkReadInput!) {
  inboxMarkRead(input: $input) { unreadCount userErrors { code message } }
}`;

const TV_FIELDS = `fragment TvFields on Leaderboard {
  key title unit scale currency state asOf startsAt endsAt timeZone periodKind
  standings(first: 8) { edges { node { ...Ranked } } }
}
${RANKED}`;

export const TV = `query Tv {
  viewer { organization { id name currency timeZone leaderboards { key title periodKind subjectKind peersSee } } }
}`;

export const TV_SCREEN = `query TvScreen {
  screen { title boardKeys organization { id name currency timeZone locale } }
}`;

const SHOWN = `fragment Shown on FeedPost {
  id seq kind text percent occurredAt
  member { id name }
  byMember { id name }
  team { id name }
  amount { amountMinor currency }
  badge { id title symbol }
  goal { id title }
  competition { id title }
  celebration { id title startsAt }
}`;

export const TV_FEED = `query TvFeed($after: String) {
  feed(first: 6, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { ...Shown } }
  }
}
${SHOWN}`;

export const TV_POST = `subscription TvPost {
  feedPostAdded { ...Shown }
}
${SHOWN}`;

export const TV_BOARD = `query TvBoard($key: String!) {
  leaderboard(key: $key) { ...TvFields }
}
${TV_FIELDS}`;

export const TV_LIVE = `subscription TvLive($key: String!) {
  leaderboardChanged(key: $key) { ...TvFields }
}
${TV_FIELDS}`;
