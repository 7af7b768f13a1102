// What the last activity brought, for some seconds, with a way back.
import { count, money, percent, plus } from "../app/format.js";
import { outcomes, undo } from "../app/queue.js";
import { useStore } from "../app/store.js";
import { html, useEffect, useState } from "../app/ui.js";
import { t } from "../words/words.js";
import { celebrate } from "./celebrate.js";
import { Icon } from "./icons.js";

const SHOWN = 9_000;

export function Toasts({ kinds }) {
  const brought = useStore(outcomes);
  const [shown, show] = useState([]);
  useEffect(() => {
    if (!brought.length) return;
    show(brought);
    if (brought.some(isWin)) celebrate();
    const timer = setTimeout(() => show([]), SHOWN);
    return () => clearTimeout(timer);
  }, [brought]);
  return html`<div class="toasts" role="status">
    ${shown.length > 0 && html`<${Toast} key=${shown[0].input.idempotencyKey} brought=${shown} kinds=${kinds} onDone=${() => show([])} />`}
  </div>`;
}

const isWin = ({ result, input }) =>
  result.crossings.length > 0 || result.badges.length > 0 || input.kind === "deal_won";

function Toast({ brought, kinds, onDone }) {
  const points = brought.reduce((sum, { result }) => sum + (result.pointsEarned ?? 0), 0);
  const crossings = highest(brought.flatMap(({ result }) => result.crossings));
  const badges = brought.flatMap(({ result }) => result.badges);
  const isPending = brought.some(({ result }) => result.activity.isPending);
  const takeBack = () => {
    brought.forEach(({ input, result }) => undo(input, result.activity.id, t("log.undo.reason")));
    onDone();
  };
  return html`<div class="toast">
    <div class="toast-main">
      <p class="toast-what"><strong class="toast-points">${isPending ? t("log.pending") : t("log.earned", { n: points, points: plus(points) })}</strong>
        <span>${brought.length > 1 ? t("log.several", { n: brought.length }) : named(brought[0].result.activity, kinds)}</span></p>
      ${crossings.map(({ percent: passed, goal }) => html`<p key=${goal.id} class="toast-line"><${Icon} name="check" size=${18} />
        <span>${t("log.crossed", { goal: goal.title, percent: percent(passed * 100) })}</span></p>`)}
      ${badges.map(({ badge }) => html`<p key=${badge.id} class="toast-line"><span aria-hidden="true">${badge.symbol}</span>
        <span>${t("log.badge", { title: badge.title })}</span></p>`)}
    </div>
    <button type="button" class="toast-undo" onClick=${takeBack}><${Icon} name="undo" size=${18} /> ${t("log.undo")}</button>
    <span class="toast-time" aria-hidden="true"></span>
  </div>`;
}

/** One line for a goal, of the highest milestone passed. */
function highest(crossings) {
  const found = new Map();
  crossings.forEach((each) => {
    if ((found.get(each.goal.id)?.percent ?? 0) < each.percent) found.set(each.goal.id, each);
  });
  return [...found.values()];
}

/** "3 × Call", "Deal won · $6,170". */
export function named({ kind, quantity, amount }, kinds) {
  const title = kinds.find(({ key }) => key === kind)?.title ?? kind;
  if (amount) return `${title} · ${money(amount.amountMinor, amount.currency)}`;
  return quantity > 1 ? `${count(quantity)} × ${title}` : title;
}
