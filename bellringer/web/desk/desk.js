// The manager's desk: the team today, what waits for approval, and the month.
import { useAnswer } from "../app/answers.js";
import { html } from "../app/ui.js";
import { Empty, Waiting } from "../parts/parts.js";
import { learn, t } from "../words/words.js";
import { Approvals } from "./approvals.js";
import { DESK } from "./documents.js";
import { Month } from "./month.js";
import { Team } from "./team.js";

await learn("coaching", (code) => import(`../coaching/words/${code}.js`));

export function Screen({ me, id }) {
  const { data, error, reload } = useAnswer(DESK);
  if (!data) return html`<${Waiting} error=${error} onRetry=${reload} rows=${5} />`;
  const { organization, badgeAllowance } = data.viewer;
  const isAdmin = me.member.role === "ADMIN";
  const teams = organization.teams.filter(({ leads }) => isAdmin || leads.some((lead) => lead.id === me.member.id));
  const waiting = data.approvals.totalCount;
  const desk = { me, organization: { ...me.organization, ...organization }, allowance: badgeAllowance };
  const team = teams.find((each) => each.id === id) ?? teams[0];
  const room = id === "approvals" || id === "month" ? id : "team";
  return html`
    <h2 class="screen-title">${t("desk.title")}</h2>
    <nav class="chips" aria-label=${t("desk.which")}>
      ${teams.map((each) => html`<a key=${each.id} class="chip" href=${`/desk/${encodeURIComponent(each.id)}`}
        aria-current=${room === "team" && each === team ? "page" : null}>${each.name}</a>`)}
      <a class="chip" href="/desk/approvals" aria-current=${room === "approvals" ? "page" : null}>${waiting ? t("desk.approvals.n", { n: waiting }) : t("desk.approvals")}</a>
      <a class="chip" href="/one-on-ones">${t("talk.title")}</a>
      <a class="chip" href="/desk/month" aria-current=${room === "month" ? "page" : null}>${t("desk.month")}</a>
    </nav>
    ${room === "approvals" ? html`<${Approvals} me=${me} />`
      : room === "month" ? html`<${Month} me=${me} isAdmin=${isAdmin} />`
        : team ? html`<${Team} key=${team.id} teamId=${team.id} ...${desk} />`
          : html`<div class="card"><${Empty} icon="board" title=${t("desk.none.title")} text=${t("desk.none.text")} /></div>`}`;
}
