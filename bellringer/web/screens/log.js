// Log: a tap for what, a tap for done.
import { minorUnits } from "../app/amount.js";
import { useAnswer } from "../app/answers.js";
import { MY_LOG } from "../app/documents.js";
import { digitsOf, plus, since } from "../app/format.js";
import { drop, log, outcomes, undo, waiting } from "../app/queue.js";
import { useStore } from "../app/store.js";
import { html, useEffect, useId, useState } from "../app/ui.js";
import { Icon } from "../parts/icons.js";
import { Empty, Section, Skeleton } from "../parts/parts.js";
import { Sheet } from "../parts/sheet.js";
import { named } from "../parts/toasts.js";
import { knows, t } from "../words/words.js";

// where the built-in kinds have always been, so that the thumb finds them; others follow by title
const PLACES = ["call", "visit", "appointment_booked", "appointment_run", "demo", "proposal", "lead_created", "deal_won", "payment", "deal_lost"];
const MOST = 1_000_000;

export function Log({ me }) {
  const { activityKinds: kinds, currency } = me.organization;
  const [chosen, choose] = useState(null);
  const place = ({ key }) => (PLACES.includes(key) ? PLACES.indexOf(key) : PLACES.length);
  const sorted = [...kinds].sort((a, b) => place(a) - place(b) || a.title.localeCompare(b.title));
  return html`
    <${Waiting} kinds=${kinds} currency=${currency} />
    <h2 class="screen-title">${t("log.title")}</h2>
    <div class="kinds">
      ${sorted.map((kind) => html`<button key=${kind.key} type="button" class="kind" onClick=${() => choose(kind)}>
        <span class=${kind.key === "deal_won" ? "sign lit" : "sign"}><${Icon} name=${kind.key} /></span>${kind.title}
      </button>`)}
    </div>
    <${Recent} kinds=${kinds} />
    ${chosen && html`<${Entry} kind=${chosen} currency=${currency} onClose=${() => choose(null)} />`}`;
}

function Entry({ kind, currency, onClose }) {
  const [quantity, setQuantity] = useState(1);
  const [isWrong, setWrong] = useState(false);
  const id = useId();
  const step = (by) => setQuantity((now) => Math.max(1, Math.min(MOST, now + by)));
  const submit = (event) => {
    event.preventDefault();
    if (!kind.takesAmount) log({ kind: kind.key, quantity });
    else {
      const amountMinor = minorUnits(new FormData(event.currentTarget).get("amount"), digitsOf(currency));
      if (amountMinor === null) return setWrong(true);
      log({ kind: kind.key, amountMinor });
    }
    onClose();
  };
  return html`<${Sheet} title=${kind.title} onClose=${onClose}>
    <form onSubmit=${submit} novalidate>
      ${kind.takesAmount
        ? html`<label for=${id}>${t("log.amount", { currency })}</label>
          <input id=${id} class="amount" name="amount" inputmode="decimal" autocomplete="off" placeholder="0" autofocus
            aria-invalid=${isWrong} aria-describedby=${isWrong ? `${id}-e` : null} />
          ${isWrong && html`<p id=${`${id}-e`} class="wrong" role="alert">${t("log.amount.wrong")}</p>`}`
        : html`<div class="stepper">
            <button type="button" class="round big" aria-label=${t("log.less")} disabled=${quantity <= 1} onClick=${() => step(-1)}><${Icon} name="minus" /></button>
            <output aria-live="polite">${quantity}</output>
            <button type="button" class="round big" aria-label=${t("log.more")} onClick=${() => step(1)}><${Icon} name="log" /></button>
          </div>`}
      ${kind.needsApproval && html`<p class="quiet">${t("log.needsApproval")}</p>`}
      <button class="button primary" autofocus=${!kind.takesAmount}>
        ${kind.takesAmount || quantity === 1 ? t("log.do", { kind: kind.title }) : t("log.do.n", { n: quantity, kind: kind.title })}</button>
    </form>
  </${Sheet}>`;
}

function Waiting({ kinds, currency }) {
  const items = useStore(waiting);
  if (!items.length) return null;
  return html`<${Section} title=${t("log.waiting")} class="waiting"><ul class="card rows">
    ${items.map((item) => {
      const { kind, quantity = 1, amount } = item.input;
      const what = named({ kind, quantity, amount: amount && { ...amount, currency } }, kinds);
      return html`<li key=${item.input.idempotencyKey} class="row">
        <span class=${item.refused ? "sign warn" : "sign"}><${Icon} name=${item.refused ? "close" : "clock"} /></span>
        <div class="row-main"><p>${what}</p><p class="quiet">${said(item)}</p></div>
        ${item.refused
          ? html`<button type="button" class="button small" onClick=${() => drop(item)}>${t("log.discard")}</button>`
          : !item.undo && html`<button type="button" class="round" aria-label=${t("log.undo.of", { what })}
              onClick=${() => undo(item.input, item.activityId, t("log.undo.reason"))}><${Icon} name="undo" size=${20} /></button>`}
      </li>`;
    })}
  </ul></${Section}>`;
}

function said({ refused, undo: isUndone, input }) {
  if (refused) return knows(`refused.${refused.code}`) ? t(`refused.${refused.code}`) : refused.message || t("refused.other");
  return isUndone ? t("log.waiting.undo") : t("log.waiting.since", { since: since(input.occurredAt) });
}

function Recent({ kinds }) {
  const { data, reload } = useAnswer(MY_LOG);
  const sent = useStore(outcomes);
  const left = useStore(waiting).length;
  useEffect(() => void reload(), [sent, left]);
  if (!data) return html`<${Section} title=${t("log.recent")}><${Skeleton} rows=${3} /></${Section}>`;
  const rows = data.viewer.activities.edges.map(({ node }) => node).filter(({ reverses }) => !reverses).slice(0, 10);
  return html`<${Section} title=${t("log.recent")}>
    <ul class="card rows" data-testid="recent">
      ${rows.length === 0 && html`<li><${Empty} icon="log" title=${t("log.none.title")} text=${t("log.none.text")} /></li>`}
      ${rows.map((row) => html`<li key=${row.id} class=${row.reversedBy ? "row undone" : "row"}>
        <span class="sign small"><${Icon} name=${row.kind} size=${20} /></span>
        <div class="row-main"><p>${named(row, kinds)}</p><p class="quiet">${row.reversedBy ? t("log.undone") : since(row.occurredAt)}</p></div>
        <span class="row-end">${row.isPending ? html`<span class="quiet">${t("log.pending")}</span>` : html`<strong>${plus(row.pointsEarned ?? 0)}</strong>`}</span>
      </li>`)}
    </ul>
  </${Section}>`;
}
