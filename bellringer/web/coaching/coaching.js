// Coaching, as a member sees it: the own day, one-to-ones, what is to do, days that went badly, and who looked.
import { useAnswer } from "../app/answers.js";
import { day, time, today } from "../app/format.js";
import { useLive } from "../app/live.js";
import { usePages } from "../app/more.js";
import { html, useEffect, useState } from "../app/ui.js";
import { Form } from "../parts/forms.js";
import { Empty, Face, Section, Waiting } from "../parts/parts.js";
import { Sheet } from "../parts/sheet.js";
import { knows, learn, t } from "../words/words.js";
import { CLOSE_DAY, LOOKS, MY_CHECK_IN, MY_DAYS, MY_MOVES, PLAN_DAY, THREAD, WRITE_DAY } from "./documents.js";
import { CheckInWords, FlagFacts, LONG_DAY, Messages, Say, ThreadAbout, flagLine } from "./said.js";
import { Talk, Talks, Todo } from "./talks.js";

await learn("coaching", (code) => import(`./words/${code}.js`));

const PLACES = { "check-ins": CheckIn, "one-on-ones": Talks, "action-items": Todo, days: Days, access: Looks, threads: ThreadPlace };
const NAMED = { "check-ins": "checkIn.title", "one-on-ones": "talk.title", "action-items": "item.title", days: "flag.title", access: "access.title" };

export function Screen({ me, room, id }) {
  const Place = room === "one-on-ones" && id ? Talk : PLACES[room];
  useEffect(() => document.querySelector(".chip[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }), []);
  return html`<nav class="chips" aria-label=${t("checkIn.title")}>${Object.entries(NAMED).map(([to, name]) => html`<a key=${to} class="chip" href=${`/${to}`}
      aria-current=${to === room ? "page" : null}>${t(name)}</a>`)}</nav>
    <h2 class="unseen">${t(NAMED[room] ?? "kind.THREAD_MESSAGE")}</h2>
    <${Place} me=${me} id=${id} />`;
}

// The own day: the plan of last time, or what is usual, stands there already.
const MOST_KINDS = 4;
const WORDS = { name: "text", type: "area", maxlength: 500 };

export function CheckIn({ me }) {
  const { data, error, reload } = useAnswer(MY_CHECK_IN);
  const [isPlanning, plan] = useState(false);
  useLive(MY_MOVES, undefined, reload);
  if (!data) return html`<${Waiting} error=${error} onRetry=${reload} rows=${2} tall />`;
  const { member } = data.viewer;
  const { checkIn, on } = member.checkInDay ?? {};
  if (!member.team?.checkInCadences.length && !checkIn) {
    return html`<div class="card"><${Empty} icon="clock" title=${t("checkIn.none")} text=${t("checkIn.none.text")} /></div>`;
  }
  const mayClose = checkIn?.plannedAt && !checkIn.answeredAt;
  const showsPlan = isPlanning || !(checkIn?.plannedAt || checkIn?.doneAt);
  return html`
    ${checkIn && html`<section class="card"><${CheckInWords} checkIn=${checkIn} organization=${me.organization} /></section>`}
    ${showsPlan && html`<${Section} title=${t("checkIn.plan")}><div class="card numbers"><${Form} key=${on} document=${PLAN_DAY} button=${t("checkIn.plan.do")}
      fields=${[...numbers(data.viewer, me, checkIn, on), { ...WORDS, label: t("checkIn.words"), value: checkIn?.planText }]}
      input=${(values) => planOf(values, data.viewer, on)} onDone=${() => plan(false)} /></div></${Section}>`}
    ${mayClose && !isPlanning && html`<${Section} title=${t("checkIn.close")}><div class="card"><${Form} key=${checkIn.doneAt} document=${CLOSE_DAY} button=${t("checkIn.close.do")}
      fields=${[{ ...WORDS, label: t("checkIn.words"), value: checkIn.doneText }]} input=${({ text }) => ({ on, text })} /></div></${Section}>`}
    ${checkIn?.plannedAt && !checkIn.doneAt && !isPlanning && html`<button type="button" class="button wide" onClick=${() => plan(true)}>${t("checkIn.change")}</button>`}`;
}

/** The fields of a plan: what was planned today, else the last time, else what is usual, else what is logged most. */
function numbers({ member, today, organization }, me, checkIn, on) {
  const last = checkIn?.items.length ? checkIn : member.checkIns.edges.map(({ node }) => node).find((each) => each.on !== on && each.items.length);
  const usual = (today?.kinds ?? []).filter(({ norm }) => norm > 0).map(({ kind, norm }) => ({ kind: { key: kind }, planned: norm }));
  const items = last?.items ?? usual;
  const titles = new Map(me.organization.activityKinds.map(({ key, title }) => [key, title]));
  const planned = new Map(items.filter(({ kind }) => kind).map(({ kind, planned: n }) => [kind.key, n]));
  const keys = [...new Set([...planned.keys(), ...titles.keys()])].slice(0, Math.max(planned.size, MOST_KINDS));
  const revenue = organization.metrics.find(({ key }) => key === "revenue");
  const aim = items.find(({ metric }) => metric?.key === "revenue")?.planned;
  return [
    ...keys.map((key) => ({ name: `kind:${key}`, label: titles.get(key) ?? key, type: "number", min: 1, value: planned.get(key), at: ["items"] })),
    ...(revenue ? [{ name: "revenue", label: `${revenue.title} (${me.organization.currency})`, type: "number", min: 1, value: aim && aim / revenue.scale }] : []),
  ];
}

function planOf({ text, revenue, ...kinds }, { organization }, on) {
  const items = Object.entries(kinds).filter(([, planned]) => planned !== null)
    .map(([name, planned]) => ({ kind: name.slice("kind:".length), planned: Math.round(planned) }));
  const scale = organization.metrics.find(({ key }) => key === "revenue")?.scale;
  if (revenue) items.push({ metricKey: "revenue", planned: Math.round(revenue * scale) });
  return { on, text, items };
}

/** Days of one's own that went badly, and the word that the member has about any day. */
export function Days({ me }) {
  const { data, error, reload } = useAnswer(MY_DAYS);
  const [asked, ask] = useState(null); // {what, on, flag}
  useLive(MY_MOVES, undefined, reload);
  if (!data) return html`<${Waiting} error=${error} onRetry=${reload} rows=${3} />`;
  const zone = me.organization.timeZone;
  const flags = data.viewer.flags.edges.map(({ node }) => node);
  const close = () => ask(null);
  return html`
    ${flags.length === 0 && html`<div class="card"><${Empty} icon="check" title=${t("flag.none")} text=${t("flag.why")} /></div>`}
    ${flags.length > 0 && html`<ul class="card rows">${flags.map((flag) => html`<li key=${flag.id} class="desk-ask">
      <div class="row"><div class="row-main"><p>${day(flag.on, LONG_DAY)}</p><p class="quiet">${flagLine(flag, zone)}</p></div></div>
      <${FlagFacts} flag=${flag} zone=${zone} />
      <div class="desk-do"><button type="button" class="button small" onClick=${() => ask({ on: flag.on, note: flag.note })}>${t("flag.note")}</button>
        <button type="button" class="button small" onClick=${() => ask({ on: flag.on, flag })}>${t("flag.talk")}</button></div></li>`)}</ul>
      <p class="quiet foot">${t("flag.why")}</p>`}
    <button type="button" class="button wide" onClick=${() => ask({})}>${t("flag.other")}</button>
    ${asked && html`<${Sheet} title=${asked.on ? day(asked.on, LONG_DAY) : t("flag.note")} onClose=${close}>
      ${asked.flag ? html`<${ThreadAbout} about=${{ flagId: asked.flag.id }} memberId=${me.member.id} />`
        : html`<${Form} document=${WRITE_DAY} button=${t("talk.save")} onDone=${close}
          fields=${[
            ...(asked.on ? [] : [{ name: "day", label: t("flag.day"), type: "date", value: today(zone), required: true, at: ["on"] }]),
            { name: "text", label: t("flag.words"), type: "area", maxlength: 1000, value: asked.note?.text },
            { name: "excuses", label: t("flag.excuses"), type: "flag", value: asked.note?.excuses ?? true },
          ]}
          input=${({ day: on, ...said }) => ({ on: asked.on ?? on, ...said })} />`}</${Sheet}>`}`;
}

const looks = ({ viewer: { accessLog } }) => ({
  ...accessLog, edges: accessLog.edges.map(({ node }) => ({ node: { ...node, id: node.hourAt + node.viewer.id + node.surface } })),
});

export function Looks({ me }) {
  const zone = me.organization.timeZone;
  const { rows, error, reload, hasMore, more, isBusy } = usePages(LOOKS, looks);
  return html`
    ${!rows && html`<${Waiting} error=${error} onRetry=${reload} rows=${5} />`}
    ${rows?.length === 0 && html`<div class="card"><${Empty} icon="lock" title=${t("access.none")} text=${t("access.text")} /></div>`}
    ${rows?.length > 0 && html`<ul class="card rows">${rows.map(({ id, viewer, surface, hourAt }) => html`<li key=${id} class="row"><${Face} name=${viewer.name} size="small" />
      <div class="row-main"><p>${viewer.name}</p><p class="quiet">${knows(`access.${surface}`) ? t(`access.${surface}`) : surface}</p></div>
      <span class="row-end quiet">${day(hourAt, undefined, zone)}, ${time(hourAt, zone)}</span></li>`)}</ul><p class="quiet foot">${t("access.text")}</p>`}
    ${hasMore && html`<button type="button" class="button wide" disabled=${isBusy} onClick=${more}>${t("more")}</button>`}`;
}

/** The place that a notification of a thread opens. */
export function ThreadPlace({ me, id }) {
  const { data, error, reload } = useAnswer(THREAD, { id });
  useEffect(() => void reload(), [me.unreadCount]);
  if (!data) return html`<${Waiting} error=${error} onRetry=${reload} rows=${3} />`;
  if (!data.thread) return html`<div class="card"><${Empty} icon="lock" title=${t("place.none.title")} text=${t("place.none.text")} /></div>`;
  return html`<div class="card form"><${Messages} thread=${data.thread} /><${Say} thread=${data.thread} /></div>`;
}
