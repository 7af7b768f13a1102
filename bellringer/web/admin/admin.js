// The admin's pages: who is here, what counts, and what hangs on the wall.
import { html } from "../app/ui.js";
import { learn, t } from "../words/words.js";
import { Badges } from "./badges.js";
import { Boards } from "./boards.js";
import { Calendar } from "./calendar.js";
import { Displays } from "./displays.js";
import { People, Teams } from "./people.js";
import { Rules } from "./rules.js";

await learn("admin", (code) => import(`./words/${code}.js`));

const PARTS = { members: People, teams: Teams, rules: Rules, badges: Badges, boards: Boards, calendar: Calendar, displays: Displays };

export function Screen({ me, id }) {
  const part = id in PARTS ? id : "members";
  const Part = PARTS[part];
  return html`
    <h2 class="screen-title">${t("admin.title")}</h2>
    <nav class="chips" aria-label=${t("admin.which")}>${Object.keys(PARTS).map((each) => html`<a key=${each} class="chip"
      href=${`/admin/${each}`} aria-current=${each === part ? "page" : null}>${t(`admin.${each}`)}</a>`)}</nav>
    <${Part} key=${part} me=${me} />`;
}
