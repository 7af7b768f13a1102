// What is asked of the API for coaching: days that went badly, check-ins, and what is said about them.
export const FLAG = `fragment Flag on OffDayFlag {
  id on count ownNorm teamNorm isPattern isExcused lookedAt
  member { id name }
  note { text excuses writtenAt }
  nudge { givenAt by { id name } }
}`;

export const CHECK_IN = `fragment CheckInWords on CheckIn {
  id plannedAt doneAt isPlanLate isDoneLate planText doneText answeredAt answerText
  answeredBy { id name }
  items { planned done kind { key title } metric { key title unit scale } }
}`;

const THREAD_FIELDS = `fragment ThreadFields on Thread {
  id
  messages(last: 50) { edges { cursor node { text writtenAt member { id name } } } }
}`;

export const THREADS = `query Threads($about: ThreadAboutInput!, $member: ID!) {
  threads(first: 1, about: $about, memberId: $member) { edges { node { ...ThreadFields } } }
}
${THREAD_FIELDS}`;

export const ASK_ABOUT = `mutation AskAbout($input: ThreadAskInput!) {
  threadAsk(input: $input) { thread { id } userErrors { code message path } }
}`;

export const REPLY = `mutation Reply($input: ThreadReplyInput!) {
  threadReply(input: $input) { thread { id } userErrors { code message path } }
}`;

const TODO_ITEM = `fragment TodoItem on ActionItem {
  id text dueOn state
  owner { id name }
}`;

export const MY_MOVES = `subscription MyMoves {
  progressChanged { asOf }
}`;

export const TALKS = `query Talks($after: String) {
  oneOnOnes(first: 20, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { id state plannedAt leadSignedAt memberSignedAt lead { id name } member { id name } } }
  }
}`;

export const WITH_WHOM = `query WithWhom {
  viewer {
    member { team { leads { id name } } }
    organization { teams { leads { id } members(first: 100) { edges { node { id name } } } } }
  }
}`;

export const TALK = `query Talk($id: ID!) {
  oneOnOne(id: $id) {
    id kind state plannedAt heldAt version reviewOn acknowledgedAt leadSignedAt memberSignedAt
    lead { id name }
    member { id name }
    topics { number text isCovered isCarried raisedBy { name } }
    notes { kind text author { id name } }
    figures { key title value before target attainment rank listed unit scale }
    kpis { kpi title value target baseline unit scale fromKind toKind }
    actionItems { ...TodoItem }
    openBefore { ...TodoItem }
  }
}
${TODO_ITEM}`;

export const PLAN_TALK = `mutation PlanTalk($input: OneOnOnePlanInput!) {
  oneOnOnePlan(input: $input) { oneOnOne { id } userErrors { code message path } }
}`;

export const UPDATE_TALK = `mutation UpdateTalk($input: OneOnOneUpdateInput!) {
  oneOnOneUpdate(input: $input) { oneOnOne { id } userErrors { code message path } }
}`;

export const CANCEL_TALK = `mutation CancelTalk($input: OneOnOneCancelInput!) {
  oneOnOneCancel(input: $input) { oneOnOne { id } userErrors { code message path } }
}`;

export const HOLD = `mutation Hold($input: OneOnOneHoldInput!) {
  oneOnOneHold(input: $input) { oneOnOne { id } userErrors { code message path } }
}`;

export const ADD_TOPIC = `mutation AddTopic($input: OneOnOneTopicAddInput!) {
  oneOnOneTopicAdd(input: $input) { topicNumber userErrors { code message path } }
}`;

export const COVER = `mutation Cover($input: OneOnOneTopicCoverInput!) {
  oneOnOneTopicCover(input: $input) { oneOnOne { id } userErrors { code message path } }
}`;

export const NOTE = `mutation Note($input: OneOnOneNoteWriteInput!) {
  oneOnOneNoteWrite(input: $input) { oneOnOne { id } userErrors { code message path } }
}`;

export const ACKNOWLEDGE = `mutation Acknowledge($input: OneOnOneAcknowledgeInput!) {
  oneOnOneAcknowledge(input: $input) { oneOnOne { id } userErrors { code message path } }
}`;

export const SIGN = `mutation Sign($input: OneOnOneSignInput!) {
  oneOnOneSign(input: $input) { oneOnOne { id } userErrors { code message path } }
}`;

export const ADD_ITEM = `mutation AddItem($input: ActionItemCreateInput!) {
  actionItemCreate(input: $input) { actionItem { id } userErrors { code message path } }
}`;

export const SETTLE_ITEM = `mutation SettleItem($input: ActionItemUpdateInput!) {
  actionItemUpdate(input: $input) { actionItem { id state } userErrors { code message path } }
}`;

export const MY_ITEMS = `query MyItems {
  viewer {
    member {
      open: actionItems(first: 50, state: OPEN) { edges { node { ...TodoItem } } }
      done: actionItems(last: 8, state: DONE) { edges { node { ...TodoItem } } }
    }
  }
}
${TODO_ITEM}`;

export const MY_CARD = `query MyCard {
  viewer {
    member {
      checkInDay { planDueAt doneDueAt checkIn { plannedAt doneAt } }
      actionItems(first: 1, state: OPEN) { edges { node { text dueOn } } }
    }
    flags(first: 1) { edges { node { ...Flag } } }
  }
  oneOnOnes(first: 5) { edges { node { id state plannedAt leadSignedAt memberSignedAt lead { id name } member { id name } } } }
}
${FLAG}`;

export const MY_CHECK_IN = `query MyCheckIn {
  viewer {
    member {
      checkInDay { on planDueAt doneDueAt checkIn { ...CheckInWords } }
      checkIns(first: 3) { edges { node { on items { planned kind { key } metric { key } } } } }
      team { checkInCadences { startsOn } }
    }
    today { kinds { kind norm } }
    organization { metrics { key title unit scale } }
  }
}
${CHECK_IN}`;

export const PLAN_DAY = `mutation PlanDay($input: CheckInPlanInput!) {
  checkInPlan(input: $input) { checkIn { id } userErrors { code message path } }
}`;

export const CLOSE_DAY = `mutation CloseDay($input: CheckInDoneInput!) {
  checkInDone(input: $input) { checkIn { id } userErrors { code message path } }
}`;

export const MY_DAYS = `query MyDays {
  viewer { flags(first: 20) { edges { node { ...Flag } } } }
}
${FLAG}`;

export const WRITE_DAY = `mutation WriteDay($input: DayNoteWriteInput!) {
  dayNoteWrite(input: $input) { note { text } userErrors { code message path } }
}`;

export const LOOKS = `query Looks($after: String) {
  viewer {
    accessLog(first: 30, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node { hourAt surface viewer { id name } } }
    }
  }
}`;

export const THREAD = `query Thread($id: ID!) {
  thread(id: $id) { ...ThreadFields }
}
${THREAD_FIELDS}`;
