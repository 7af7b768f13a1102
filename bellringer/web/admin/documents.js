// What the admin's pages ask of the API.

export const PEOPLE = `query People($search: String, $after: String) {
  members(first: 50, search: $search, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { id name email role team { id name } } }
  }
}`;

export const FORMER = `query Former($search: String, $after: String) {
  formerMembers(first: 50, search: $search, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { id name email role } }
  }
}`;

export const REACTIVATE = `mutation Reactivate($input: MemberReactivateInput!) {
  memberReactivate(input: $input) { userErrors { code message path } }
}`;

export const TEAMS = `query Teams {
  viewer { organization { teams { id name teamKey region leads { id name } members(first: 1) { totalCount } } } }
}`;

export const ENROL = `mutation Enrol($input: MemberEnrolInput!) {
  memberEnrol(input: $input) { userErrors { code message path } }
}`;

export const SET_ROLE = `mutation SetRole($input: MemberRoleChangeInput!) {
  memberRoleChange(input: $input) { userErrors { code message path } }
}`;

export const MOVE = `mutation Move($input: MemberMoveInput!) {
  memberMove(input: $input) { userErrors { code message path } }
}`;

export const DEACTIVATE = `mutation Deactivate($input: MemberDeactivateInput!) {
  memberDeactivate(input: $input) { userErrors { code message path } }
}`;

export const MAKE_TEAM = `mutation MakeTeam($input: TeamCreateInput!) {
  teamCreate(input: $input) { userErrors { code message path } }
}`;

export const CHANGE_TEAM = `mutation ChangeTeam($input: TeamUpdateInput!) {
  teamUpdate(input: $input) { userErrors { code message path } }
}`;

export const ARCHIVE_TEAM = `mutation ArchiveTeam($input: TeamArchiveInput!) {
  teamArchive(input: $input) { userErrors { code message path } }
}`;

export const SET_LEAD = `mutation SetLead($input: TeamLeadSetInput!) {
  teamLeadSet(input: $input) { userErrors { code message path } }
}`;

export const END_LEAD = `mutation EndLead($input: TeamLeadEndInput!) {
  teamLeadEnd(input: $input) { userErrors { code message path } }
}`;

export const RULES = `query Rules {
  viewer {
    organization {
      activityKinds { key title takesAmount }
      pointRules {
        id kind title isRetired
        current { version effectiveFrom terms { points per stepMinor minimumAmountMinor capPerDay capPerWeek cooldownMinutes tag salesRole weekdays } }
      }
    }
  }
}`;

export const PREVIEW_RULE = `mutation PreviewRule($input: RulePreviewInput!) {
  rulePreview(input: $input) {
    activities gained lost totalMembers
    members { gained lost member { id name } }
    userErrors { code message path }
  }
}`;

export const PUBLISH_RULE = `mutation PublishRule($input: RulePublishInput!) {
  rulePublish(input: $input) { userErrors { code message path } }
}`;

export const MAKE_RULE = `mutation MakeRule($input: RuleCreateInput!) {
  ruleCreate(input: $input) { userErrors { code message path } }
}`;

export const RETIRE_RULE = `mutation RetireRule($input: RuleRetireInput!) {
  ruleRetire(input: $input) { userErrors { code message path } }
}`;

export const BADGES = `query Badges {
  viewer {
    organization {
      metrics { key title unit scale direction }
      streaks { key title }
      leaderboards { key title periodKind }
      badges { id key title symbol description bonusPoints isAutomatic isSecret criterion { narrative } }
    }
  }
}`;

export const PREVIEW_BADGE = `mutation PreviewBadge($input: BadgePreviewInput!) {
  badgePreview(input: $input) {
    awardCount memberCount bonusPoints
    members { awards member { id name } }
    userErrors { code message path }
  }
}`;

export const GRANT_BADGE = `mutation GrantBadge($input: BadgeGrantRetroactivelyInput!) {
  badgeGrantRetroactively(input: $input) { userErrors { code message path } }
}`;

export const MAKE_BADGE = `mutation MakeBadge($input: BadgeCreateInput!) {
  badgeCreate(input: $input) { userErrors { code message path } }
}`;

export const CHANGE_BADGE = `mutation ChangeBadge($input: BadgeUpdateInput!) {
  badgeUpdate(input: $input) { userErrors { code message path } }
}`;

export const ARCHIVE_BADGE = `mutation ArchiveBadge($input: BadgeArchiveInput!) {
  badgeArchive(input: $input) { userErrors { code message path } }
}`;

export const BOARDS = `query Boards {
  viewer { organization { metrics { key title } leaderboards { key title metricKey periodKind subjectKind peersSee allowsHiding } } }
}`;

export const MAKE_BOARD = `mutation MakeBoard($input: BoardCreateInput!) {
  boardCreate(input: $input) { userErrors { code message path } }
}`;

export const CHANGE_BOARD = `mutation ChangeBoard($input: BoardUpdateInput!) {
  boardUpdate(input: $input) { userErrors { code message path } }
}`;

export const ARCHIVE_BOARD = `mutation ArchiveBoard($input: BoardArchiveInput!) {
  boardArchive(input: $input) { userErrors { code message path } }
}`;

export const CALENDAR = `query Calendar {
  viewer {
    organization {
      teams { id name }
      calendar { years { year country subdivision } }
    }
  }
}`;

export const DAYS = `query Days($year: Int!, $after: String) {
  viewer {
    organization {
      calendar {
        days(first: 50, year: $year, after: $after) {
          pageInfo { hasNextPage endCursor }
          edges { cursor node { on name isWorking origin team { id name } } }
        }
      }
    }
  }
}`;

export const OPEN_YEAR = `mutation OpenYear($input: CalendarYearOpenInput!) {
  calendarYearOpen(input: $input) { userErrors { code message path } }
}`;

export const SET_DAY = `mutation SetDay($input: CalendarDaySetInput!) {
  calendarDaySet(input: $input) { userErrors { code message path } }
}`;

export const REMOVE_DAY = `mutation RemoveDay($input: CalendarDayRemoveInput!) {
  calendarDayRemove(input: $input) { userErrors { code message path } }
}`;

export const WALL = `query Wall {
  viewer { organization { teams { id name } leaderboards { key title } } }
}`;

export const DISPLAYS = `query Displays($after: String) {
  displays(first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { id title boardKeys createdAt revokedAt teams { id name } } }
  }
}`;

export const MAKE_DISPLAY = `mutation MakeDisplay($input: DisplayCreateInput!) {
  displayCreate(input: $input) { token userErrors { code message path } }
}`;

export const REVOKE_DISPLAY = `mutation RevokeDisplay($input: DisplayRevokeInput!) {
  displayRevoke(input: $input) { userErrors { code message path } }
}`;
