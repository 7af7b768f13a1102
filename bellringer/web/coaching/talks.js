// One-to-ones and what is to do. Once both have signed a talk, it is read only.
import { refresh, useAnswer } from "../app/answers.js";
import { day, measure, percent, today } from "../app/format.js";
import { useLive } from "../app/live.js";
import { usePages } from "../app/more.js";
import { go } from "../app/router.js";
import { html, useState } from "../app/ui.js";
import { Form, refusalText, send } from "../parts/forms.js";
import { Icon } from "../parts/icons.js";
import { Empty, Face, Section, Waiting } from "../parts/parts.js";
import { Sheet } from "../parts/sheet.js";
import { t } from "../words/words.js";
import {
  ACKNOWLEDGE, ADD_ITEM, ADD_TOPIC, CANCEL_TALK, COVER, HOLD, MY_ITEMS, MY_MOVES, NOTE, PLAN_TALK, SETTLE_ITEM, SIGN, TALK, TALKS,
  UPDATE_TALK, WITH_WHOM,
} from "./documents.js";
import { otherOf, whenOf } from "./said.js";

const SIGNS = { PLANNED: "clock", HELD: "proposal", SIGNED: "check" };

export function Talks({ me }) {
  const { rows, error, reload, hasMore, more, isBusy } = usePages(TALKS, (data) => data.oneOnOnes);
  const [isPlanning, plan] = useState(false);
  useLive(MY_MOVES, undefined, reload);
  return html`
    <button type="button" class="button small" onClick=${() => plan(true)}>${t("talk.plan")}</button>
    ${!rows && html`<${Waiting} error=${error} onRetry=${reload} rows=${4} />`}
    ${rows?.length === 0 && html`<div class="card"><${Empty} icon="desk" title=${t("talk.none")} text=${t("talk.none.text")} /></div>`}
    ${rows?.length > 0 && html`<ul class="card rows talks">${rows.map((talk) => html`<li key=${talk.id}><a class="row" href=${`/one-on-ones/${encodeURIComponent(talk.id)}`}>
      <${Face} name=${otherOf(talk, me).name} /><span class="row-main"><span>${otherOf(talk, me).name}</span>
        <span class="quiet block">${whenOf(talk.plannedAt)} · ${t(`talk.${talk.state}`)}</span></span>
      <${Icon} name=${SIGNS[talk.state]} size=${20} /></a></li>`)}</ul>`}
    ${hasMore && html`<button type="button" class="button wide" disabled=${isBusy} onClick=${more}>${t("more")}</button>`}
    ${isPlanning && html`<${Plan} me=${me} onClose=${() => plan(false)} />`}`;
}

/** With whom: those whom one leads, and those who lead oneself. */
function Plan({ me, onClose }) {
  const { data } = useAnswer(WITH_WHOM);
  if (!data) return null;
  const { member, organization } = data.viewer;
  const led = organization.teams.filter(({ leads }) => leads.some(({ id }) => id === me.member.id))
    .flatMap(({ members }) => members.edges.map(({ node }) => node));
  const people = [...led, ...(member.team?.leads ?? [])].filter(({ id }) => id !== me.member.id);
  return html`<${Sheet} title=${t("talk.plan")} onClose=${onClose}>
    ${people.length === 0 ? html`<p class="quiet">${t("talk.nobody")}</p>` : html`<${Form} document=${PLAN_TALK} keyed button=${t("talk.plan")}
      fields=${[
        { name: "withId", label: t("talk.with"), options: people.map(({ id, name }) => [id, name]) },
        { name: "plannedAt", label: t("talk.when"), type: "datetime-local", value: nextHour(), required: true },
      ]}
      input=${({ withId, plannedAt }) => ({ withId, plannedAt: plannedAt && new Date(plannedAt).toISOString() })}
      onDone=${({ oneOnOne }) => go(`/one-on-ones/${encodeURIComponent(oneOnOne.id)}`)} />`}</${Sheet}>`;
}

/** The next full hour, as a field of date and hour takes it. */
function nextHour() {
  const at = new Date(Date.now() + 3_600_000);
  at.setMinutes(-at.getTimezoneOffset(), 0, 0);
  return at.toISOString().slice(0, 16);
}

/** One talk. */
export function Talk({ me, id }) {
  const { data, error, reload } = useAnswer(TALK, { id });
  const [problem, setProblem] = useState("");
  useLive(MY_MOVES, undefined, reload);
  if (!data) return html`<${Waiting} error=${error} onRetry=${reload} rows=${4} tall />`;
  const talk = data.oneOnOne;
  if (!talk) return html`<div class="card"><${Empty} icon="lock" title=${t("place.none.title")} text=${t("place.none.text")} /></div>`;
  const isOpen = ["PLANNED", "HELD"].includes(talk.state);
  const act = async (document, input = {}) => {
    const { userErrors: [refused] } = await send(document, { oneOnOneId: id, ...input });
    setProblem(!refused ? "" : refused.path?.includes("version") ? t("talk.changed") : refusalText(refused));
    reload();
  };
  const shared = { talk, me, isOpen, act, isLead: talk.lead.id === me.member.id, zone: me.organization.timeZone };
  return html`
    <section class="card talk-head"><div class="row"><${Face} name=${otherOf(talk, me).name} /><div class="row-main"><h2>${otherOf(talk, me).name}</h2>
      <p class="quiet">${whenOf(talk.plannedAt)} · ${t(`talk.${talk.state}`)}</p></div></div>
      ${talk.state === "PLANNED" && html`<div class="desk-do">
        ${shared.isLead && html`<button type="button" class="button accent" onClick=${() => act(HOLD)}>${t("talk.begin")}</button>`}
        <button type="button" class="button" onClick=${() => act(CANCEL_TALK)}>${t("talk.cancel")}</button></div>`}
      ${problem && html`<p class="wrong" role="alert">${problem}</p>`}</section>
    <${Agenda} ...${shared} />
    <${Numbers} ...${shared} />
    ${talk.state !== "PLANNED" && html`<${Notes} ...${shared} />`}
    <${Todos} ...${shared} />
    ${talk.heldAt && html`<${Signing} ...${shared} />`}`;
}

function Agenda({ talk, isOpen, act }) {
  if (!isOpen && !talk.topics.length) return null;
  return html`<${Section} title=${t("talk.agenda")}><div class="card">
    <ul class="rows">${talk.topics.map(({ number, text, isCovered, isCarried, raisedBy }) => html`<li key=${number}><label class="check tick">
      <input type="checkbox" checked=${isCovered} disabled=${!isOpen} onChange=${() => act(COVER, { topicNo: number, isCovered: !isCovered })} />
      <span class=${isCovered ? "row-main settled" : "row-main"}><span>${text}</span>
        <span class="quiet block">${raisedBy.name}${isCarried && ` · ${t("talk.carried")}`}</span></span></label></li>`)}</ul>
    ${isOpen && html`<${Form} key=${talk.topics.length} document=${ADD_TOPIC} button=${t("item.add")}
      fields=${[{ name: "text", label: t("talk.topic"), required: true, maxlength: 500 }]} input=${({ text }) => ({ oneOnOneId: talk.id, text: text ?? "" })} />`}
  </div></${Section}>`;
}

/** What was kept when the talk began; it never changes. */
function Numbers({ talk, me }) {
  const { currency } = me.organization;
  const rows = [...talk.figures, ...talk.kpis.filter(({ value }) => value !== null)];
  if (!rows.length) return null;
  return html`<${Section} title=${t("talk.numbers")} aside=${html`<span class="quiet">${whenOf(talk.heldAt)}</span>`}>
    <dl class="card facts talk-numbers">${rows.map((row) => {
      const show = (value) => measure(value, { unit: row.unit, scale: row.scale, currency });
      const beside = [
        row.rank && t("rank.nth", { n: row.rank }), row.attainment != null && percent(row.attainment),
        row.target != null && t("talk.target", { n: show(row.target) }),
        (row.before ?? row.baseline) != null && t("talk.usual", { n: show(row.before ?? row.baseline) })].filter(Boolean).join(" · ");
      return html`<div key=${row.key ?? row.kpi + row.fromKind + row.toKind}><dt>${row.title}</dt>
        <dd>${row.value != null && show(row.value)}${beside && html`<span class="quiet block">${beside}</span>`}</dd></div>`;
    })}</dl></${Section}>`;
}

function Notes({ talk, me, isOpen, isLead }) {
  const kinds = [...(isLead && talk.kind === "PERFORMANCE" ? ["FACTS", "AGREED"] : []), "SHARED", "PRIVATE"];
  const [said, say] = useState("");
  const isMine = ({ author }) => author.id === me.member.id;
  const read = isOpen ? talk.notes.filter((note) => !isMine(note)) : talk.notes;
  return html`<${Section} title=${t("talk.notes")}><div class="card form">
    ${read.map((note) => html`<blockquote key=${note.kind + note.author.id} class="said"><p>${note.text}</p>
      <p class="quiet">${note.author.name} · ${t(`talk.${note.kind}`)}</p></blockquote>`)}
    ${isOpen && kinds.map((kind) => html`<${Form} key=${kind} document=${NOTE} button=${t("talk.save")} onDone=${() => say(t("settings.saved"))}
      fields=${[{ name: "text", label: t(`talk.${kind}`), type: "area", maxlength: 2000, value: talk.notes.find((note) => note.kind === kind && isMine(note))?.text }]}
      input=${({ text }) => ({ oneOnOneId: talk.id, kind, text })} />`)}
    <p role="status" class=${said ? "quiet" : "unseen"}>${said}</p></div></${Section}>`;
}

function Todos({ talk, zone, isOpen }) {
  const items = [...talk.actionItems, ...talk.openBefore];
  if (!isOpen && !items.length) return null;
  return html`<${Section} title=${t("item.title")}><div class="card form">
    <${Items} items=${items} zone=${zone} />
    ${isOpen && html`<${AddItem} owners=${[talk.member, talk.lead]} zone=${zone} of=${{ oneOnOneId: talk.id }} count=${talk.actionItems.length} />`}
  </div></${Section}>`;
}

function Signing({ talk, isOpen, isLead, act }) {
  const { lead, member, leadSignedAt, memberSignedAt, version, kind, reviewOn, acknowledgedAt } = talk;
  const isFormal = kind === "PERFORMANCE";
  return html`<section class="card section talk-sign">
    ${[[lead, leadSignedAt], [member, memberSignedAt]].map(([{ id, name }, at]) => html`<p key=${id} class=${at ? "" : "quiet"}>
      <${Icon} name=${at ? "check" : "clock"} size=${18} /> ${at ? t("talk.signed", { name, at: whenOf(at) }) : t("talk.unsigned", { name })}</p>`)}
    ${!isOpen && html`<p><strong>${t("talk.stands")}</strong></p>`}
    ${isFormal && isLead && isOpen && html`<${Form} document=${UPDATE_TALK} button=${t("talk.save")}
      fields=${[{ name: "reviewOn", label: t("talk.review"), type: "date", value: reviewOn, required: true }]} input=${({ reviewOn: on }) => ({ oneOnOneId: talk.id, reviewOn: on })} />`}
    ${isFormal && reviewOn && !(isLead && isOpen) && html`<p>${t("talk.review")}: ${day(reviewOn)}</p>`}
    ${isFormal && !isLead && isOpen && !acknowledgedAt && html`<button type="button" class="button" onClick=${() => act(ACKNOWLEDGE, { version })}>${t("talk.acknowledge")}</button>`}
    ${isOpen && !(isLead ? leadSignedAt : memberSignedAt) && html`<button type="button" class="button primary" onClick=${() => act(SIGN, { version })}>${t("talk.sign")}</button>`}
  </section>`;
}

/** What people have taken on, ticked off with one tap. */
export function Items({ items, zone }) {
  const [problem, setProblem] = useState("");
  const settle = async ({ id, state }) => {
    const { userErrors } = await send(SETTLE_ITEM, { actionItemId: id, state: state === "OPEN" ? "DONE" : "OPEN" });
    setProblem(userErrors.length ? refusalText(userErrors[0]) : "");
    refresh();
  };
  return html`${problem && html`<p class="wrong" role="alert">${problem}</p>`}
    <ul class="rows">${items.map((item) => html`<li key=${item.id}><label class="check tick">
      <input type="checkbox" checked=${item.state !== "OPEN"} onChange=${() => settle(item)} />
      <span class=${item.state === "OPEN" ? "row-main" : "row-main settled"}><span>${item.text}</span>
        <span class=${item.state === "OPEN" && item.dueOn < today(zone) ? "late block" : "quiet block"}>${item.owner.name} · ${t("goal.until", { day: day(item.dueOn) })}</span></span>
    </label></li>`)}</ul>`;
}

/** Puts something down for one of `owners`; `of` names the talk that it comes from. */
export function AddItem({ owners, zone, of = {}, count }) {
  return html`<${Form} key=${count} document=${ADD_ITEM} keyed button=${t("item.add")}
    fields=${[
      { name: "text", label: t("item.text"), required: true, maxlength: 500 },
      ...(owners.length > 1 ? [{ name: "ownerId", label: t("item.owner"), options: owners.map(({ id, name }) => [id, name]) }] : []),
      { name: "dueOn", label: t("item.due"), type: "date", min: today(zone), value: today(zone, Date.now() + 604_800_000), required: true },
    ]}
    input=${({ text, ownerId, dueOn }) => ({ text: text ?? "", dueOn, ownerId: ownerId ?? owners[0].id, ...of })} />`;
}

/** All that is one's own to do. */
export function Todo({ me }) {
  const { data, error, reload } = useAnswer(MY_ITEMS);
  if (!data) return html`<${Waiting} error=${error} onRetry=${reload} rows=${4} />`;
  const zone = me.organization.timeZone;
  const { open, done } = data.viewer.member;
  const items = [...open.edges, ...done.edges].map(({ node }) => node);
  return html`<div class="card">${items.length ? html`<${Items} items=${items} zone=${zone} />`
      : html`<${Empty} icon="check" title=${t("item.none")} text=${t("item.none.text")} />`}</div>
    <${Section} title=${t("item.add")}><div class="card"><${AddItem} owners=${[me.member]} zone=${zone} count=${items.length} /></div></${Section}>`;
}
