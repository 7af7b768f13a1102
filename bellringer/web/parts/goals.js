// A goal as a row: how far, how far it should be, and what each day left has to bring.
import { day, measure, percent, today } from "../app/format.js";
import { html } from "../app/ui.js";
import { t } from "../words/words.js";
import { Bar } from "./parts.js";

const FULL = 10_000;

/** Milestones of one target reach past it: the bar ends at the last one that matters. */
const mostOf = (goal) => Math.max(100, ...goal.milestones.map(({ percent: each }) => each));

export const unitOf = (goal, organization) => ({ ...goal.metric, currency: organization.currency });

export function paceOf(goal) {
  if (["MET", "MISSED"].includes(goal.state)) return t(`goal.state.${goal.state}`);
  if (!goal.pace || goal.isCeiling) return "";
  return t(goal.attainment >= goal.pace.expectedAttainment ? "goal.ahead" : "goal.behind");
}

export function GoalRow({ goal, organization }) {
  const unit = unitOf(goal, organization);
  const isNumber = goal.kind === "NUMBER" && goal.metric;
  const marks = goal.milestones.filter(({ percent: each }) => each < mostOf(goal))
    .map(({ percent: at, crossedAt, undoneAt }) => ({ at, isPassed: Boolean(crossedAt) && !undoneAt }));
  const isLate = goal.pace && !goal.isCeiling && goal.attainment < goal.pace.expectedAttainment && goal.state === "ACTIVE";
  return html`<a class="goal" href=${`/goals/${goal.id}`}>
    <span class="goal-head">
      <span class="goal-title">${goal.title}</span>
      ${isNumber && html`<span class="goal-percent">${percent(goal.attainment)}</span>`}
    </span>
    ${isNumber && html`
      <${Bar} value=${goal.attainment / 100} most=${mostOf(goal)} marks=${marks}
        due=${goal.state === "ACTIVE" && !goal.isCeiling && goal.pace ? goal.pace.expectedAttainment / 100 : undefined}
        label=${goal.title} />
      <span class="goal-foot quiet">
        <span>${t("goal.of", { progress: measure(goal.progress, unit), target: measure(goal.terms.target, unit) })}</span>
        <span class=${isLate ? "late" : "on-pace"}>${paceOf(goal)}</span>
        <span>${endOf(goal)}</span>
      </span>`}
    ${!isNumber && html`<span class="goal-foot quiet"><span>${t(`goal.state.${goal.state}`)}</span></span>`}
  </a>`;
}

function endOf(goal) {
  const days = goal.pace?.workingDaysLeft;
  if (goal.state === "PROPOSED") return t("goal.state.PROPOSED");
  return days > 0 ? t("goal.days", { n: days }) : t("goal.until", { day: day(goal.terms.endsOn) });
}

/** What today has to bring to a goal of one's own, and has brought; null where today asks nothing. */
export function dueToday(goal, organization) {
  const { pace, why } = goal;
  if (goal.ownerKind !== "MEMBER" || goal.isCeiling || !pace || !why || !pace.workingDaysLeft) return null;
  if (goal.kind !== "NUMBER" || goal.state !== "ACTIVE") return null;
  const done = why.days.find(({ on }) => on === today(organization.timeZone))?.total ?? 0;
  const plan = Math.ceil((why.missing + done) / pace.workingDaysLeft);
  if (plan <= 0) return null;
  const unit = unitOf(goal, organization);
  const part = done / plan;
  return {
    id: goal.id, title: goal.title, part, percent: percent(Math.max(0, part) * FULL),
    text: t("goal.today", { done: measure(done, unit), plan: measure(plan, unit), metric: goal.metric.title.toLowerCase() }),
  };
}
