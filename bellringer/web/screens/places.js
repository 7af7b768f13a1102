// Places that a notification opens: a goal, a badge, a month, a competition.
import { useAnswer } from "../app/answers.js";
import { ask } from "../app/api.js";
import { AGREE, BADGE_PLACE, COMPETITION_PLACE, DECLINE, GOAL_PLACE, MONTH_PLACE } from "../app/documents-of-places.js";
import { day, left, measure, percent, plus, today } from "../app/format.js";
import { html, useEffect, useState } from "../app/ui.js";
import { GoalRow, unitOf } from "../parts/goals.js";
import { Icon } from "../parts/icons.js";
import { Empty, Face, Problem, Section, Skeleton } from "../parts/parts.js";
import { t } from "../words/words.js";

/** What is asked for by its id; gone: says so. */
function Place({ answer: { data, error, reload }, isThere, children }) {
  const back = html`<a class="back" href="/"><${Icon} name="left" size=${18} /> ${t("nav.home")}</a>`;
  if (error && !data) return html`${back}<${Problem} error=${error} onRetry=${reload} />`;
  if (!data) return html`${back}<${Skeleton} rows=${3} tall />`;
  if (!isThere(data)) return html`${back}<div class="card"><${Empty} icon="lock" title=${t("place.none.title")} text=${t("place.none.text")} /></div>`;
  return html`${back}${children(data)}`;
}

const MONTH = { month: "long", year: "numeric" };

export function GoalPlace({ me, id }) {
  const answer = useAnswer(GOAL_PLACE, { id });
  const { organization, member } = me;
  return html`<${Place} answer=${answer} isThere=${({ node }) => node?.terms}>${({ node: goal }) => {
    const unit = unitOf(goal, organization);
    const parts = goal.contributions.edges.map(({ node }) => node);
    return html`
      <div class="card rows"><${GoalRow} goal=${goal} organization=${organization} /></div>
      ${goal.proposal && goal.proposal.proposedBy?.id !== member.id && html`<${Proposal} goal=${goal} unit=${unit} onDone=${answer.reload} />`}
      <${Section} title=${t("goal.pace")}><dl class="card facts">
        ${goal.why.missing > 0 && html`<div><dt>${t("goal.missing")}</dt><dd>${measure(goal.why.missing, unit)}</dd></div>`}
        ${goal.pace?.neededPerDay !== null && goal.pace && html`<div><dt>${t("goal.perDay")}</dt><dd>${measure(goal.pace.neededPerDay, unit)}</dd></div>`}
        ${goal.pace?.projectedAttainment !== null && goal.pace && html`<div><dt>${t("goal.projected")}</dt><dd>${percent(goal.pace.projectedAttainment)}</dd></div>`}
        <div><dt>${t("goal.span")}</dt><dd>${day(goal.terms.startsOn)} – ${day(new Date(Date.parse(goal.terms.endsOn) - 1).toISOString())}</dd></div>
      </dl></${Section}>
      <${Section} title=${t("goal.milestones")}><ul class="card rows">
        ${goal.milestones.map(({ percent: at, crossedAt, undoneAt }) => html`<li key=${at} class="row">
          <span class=${crossedAt && !undoneAt ? "sign small lit" : "sign small"}><${Icon} name=${crossedAt && !undoneAt ? "check" : "lock"} size=${20} /></span>
          <span class="row-main"><strong>${percent(at * 100)}</strong></span>
          <span class="quiet">${crossedAt && !undoneAt ? day(crossedAt) : t("goal.open")}</span></li>`)}
      </ul></${Section}>
      ${goal.ownerKind !== "MEMBER" && parts.length > 0 && html`<${Section} title=${t("goal.contributions")}><ul class="card rows">
        ${parts.map(({ member: who, total, share }) => html`<li key=${who.id} class="row"><${Face} name=${who.name} size="small" />
          <span class="row-main">${who.name}</span><span class="row-end"><strong>${measure(total, unit)}</strong>
          ${share !== null && html`<span class="quiet block">${percent(share)}</span>`}</span></li>`)}
      </ul></${Section}>`}`;
  }}</${Place}>`;
}

function Proposal({ goal, unit, onDone }) {
  const [problem, setProblem] = useState("");
  const { agreementNo, target, endsOn, proposedBy } = goal.proposal;
  const answer = async (document) => {
    try {
      const said = Object.values(await ask(document, { input: { goalId: goal.id, agreementNo } }))[0];
      setProblem(said.userErrors.length ? t("goal.proposal.moved") : "");
      onDone();
    } catch {
      setProblem(t("problem.text"));
    }
  };
  return html`<section class="card proposal">
    <p>${t("goal.proposal", { name: proposedBy?.name ?? t("somebody"), target: measure(target, unit), day: day(endsOn) })}</p>
    ${problem && html`<p class="wrong" role="alert">${problem}</p>`}
    <div class="pair"><button type="button" class="button primary" onClick=${() => answer(AGREE)}>${t("goal.agree")}</button>
      <button type="button" class="button" onClick=${() => answer(DECLINE)}>${t("goal.decline")}</button></div>
  </section>`;
}

export function BadgePlace({ id }) {
  const answer = useAnswer(BADGE_PLACE, { id });
  return html`<${Place} answer=${answer} isThere=${({ node }) => node?.symbol}>${({ node: badge, viewer }) => {
    const won = viewer.badges.edges.map(({ node }) => node).filter((award) => award.badge.id === badge.id);
    return html`
      <section class="card badge-place"><span class="medal great" aria-hidden="true">${badge.symbol}</span>
        <h2>${badge.title}</h2><p>${badge.description}</p>
        ${badge.bonusPoints > 0 && html`<p class="quiet">${t("badge.bonus", { points: plus(badge.bonusPoints) })}</p>`}</section>
      <${Section} title=${t("badge.times", { n: won.length })}>${won.length > 0 && html`<ul class="card rows">
        ${won.map((award) => html`<li key=${award.id} class="row"><div class="row-main"><p>${award.reason ?? award.why.criterion}</p>
          <p class="quiet">${award.awardedBy ? t("badge.by", { name: award.awardedBy.name, day: day(award.awardedAt) }) : day(award.awardedAt)}</p></div></li>`)}
      </ul>`}</${Section}>`;
  }}</${Place}>`;
}

export function MonthPlace({ me, id }) {
  const month = id ?? `${today(me.organization.timeZone).slice(0, 7)}-01`;
  const answer = useAnswer(MONTH_PLACE, { month });
  return html`<${Place} answer=${answer} isThere=${() => true}>${({ member, team }) => html`
    <h2 class="screen-title">${day(month, MONTH)}</h2>
    ${[member, team].some(isOpen) ? html`<${Voting} month=${month} />` : html`<${Decided} member=${member} team=${team} />`}`}</${Place}>`;
}

const isOpen = (found) => found && (found.takesVotes || found.takesNominations) && Date.parse(found.closesAt ?? "") > Date.now();

/** The ballot of another file, loaded while a month is open. */
function Voting({ month }) {
  const [ballot, set] = useState(null);
  const [error, fail] = useState(null);
  const load = () => import("../months/ballot.js").then(({ Ballot }) => set(() => Ballot), () => fail({ code: "OFFLINE" }));
  useEffect(() => void load(), []);
  if (ballot) return html`<${ballot} month=${month} />`;
  return error ? html`<${Problem} error=${error} onRetry=${load} />` : html`<${Skeleton} rows=${6} />`;
}

function Decided({ member, team }) {
  return html`
    ${[[member, "month.member"], [team, "month.team"]].map(([found, title]) => html`<${Section} key=${title} title=${t(title)}>
      <div class="card rows">
        ${found?.winners.map((winner) => html`<div key=${(winner.member ?? winner.team).id} class="row">
          <span class="medal" aria-hidden="true">🏆</span>
          <div class="row-main"><p>${(winner.member ?? winner.team).name}</p>
            <p class="quiet">${winner.winsInARow > 1 ? t("month.inARow", { n: winner.winsInARow }) : t(found.state === "FINAL" ? "month.won" : "month.leads")}</p></div></div>`)}
        ${!found?.winners.length && html`<${Empty} icon="deal_won" title=${t("month.none.title")} text=${t("month.none.text")} />`}
        ${found?.shortlist.slice(0, 5).map(({ place, subject }) => html`<div key=${subject.id} class="row"><span class="place">${place ?? "–"}</span>
          <${Face} name=${subject.name} size="small" /><span class="row-main">${subject.name}</span></div>`)}
      </div></${Section}>`)}`;
}

export function CompetitionPlace({ id }) {
  const answer = useAnswer(COMPETITION_PLACE, { id });
  return html`<${Place} answer=${answer} isThere=${({ node }) => node?.metric}>${({ node: contest }) => {
    const unit = contest.leaderboard ?? contest.metric;
    const rows = contest.leaderboard?.standings.edges.map(({ node }) => node) ?? [];
    const mine = contest.leaderboard?.mine?.subject.id;
    return html`
      <section class="card"><h2>${contest.title}</h2>
        <p class="quiet">${t(`contest.${contest.state}`, { left: left(contest.state === "SCHEDULED" ? contest.startsAt : contest.endsAt) })} · ${contest.metric.title}</p>
        ${contest.prize && html`<p class="prize"><span aria-hidden="true">🎁</span> ${contest.prize}</p>`}</section>
      ${contest.winners.length > 0 && html`<${Section} title=${t("contest.winners")}><ul class="card rows">
        ${contest.winners.map(({ subject }) => html`<li key=${subject.id} class="row"><span class="medal" aria-hidden="true">🏆</span><strong class="row-main">${subject.name}</strong></li>`)}</ul></${Section}>`}
      <${Section} title=${t("contest.standings")}><ol class="card rows">
        ${rows.map((row) => html`<li key=${row.subject.id} class=${row.subject.id === mine ? "row mine" : "row"}><span class="place">${row.rank ?? "–"}</span>
          <${Face} name=${row.subject.name} size="small" /><span class="row-main">${row.subject.name}</span><strong class="row-end">${measure(row.score, unit)}</strong></li>`)}
        ${rows.length === 0 && html`<li><${Empty} icon="board" title=${t("board.none.title")} text=${t("contest.none.text")} /></li>`}
      </ol></${Section}>`;
  }}</${Place}>`;
}
