// Badges: what can be won, by whose hand or by what rule, and what a rule would have given for the past.
import { count, plus } from "../app/format.js";
import { html, useState } from "../app/ui.js";
import { Form, refusalText, send } from "../parts/forms.js";
import { Sheet } from "../parts/sheet.js";
import { t } from "../words/words.js";
import { ARCHIVE_BADGE, BADGES, CHANGE_BADGE, GRANT_BADGE, MAKE_BADGE, PREVIEW_BADGE } from "./documents.js";
import { Asked, Head, Row, Sure } from "./parts.js";

const PERIODS = ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "ALL"];
const MOST_SHOWN = 5;

const badgeFields = (badge = {}) => [
  { name: "title", label: t("admin.name"), value: badge.title, required: true },
  { name: "symbol", label: t("admin.symbol"), value: badge.symbol ?? "★", required: true },
  { name: "description", label: t("admin.description"), type: "area", value: badge.description, required: true },
  { name: "bonusPoints", label: t("admin.bonus"), type: "number", min: 0, value: badge.bonusPoints ?? 0 },
  { name: "isSecret", label: t("admin.secret"), type: "flag", value: badge.isSecret ?? false },
];
const badgeInput = ({ title, symbol, description, bonusPoints, isSecret }) =>
  ({ title: title ?? "", symbol: symbol ?? "", description: description ?? "", bonusPoints: bonusPoints ?? 0, isSecret });

const named = (list) => list.map(({ key, title }) => [key, title]);
const number = (name, label, more = {}) => ({ name, label: t(label), type: "number", min: 1, required: true, ...more });
const metric = (metrics) => ({ name: "metricKey", label: t("admin.metric"), options: named(metrics) });
const least = () => ({ name: "threshold", label: t("admin.how.threshold"), type: "number", min: 0, step: "any", required: true, hint: t("admin.how.threshold.hint") });
const rising = ({ metrics }) => metrics.filter(({ direction }) => direction === "HIGHER_IS_BETTER");

/** What can earn a badge: the fields to fill in; none, where nothing more is to be said. */
const CRITERIA = {
  metricTotal: (organization) => [
    metric(rising(organization)), { name: "period", label: t("admin.period"), options: PERIODS.map((kind) => [kind, t(`period.${kind}`)]), value: "MONTH" }, least(),
  ],
  inOneDay: (organization) => [metric(rising(organization)), least()],
  firstOfKind: ({ metrics }) => [metric(metrics.filter(({ unit }) => unit === "COUNT"))],
  streakLength: ({ streaks }) => [{ name: "streakKey", label: t("admin.how.streak"), options: named(streaks) }, number("length", "admin.how.length", { value: 10 })],
  milestone: () => [number("percent", "admin.how.percent", { value: 100 })],
  finalRank: ({ leaderboards }) => [
    { name: "boardKey", label: t("admin.how.board"), options: named(leaderboards.filter(({ periodKind }) => periodKind !== "ALL")) },
    number("rank", "admin.how.rank", { value: 1 }), number("times", "admin.how.times", { value: 1 }),
  ],
  goalMet: null,
  competitionWon: null,
};

/** The criterion as the API takes it; thresholds are typed as they are shown. */
function criteriaOf(how, values, { metrics }) {
  if (!how) return null;
  if (!CRITERIA[how]) return { [how]: true };
  const asked = Object.fromEntries(CRITERIA[how]({ metrics, streaks: [], leaderboards: [] }).map(({ name }) => [name, values[name]]));
  if ("threshold" in asked) {
    const { scale } = metrics.find(({ key }) => key === asked.metricKey);
    asked.threshold = Math.round((asked.threshold ?? 0) * scale);
  }
  for (const name of ["length", "percent", "rank", "times"]) if (name in asked) asked[name] ??= 0;
  return { [how]: asked };
}

export function Badges() {
  const [asked, ask] = useState(null);
  const close = () => ask(null);
  return html`<${Asked} document=${BADGES}>${({ viewer: { organization } }) => {
    const { badges } = organization;
    const badge = badges.find(({ id }) => id === asked);
    return html`
      <${Head} title=${t("admin.badges")} button=${t("admin.badge.new")} onAdd=${() => ask("new")} />
      <ul class="card rows desk-rows">${badges.map((each) => html`<${Row} key=${each.id} sign=${html`<span class="medal" aria-hidden="true">${each.symbol}</span>`} title=${each.title}
        text=${each.isAutomatic ? each.criterion?.narrative ?? each.description : t("admin.badge.byHand")} end=${each.bonusPoints ? plus(each.bonusPoints) : ""} onOpen=${() => ask(each.id)} />`)}</ul>
      ${asked === "new" && html`<${Sheet} title=${t("admin.badge.new")} onClose=${close}><${NewBadge} organization=${organization} onDone=${close} /></${Sheet}>`}
      ${badge && html`<${Sheet} title=${badge.title} onClose=${close}>
        ${badge.criterion && html`<p>${badge.criterion.narrative}</p>`}
        <${Form} document=${CHANGE_BADGE} button=${t("admin.save")} onDone=${close} fields=${badgeFields(badge)} input=${(values) => ({ badgeId: badge.id, ...badgeInput(values) })} />
        ${badge.isAutomatic && html`<${Past} badge=${badge} onDone=${close} />`}
        <${Sure} label=${t("admin.archive")} document=${ARCHIVE_BADGE} input=${{ badgeId: badge.id }} onDone=${close} /></${Sheet}>`}`;
  }}</${Asked}>`;
}

function NewBadge({ organization, onDone }) {
  const [how, setHow] = useState("");
  const fields = [
    { name: "key", label: t("admin.key"), hint: t("admin.key.hint"), required: true },
    ...badgeFields(),
    { name: "how", label: t("admin.badge.how"), options: [["", t("admin.badge.byHand")], ...Object.keys(CRITERIA).map((each) => [each, t(`admin.how.${each}`)])], value: how },
    ...(how ? [...(CRITERIA[how]?.(organization) ?? []),
      { name: "oncePer", label: t("admin.badge.oncePer"), options: [["", t("admin.badge.always")], ...PERIODS.map((kind) => [kind, t(`period.${kind}`)])] }] : []),
  ];
  return html`<div onInput=${({ target }) => target.name === "how" && setHow(target.value)}>
    <${Form} document=${MAKE_BADGE} keyed button=${t("admin.badge.new")} fields=${fields} onDone=${onDone}
      input=${({ key, oncePer, ...values }) => ({ key: key ?? "", ...badgeInput(values), oncePer, criteria: criteriaOf(how, values, organization) })} /></div>`;
}

/** What the badge would have been given for before it was made; giving it asks once more. */
function Past({ badge, onDone }) {
  const [tried, setTried] = useState(null);
  const look = async () => setTried(await send(PREVIEW_BADGE, { badgeId: badge.id }));
  const [refused] = tried?.userErrors ?? [];
  return html`<div class="form">
    <div role="status">${refused ? html`<p class="wrong">${refusalText(refused)}</p>` : tried && html`
      <p>${t("admin.badge.tried", {
        awards: t("admin.badge.awards", { n: tried.awardCount }), members: t("admin.team.n", { n: tried.memberCount }), points: plus(tried.bonusPoints),
      })}</p>
      <ul class="rows">${tried.members.slice(0, MOST_SHOWN).map(({ member, awards }) => html`<li key=${member.id} class="row">
        <span class="row-main">${member.name}</span><span class="row-end">${count(awards)}</span></li>`)}</ul>`}</div>
    ${!tried?.awardCount ? html`<button type="button" class="button" onClick=${look}>${t("admin.badge.past")}</button>`
      : html`<${Sure} label=${t("admin.badge.grant")} document=${GRANT_BADGE} input=${{ badgeId: badge.id, isTold: true }} onDone=${onDone} />`}</div>`;
}
