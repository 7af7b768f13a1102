// The team and the member of the month: who is on the shortlist, who was nominated and why, votes, and the decision.
import { refresh, useAnswer } from "../app/answers.js";
import { day, left, measure, since, today } from "../app/format.js";
import { html, useState } from "../app/ui.js";
import { Form, refusalText, send } from "../parts/forms.js";
import { Empty, Face, Section, Waiting } from "../parts/parts.js";
import { Sheet } from "../parts/sheet.js";
import { t } from "../words/words.js";
import { DECIDE, MONTH, NOMINATE, VOTE } from "./documents.js";

const NAMED = { month: "long", year: "numeric" };

/** The first days of this month and the two before. */
function monthsBack(zone) {
  const [year, month] = today(zone).split("-").map(Number);
  return [0, 1, 2].map((back) => new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 10));
}

export function Month({ me, isAdmin }) {
  const months = monthsBack(me.organization.timeZone);
  const [month, setMonth] = useState(months[0]);
  const { data, error, reload } = useAnswer(MONTH, { month });
  return html`
    <div class="switch three" role="group" aria-label=${t("desk.month")}>${months.map((each) => html`<button key=${each} type="button"
      aria-pressed=${each === month} onClick=${() => setMonth(each)}>${day(each, { month: "long" })}</button>`)}</div>
    ${!data && html`<${Waiting} error=${error} onRetry=${reload} rows=${6} />`}
    ${data && [["month.member", data.member, data.memberReasons], ["month.team", data.team, null]].map(([title, found, reasons]) =>
      html`<${Recognized} key=${title + month} title=${t(title)} month=${month} found=${found} reasons=${reasons?.edges ?? []} isAdmin=${isAdmin} />`)}`;
}

export function Recognized({ title, month, found, reasons, isAdmin }) {
  const [asked, ask] = useState(null); // {what, candidate}
  const [problem, setProblem] = useState("");
  if (!found) return html`<${Section} title=${title}><div class="card"><${Empty} icon="deal_won" title=${t("month.none.title")} text=${t("month.none.text")} /></div></${Section}>`;
  const winners = found.winners.map((winner) => (winner.member ?? winner.team));
  const listed = [...found.shortlist, ...found.nominated.filter(({ subject }) => !found.shortlist.some((each) => each.subject.id === subject.id))];
  const vote = async ({ subject }) => {
    const { userErrors } = await send(VOTE, { month, candidateId: subject.id });
    setProblem(userErrors.length ? refusalText(userErrors[0]) : "");
    refresh();
  };
  const close = () => ask(null);
  const mayDecide = isAdmin && found.state !== "OPEN";
  return html`<${Section} title=${title} aside=${found.closesAt && Date.parse(found.closesAt) > Date.now() ? html`<span class="quiet">${t("desk.month.closes", { left: left(found.closesAt) })}</span>` : null}>
    ${problem && html`<p class="wrong" role="alert">${problem}</p>`}
    <div class="card rows">
      ${winners.map(({ id, name }) => html`<div key=${id} class="row"><span class="medal" aria-hidden="true">🏆</span><div class="row-main"><p>${name}</p>
        <p class="quiet">${t(found.state === "FINAL" ? "month.won" : "month.leads")}</p></div></div>`)}
      ${listed.length === 0 && winners.length === 0 && html`<${Empty} icon="deal_won" title=${t("month.none.title")} text=${t("month.none.text")} />`}
      ${listed.map((candidate) => html`<div key=${candidate.subject.id} class="row desk-candidate">
        <span class="place">${candidate.place ?? "–"}</span><${Face} name=${candidate.subject.name} size="small" />
        <div class="row-main"><p>${candidate.subject.name}</p><p class="quiet">${[
          measure(candidate.score, { unit: candidate.scoreKind === "PERCENT_TO_GOAL" ? "RATIO" : "POINTS", scale: candidate.scale }),
          candidate.nominations > 0 && t("desk.month.nominations", { n: candidate.nominations }),
          candidate.votes > 0 && t("desk.month.votes", { n: candidate.votes })].filter(Boolean).join(" · ")}</p></div>
        <div class="desk-do">
          ${found.takesVotes && html`<button type="button" class="button small" aria-pressed=${found.myVote?.id === candidate.subject.id} onClick=${() => vote(candidate)}>${t("desk.month.vote")}</button>`}
          ${found.takesNominations && html`<button type="button" class="button small" onClick=${() => ask({ what: "nominate", candidate })}>${t("desk.month.nominate")}</button>`}
          ${mayDecide && html`<button type="button" class="button small" onClick=${() => ask({ what: "decide", candidate })}>${t("desk.month.decide")}</button>`}
        </div></div>`)}
    </div>
    ${reasons.length > 0 && html`<ul class="card rows desk-reasons">${reasons.map(({ node }) => html`<li key=${node.nominatedAt + node.byMember.id} class="row">
      <${Face} name=${node.byMember.name} size="small" /><div class="row-main"><p>${node.reason}</p>
      <p class="quiet">${t("desk.month.by", { name: node.byMember.name, whom: node.subject.name })} · ${since(node.nominatedAt)}</p></div></li>`)}</ul>`}
    ${asked && html`<${Sheet} title=${`${t(`desk.month.${asked.what}`)}: ${asked.candidate.subject.name}`} onClose=${close}>
      <p class="quiet">${day(month, NAMED)}</p>
      <${Form} key=${asked.what} document=${asked.what === "decide" ? DECIDE : NOMINATE} keyed button=${t(`desk.month.${asked.what}`)} onDone=${close}
        fields=${[{ name: "reason", label: t("desk.month.reason"), type: "area", required: true, at: ["candidateId", "winnerIds", "month"] }]}
        input=${({ reason }) => (asked.what === "decide"
          ? { month, winnerIds: [asked.candidate.subject.id], reason: reason ?? "" }
          : { month, candidateId: asked.candidate.subject.id, reason: reason ?? "" })} /></${Sheet}>`}
  </${Section}>`;
}
