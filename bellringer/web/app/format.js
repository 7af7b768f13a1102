// Numbers, money, times, as the reader writes them.
import { language, t } from "../words/words.js";

const made = new Map();
language.watch(() => made.clear());

/** A formatter of the present language, made once. */
function by(Kind, options = {}) {
  const key = Kind.name + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Kind(language.get(), options));
  return made.get(key);
}
const number = (options) => by(Intl.NumberFormat, options);
const date = (options) => by(Intl.DateTimeFormat, options);

export const count = (value) => number().format(value);
export const plus = (value) => number({ signDisplay: "exceptZero" }).format(value);

/** @param {number} tenThousandths 10 000 is all of it; never rounded up to a milestone that is not reached */
export const percent = (tenThousandths) => number({ style: "percent", maximumFractionDigits: 0 }).format(Math.floor(tenThousandths / 100) / 100);

/** How many digits follow the point of a currency. */
export const digitsOf = (currency) =>
  number({ style: "currency", currency }).resolvedOptions().maximumFractionDigits;

/** @param {number} minor in minor units; whole amounts are shown without their zeros */
export function money(minor, currency) {
  const scale = 10 ** digitsOf(currency);
  const whole = minor % scale ? {} : { minimumFractionDigits: 0, maximumFractionDigits: 0 };
  return number({ style: "currency", currency, ...whole }).format(minor / scale);
}

/** A number of a board or metric, in its unit. */
export function measure(value, { unit, scale = 1, currency }) {
  if (unit === "MONEY" && currency) return money(value, currency);
  if (unit === "RATIO") return number({ style: "percent", maximumFractionDigits: 1 }).format(value / scale);
  if (unit === "MINUTES") return t("unit.minutes", { n: value });
  return count(value / scale);
}

/** "5 min ago", "yesterday", "Nov 12". */
export function since(when, now = Date.now()) {
  const seconds = (Date.parse(when) - now) / 1000;
  const ago = by(Intl.RelativeTimeFormat, { numeric: "auto", style: "short" });
  if (seconds > -45) return t("time.now");
  if (seconds > -3600) return ago.format(Math.round(seconds / 60), "minute");
  if (seconds > -79_200) return ago.format(Math.round(seconds / 3600), "hour");
  if (seconds > -6 * 86_400) return ago.format(Math.round(seconds / 86_400), "day");
  return date({ day: "numeric", month: "short" }).format(Date.parse(when));
}

/** How long is left: "6 h", "3 days". */
export function left(until, now = Date.now()) {
  const minutes = Math.max(0, (Date.parse(until) - now) / 60_000);
  if (minutes < 60) return t("time.minutes", { n: Math.round(minutes) });
  if (minutes < 36 * 60) return t("time.hours", { n: Math.round(minutes / 60) });
  return t("time.days", { n: Math.round(minutes / 1440) });
}

/** @param {string | number} on a calendar day, or an instant */
export function day(on, options = { day: "numeric", month: "short" }, timeZone = "UTC") {
  return date({ timeZone, ...options }).format(typeof on === "number" ? on : Date.parse(on));
}

/** The hour of an instant, by the clock of a time zone; without one by this phone's. */
export const time = (at, timeZone) => date({ hour: "numeric", minute: "2-digit", timeZone }).format(Date.parse(at));

/** Which calendar day it is in a time zone, as 2026-11-30. */
export const today = (timeZone, now = Date.now()) =>
  new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
