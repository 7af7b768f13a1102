// Why somebody stands where they stand: the days behind the score, what they were made of, and what decided a tie.
import { useAnswer } from "../app/answers.js";
import { WHY_AROUND, WHY_ROW } from "../app/documents.js";
import { day, measure, plus } from "../app/format.js";
import { html } from "../app/ui.js";
import { t } from "../words/words.js";
import { Face, Problem, Skeleton } from "./parts.js";
import { Sheet } from "./sheet.js";

const DAYS = 31;

export function Why({ board, period, asked, onClose }) {
  const { row, after } = asked;
  const isAround = after === undefined; // rows around me carry no place in the list
  const { data, error, reload } = useAnswer(isAround ? WHY_AROUND : WHY_ROW,
    isAround ? { key: board.key, period } : { key: board.key, period, after });
  const rows = data && (isAround ? data.leaderboard.aroundMe : data.leaderboard.standings.edges.map(({ node }) => node));
  const found = rows?.find(({ subject }) => subject.id === row.subject.id);
  return html`<${Sheet} title=${row.subject.name} onClose=${onClose}>
    <div class="why-head"><${Face} name=${row.subject.name} />
      <p><strong>${measure((found ?? row).score, board)}</strong>
        <span class="quiet">${t("why.rank", { rank: (found ?? row).rank ?? "–", title: board.title })}</span></p></div>
    ${error && html`<${Problem} error=${error} onRetry=${reload} />`}
    ${!data && !error && html`<${Skeleton} rows=${3} />`}
    ${data && !found && html`<p class="quiet">${t("why.moved")}</p>`}
    ${found && html`<${Reasons} board=${board} standing=${found} />`}
  </${Sheet}>`;
}

function Reasons({ board, standing }) {
  const { why, correction } = standing;
  const days = why.days.slice(0, DAYS).reverse();
  const most = Math.max(1, ...days.map(({ total }) => total));
  return html`
    ${days.length > 0 && html`<figure class="days">
      <div class="days-bars" aria-hidden="true">${days.map(({ on, total }) => html`<span key=${on} title=${`${day(on)}: ${measure(total, board)}`}
        style=${{ height: `${Math.max(3, (100 * Math.max(0, total)) / most)}%` }}></span>`)}</div>
      <figcaption class="quiet"><span>${day(days[0].on)}</span><span>${t("why.best", { best: measure(most, board) })}</span><span>${day(days.at(-1).on)}</span></figcaption>
    </figure>`}
    ${why.tiedWith > 0 && html`<p>${t(why.isDecidedByTime ? "why.tie.time" : "why.tie", { n: why.tiedWith })}</p>`}
    ${correction !== 0 && html`<p>${t("why.correction", { correction: plus(correction / board.scale) })}</p>`}
    ${why.entries && html`<ul class="rows entries">
      ${why.entries.edges.map(({ node }, n) => html`<li key=${n} class="row">
        <div class="row-main"><p>${node.ruleTitle ?? t(`entry.${node.reason}`)}</p><p class="quiet">${day(node.occurredAt)}</p></div>
        <strong class="row-end">${plus(node.points)}</strong></li>`)}
    </ul>`}
    ${!why.entries && html`<p class="quiet">${t("why.private")}</p>`}`;
}
