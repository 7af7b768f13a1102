// What a board's period is called.
import { language, t } from "../words/words.js";

const STYLES = {
  DAY: { weekday: "long", day: "numeric", month: "long" },
  MONTH: { month: "long", year: "numeric" },
  YEAR: { year: "numeric" },
};

/** "November 2026", "Nov 23 – 29", "Oct – Dec 2026". */
export function periodName({ periodKind, startsAt, endsAt, timeZone }) {
  if (periodKind === "ALL") return t("board.all");
  const start = Date.parse(startsAt);
  const end = Date.parse(endsAt) - 1000; // the last instant that counts
  const style = STYLES[periodKind];
  if (style && periodKind !== "YEAR") return new Intl.DateTimeFormat(language.get(), { timeZone, ...style }).format(start);
  const range = periodKind === "QUARTER" ? { month: "short", year: "numeric" }
    : (style ?? { day: "numeric", month: "short" });
  return new Intl.DateTimeFormat(language.get(), { timeZone, ...range }).formatRange(start, end);
}
