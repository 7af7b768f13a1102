// What the settings ask of the API.
const PREFERENCES = `fragment Preferences on NotificationPreferences {
  isOwn dailyBudget streakWarningsAt hasTexts
  quietHours { startsAt endsAt onDaysOff }
  digest { at by onDaysOff }
  kinds { kind push email text isUrgent }
}`;

export const SETTINGS = `query Settings {
  viewer { preferences { ...Preferences } }
}
${PREFERENCES}`;

export const SET_PREFERENCES = `mutation SetPreferences($input: NotificationPreferencesSetInput!) {
  notificationPreferencesSet(input: $input) {
    preferences { ...Preferences }
    userErrors { code message path }
  }
}
${PREFERENCES}`;

export const SPEAK = `mutation Speak($input: LocaleSetInput!) {
  localeSet(input: $input) { viewer { locale } userErrors { code message } }
}`;
