// A manager's morning: days that went badly, a nudge in one tap, and who has said what of the day.
import { refresh } from "../app/answers.js";
import { day, time, today } from "../app/format.js";
import { html, useState } from "../app/ui.js";
import { CheckInWords, FlagFacts, LONG_DAY, ThreadAbout, flagLine } from "../coaching/said.js";
import { Form, refusalText, send } from "../parts/forms.js";
import { Face, Section } from "../parts/parts.js";
import { Sheet } from "../parts/sheet.js";
import { t } from "../words/words.js";
import { ANSWER, CHECK_INS, NUDGE } from "./documents.js";

const WEEK = 7 * 86_400_000;

export function Flags({ flags, zone }) {
  const [asked, ask] = useState(null);
  const now = today(zone);
  const lately = flags.filter(({ on }) => Date.parse(now) - Date.parse(on) < WEEK);
  return html`<${Section} title=${t("flag.title")}>
    ${lately.length === 0 && html`<p class="card quiet">${t("desk.flags.none")}</p>`}
    ${lately.length > 0 && html`<ul class="card rows desk-rows">${lately.map((flag) => html`<li key=${flag.id} class="desk-ask">
      <div class="row"><${Face} name=${flag.member.name} /><div class="row-main"><p>${flag.member.name}</p>
        <p class="quiet">${day(flag.on, LONG_DAY)} · ${flagLine(flag, zone)}</p></div></div>
      <${FlagFacts} flag=${flag} zone=${zone} />
      <div class="desk-do">
        ${flag.on === now && !flag.nudge && !flag.isExcused && html`<${Nudge} member=${flag.member} />`}
        <button type="button" class="button small" onClick=${() => ask(flag)}>${t("flag.talk")}</button></div>
    </li>`)}</ul>`}
    ${asked && html`<${Sheet} title=${`${asked.member.name}, ${day(asked.on, LONG_DAY)}`} onClose=${() => ask(null)}>
      <${ThreadAbout} about=${{ flagId: asked.id }} memberId=${asked.member.id} /></${Sheet}>`}
  </${Section}>`;
}

/** One tap; what refuses it is said in its place. */
export function Nudge({ member }) {
  const [said, say] = useState("");
  const nudge = async () => {
    const { userErrors } = await send(NUDGE, { memberId: member.id });
    say(userErrors.length ? nudgeRefusal(userErrors[0]) : t("desk.nudge.done", { name: member.name }));
    refresh();
  };
  return html`<button type="button" class="button small" disabled=${said !== ""} onClick=${nudge}>${t("desk.nudge")}</button>
    <p role="status" class=${said ? "desk-said" : "unseen"}>${said}</p>`;
}

const REFUSALS = { ALLOWANCE_SPENT: "desk.nudge.once", WRONG_STATE: "desk.nudge.off" };
const nudgeRefusal = (refused) => (refused.code in REFUSALS ? t(REFUSALS[refused.code]) : refusalText(refused));

/** Check-ins of the team today: what everybody plans, how it went, and who has not said. */
export function CheckIns({ team, organization, me }) {
  const [answering, answer] = useState(null);
  const [problem, setProblem] = useState("");
  if (team.checkInCadences.length === 0) return html`<${Start} teamId=${team.id} zone=${organization.timeZone} />`;
  const days = (team.checkIns?.edges ?? []).map(({ node }) => node).filter(({ checkIn, planDueAt }) => checkIn || planDueAt);
  const said = days.filter(({ checkIn }) => checkIn?.plannedAt || checkIn?.doneAt).length;
  const seen = async ({ id }) => {
    const { userErrors } = await send(ANSWER, { checkInId: id });
    setProblem(userErrors.length ? refusalText(userErrors[0]) : "");
    refresh();
  };
  // who has said nothing comes last: there is nothing to read
  const rows = days.sort((a, b) => Boolean(b.checkIn) - Boolean(a.checkIn));
  return html`<${Section} title=${t("desk.checkIns")} aside=${html`<span class="quiet">${t("desk.today.of", { n: said, all: days.length })}</span>`}>
    ${problem && html`<p class="wrong" role="alert">${problem}</p>`}
    ${days.length === 0 && html`<p class="card quiet">${t("desk.checkIns.none")}</p>`}
    ${days.length > 0 && html`<ul class="card rows desk-rows">${rows.map(({ member, checkIn, planDueAt }) => html`<li key=${member.id} class="desk-ask">
      <div class="row"><${Face} name=${member.name} size="small" /><div class="row-main"><p>${member.name}</p>
        ${!checkIn && html`<p class=${isOver(planDueAt) ? "late block" : "quiet"}>${isOver(planDueAt) ? t("desk.checkIns.missing") : t("desk.checkIns.due", { at: time(planDueAt, organization.timeZone) })}</p>`}</div></div>
      ${checkIn && html`<${CheckInWords} checkIn=${checkIn} organization=${organization} />`}
      ${checkIn?.doneAt && !checkIn.answeredAt && member.id !== me.member.id && html`<div class="desk-do">
        <button type="button" class="button small" onClick=${() => seen(checkIn)}>${t("checkIn.seen")}</button>
        <button type="button" class="button small" onClick=${() => answer({ member, checkIn })}>${t("thread.answer")}</button></div>`}
    </li>`)}</ul>`}
    ${answering && html`<${Sheet} title=${answering.member.name} onClose=${() => answer(null)}>
      <${CheckInWords} checkIn=${answering.checkIn} organization=${organization} />
      <${Form} document=${ANSWER} button=${t("feed.send")} onDone=${() => answer(null)}
        fields=${[{ name: "text", label: t("thread.answer"), type: "area", required: true, maxlength: 500 }]}
        input=${({ text }) => ({ checkInId: answering.checkIn.id, text: text ?? "" })} /></${Sheet}>`}
  </${Section}>`;
}

const isOver = (due) => due && Date.parse(due) < Date.now();

/** A team that has none yet: when it is to check in. */
function Start({ teamId, zone }) {
  const [isOpen, open] = useState(false);
  return html`<${Section} title=${t("desk.checkIns")}><div class="card">
    <p class="quiet">${t("desk.checkIns.start.text")}</p>
    <button type="button" class="button small" onClick=${() => open(true)}>${t("desk.checkIns.start")}</button></div>
    ${isOpen && html`<${Sheet} title=${t("desk.checkIns.start")} onClose=${() => open(false)}>
      <${Form} document=${CHECK_INS} button=${t("desk.checkIns.start")} onDone=${() => open(false)}
        fields=${[
          { name: "planAt", label: t("desk.checkIns.planAt"), type: "time", value: "08:00", required: true },
          { name: "doneAt", label: t("desk.checkIns.doneAt"), type: "time", value: "17:00", required: true },
          { name: "isShared", label: t("desk.checkIns.shared"), type: "flag" },
        ]}
        input=${(values) => ({ ...values, teamId, startsOn: today(zone) })} /></${Sheet}>`}
  </${Section}>`;
}
