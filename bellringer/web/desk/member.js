// One member, for their manager: a badge in two taps, goals to agree on, and points to put right.
import { refresh, useAnswer } from "../app/answers.js";
import { AGREE, DECLINE } from "../app/documents-of-places.js";
import { count, day, measure, time, today } from "../app/format.js";
import { html, useId, useRef, useState } from "../app/ui.js";
import { Form, refusalText, send } from "../parts/forms.js";
import { GoalRow, unitOf } from "../parts/goals.js";
import { Empty, Face, Section, Skeleton } from "../parts/parts.js";
import { Sheet } from "../parts/sheet.js";
import { t } from "../words/words.js";
import { ADJUST, AWARD, PROPOSE, USUAL } from "./documents.js";
import { Nudge } from "./morning.js";

const YEAR_END = (zone) => `${today(zone).slice(0, 4)}-12-31`;

export function MemberSheet({ member, organization, onAward, onClose }) {
  const [what, setWhat] = useState("goals");
  const [said, say] = useState("");
  const metrics = organization.metrics.filter(({ isRepControllable }) => isRepControllable);
  const done = (words) => () => { say(words); setWhat("goals"); };
  return html`<${Sheet} title=${member.name} onClose=${onClose}>
    <div class="desk-do">
      <button type="button" class="button small" onClick=${onAward}>${t("desk.award")}</button>
      <button type="button" class="button small" aria-pressed=${what === "propose"} onClick=${() => setWhat("propose")}>${t("desk.propose")}</button>
      <button type="button" class="button small" aria-pressed=${what === "adjust"} onClick=${() => setWhat("adjust")}>${t("desk.adjust")}</button>
      <button type="button" class="button small" aria-pressed=${what === "day"} onClick=${() => setWhat("day")}>${t("desk.usual")}</button>
      <${Nudge} member=${member} />
    </div>
    <p role="status" class=${said ? "" : "unseen"}>${said}</p>
    ${what === "propose" && html`<${Form} key="propose" document=${PROPOSE} keyed button=${t("desk.propose.do")} onDone=${done(t("desk.propose.done", { name: member.name }))}
      fields=${[
        { name: "title", label: t("desk.propose.title"), required: true },
        { name: "metricKey", label: t("desk.propose.metric"), options: metrics.map(({ key, title }) => [key, title]) },
        { name: "target", label: t("desk.propose.target"), type: "number", min: 1, required: true },
        { name: "startsOn", label: t("desk.propose.from"), type: "date", value: today(organization.timeZone), required: true },
        { name: "endsOn", label: t("desk.propose.until"), type: "date", value: YEAR_END(organization.timeZone), required: true },
      ]}
      input=${({ title, metricKey, target, startsOn, endsOn }) => {
        const scale = metrics.find(({ key }) => key === metricKey)?.scale ?? 1;
        return { ownerId: member.id, title: title ?? "", metricKey, terms: { target: Math.round((target ?? 0) * scale), startsOn, endsOn } };
      }} />`}
    ${what === "adjust" && html`<${Form} key="adjust" document=${ADJUST} keyed button=${t("desk.adjust.do")} onDone=${done(t("desk.adjust.done"))}
      fields=${[
        { name: "points", label: t("desk.adjust.points"), type: "number", hint: t("desk.adjust.hint"), required: true },
        { name: "reason", label: t("desk.adjust.reason"), type: "area", required: true },
      ]}
      input=${({ points, reason }) => ({ memberId: member.id, points: points ?? 0, reason: reason ?? "" })} />`}
    ${what === "day" && html`<${Usual} member=${member} zone=${organization.timeZone} />`}
    ${what === "goals" && html`<div>${member.goals.length === 0 ? html`<p class="quiet">${t("desk.goals.none")}</p>`
      : html`<div class="rows">${member.goals.map((goal) => html`<${GoalRow} key=${goal.id} goal=${goal} organization=${organization} />`)}</div>`}</div>`}
  </${Sheet}>`;
}

/** The day of a member against what is usual; it is read when it is asked for, as the member sees who looked. */
function Usual({ member, zone }) {
  const { data } = useAnswer(USUAL, { id: member.id });
  const found = data?.member?.today;
  if (!found) return html`<${Skeleton} rows=${2} />`;
  const { kinds, firstActivityAt, lastActivityAt, normMissing, note } = found;
  return html`<div class="form">
    ${firstActivityAt && html`<p class="quiet">${time(firstActivityAt, zone)} – ${time(lastActivityAt, zone)}</p>`}
    ${note && html`<blockquote class="said"><p>${note.text}</p></blockquote>`}
    <dl class="facts">${kinds.map(({ kind, title, count: n, norm }) => html`<div key=${kind}><dt>${title}</dt>
      <dd>${norm === null ? count(n) : t("desk.usual.of", { n, usual: norm })}</dd></div>`)}</dl>
    ${normMissing && html`<p class="quiet">${t(`desk.usual.${normMissing}`)}</p>`}
    <p class="quiet">${t("desk.usual.seen", { name: member.name })}</p></div>`;
}

/** Goals that members proposed, and that wait for the manager's word. */
export function Proposals({ rows, organization }) {
  const [problem, setProblem] = useState("");
  const open = rows.flatMap((row) => row.goals.filter(({ proposal }) => proposal && proposal.proposedBy?.id === row.id).map((goal) => ({ row, goal })));
  if (!open.length) return null;
  const answer = async (document, { id, proposal }) => {
    const { userErrors } = await send(document, { goalId: id, agreementNo: proposal.agreementNo });
    setProblem(userErrors.length ? refusalText(userErrors[0]) : "");
    refresh();
  };
  return html`<${Section} title=${t("desk.proposals")}>
    ${problem && html`<p class="wrong" role="alert">${problem}</p>`}
    <ul class="card rows">${open.map(({ row, goal }) => html`<li key=${goal.id} class="desk-ask">
      <div class="row"><${Face} name=${row.name} size="small" /><div class="row-main"><p>${goal.title}</p>
        <p class="quiet">${t("goal.proposal", { name: row.name, target: measure(goal.proposal.target, unitOf(goal, organization)), day: day(goal.proposal.endsOn) })}</p></div></div>
      <div class="pair"><button type="button" class="button accent" onClick=${() => answer(AGREE, goal)}>${t("goal.agree")}</button>
        <button type="button" class="button" onClick=${() => answer(DECLINE, goal)}>${t("goal.decline")}</button></div></li>`)}</ul>
  </${Section}>`;
}

/** A badge in two taps: whom, then which. The reason stands there already, and can be changed before. */
export function BadgeSheet({ member, badges, allowance, onClose }) {
  const id = useId();
  const key = useRef(crypto.randomUUID());
  const [reason, setReason] = useState(t("desk.award.reason"));
  const [done, setDone] = useState(null);
  const [problem, setProblem] = useState("");
  const given = badges.filter(({ isAutomatic }) => !isAutomatic);
  const award = async (badge) => {
    const { userErrors } = await send(AWARD, { idempotencyKey: key.current, badgeId: badge.id, memberId: member.id, reason: reason.trim() });
    key.current = crypto.randomUUID();
    if (userErrors.length) return setProblem(refusalText(userErrors[0]));
    setDone(badge);
    refresh();
  };
  return html`<${Sheet} title=${t("desk.award.to", { name: member.name })} onClose=${onClose}>
    ${done ? html`<div class="empty" role="status"><span class="medal great" aria-hidden="true">${done.symbol}</span>
        <h3>${t("desk.award.done", { name: member.name, title: done.title })}</h3>
        <button type="button" class="button" onClick=${onClose}>${t("close")}</button></div>`
      : given.length === 0 ? html`<${Empty} icon="medal" title=${t("desk.award.none.title")} text=${t("desk.award.none.text")} />`
        : html`<div class="form">
            <div class="field"><label for=${id}>${t("desk.award.for")}</label>
              <textarea id=${id} rows="2" maxlength="500" value=${reason} onInput=${(event) => setReason(event.currentTarget.value)}></textarea></div>
            ${problem && html`<p class="wrong" role="alert">${problem}</p>`}
            <ul class="medals">${given.map((badge) => html`<li key=${badge.id}><button type="button" class="medal-button" onClick=${() => award(badge)}>
              <span class="medal" aria-hidden="true">${badge.symbol}</span><span>${badge.title}</span></button></li>`)}</ul>
            ${allowance?.limit !== null && allowance && html`<p class="quiet">${t("desk.award.left", { n: allowance.left })}</p>`}
          </div>`}
  </${Sheet}>`;
}
