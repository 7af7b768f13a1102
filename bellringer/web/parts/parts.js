// Small things that many screens show.
import { t } from "../words/words.js";
import { html } from "../app/ui.js";
import { plus } from "../app/format.js";
import { Icon } from "./icons.js";

/** Shapes where words will be, so that nothing jumps when they come. */
export function Skeleton({ rows = 3, tall = false }) {
  return html`<div class="skeleton" role="status" aria-label=${t("loading")}>
    ${Array.from({ length: rows }, (_, n) => html`<div key=${n} class=${tall && n === 0 ? "bone tall" : "bone"}></div>`)}
  </div>`;
}

/** A place that is still empty says what will be here, and how that comes about. */
export function Empty({ icon, title, text, children }) {
  return html`<div class="empty">
    <span class="empty-icon"><${Icon} name=${icon} size=${28} /></span>
    <h3>${title}</h3>
    <p>${text}</p>
    ${children}
  </div>`;
}

/** What to do about a failure. */
export function Problem({ error, onRetry }) {
  const isOffline = error.code === "OFFLINE";
  return html`<div class="empty" role="alert">
    <h3>${t(isOffline ? "problem.offline.title" : "problem.title")}</h3>
    <p>${t(isOffline ? "problem.offline.text" : "problem.text")}</p>
    <button type="button" class="button" onClick=${onRetry}>${t("problem.retry")}</button>
  </div>`;
}

/** What stands where an answer is awaited: shapes, or what to do about a failure. */
export const Waiting = ({ error, onRetry, rows, tall }) =>
  (error ? html`<${Problem} error=${error} onRetry=${onRetry} />` : html`<${Skeleton} rows=${rows} tall=${tall} />`);

/** The initials of a person or team, on a tint that is always the same for the same name. */
export function Face({ name, size = "" }) {
  const initials = name.split(/\s+/).map((part) => part[0]).slice(0, 2).join("");
  const tint = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 997, 7) % 6;
  return html`<span class=${`face tint-${tint} ${size}`} aria-hidden="true">${initials}</span>`;
}

/** How many ranks it went up or down; going down is said quietly. */
export function Delta({ value }) {
  if (!value) return null;
  return html`<span class=${value > 0 ? "delta up" : "delta"}>
    <${Icon} name=${value > 0 ? "up" : "down"} size=${14} />
    <span aria-hidden="true">${Math.abs(value)}</span>
    <span class="unseen">${t(value > 0 ? "rank.up" : "rank.down", { n: Math.abs(value) })}</span>
  </span>`;
}

/**
 * A bar from 0 to `most`, with marks on it.
 * @param {{value: number, most?: number, label: string, marks?: {at: number, isPassed: boolean}[], due?: number}} props
 */
export function Bar({ value, most = 100, label, marks = [], due }) {
  const at = (part) => `${Math.max(0, Math.min(100, (100 * part) / most))}%`;
  return html`<div class="bar" role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax=${most}
      aria-valuenow=${Math.min(most, Math.round(value))}>
    <div class="bar-fill" style=${{ width: at(value) }}></div>
    ${due !== undefined && html`<span class="bar-due" style=${{ left: at(due) }}></span>`}
    ${marks.map(({ at: place, isPassed }) => html`<span key=${place} class=${isPassed ? "bar-mark passed" : "bar-mark"}
      style=${{ left: at(place) }}></span>`)}
  </div>`;
}

/** A ring that fills, round a sign. */
export function Ring({ part, children, size = 56, label }) {
  const radius = 24;
  const round = 2 * Math.PI * radius;
  return html`<span class="ring" style=${{ width: `${size}px`, height: `${size}px` }} role="img" aria-label=${label}>
    <svg viewBox="0 0 56 56" aria-hidden="true">
      <circle class="ring-way" cx="28" cy="28" r=${radius} />
      <circle class="ring-fill" cx="28" cy="28" r=${radius}
        style=${{ strokeDasharray: `${round * Math.min(1, part)} ${round}` }} />
    </svg>
    <span class="ring-sign" aria-hidden="true">${children}</span>
  </span>`;
}

export const Earned = ({ points }) => html`<strong class="earned">${plus(points)}</strong>`;

export function Section({ title, aside, children, class: name = "" }) {
  return html`<section class=${`section ${name}`}>
    <div class="section-head"><h2>${title}</h2>${aside}</div>
    ${children}
  </section>`;
}
