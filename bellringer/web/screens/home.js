// Home: where I stand, what today asks of me, and how far everything is.
import { useAnswer } from "../app/answers.js";
import { HOME, MY_DAY, MY_MONTH, MY_PROGRESS } from "../app/documents.js";
import { count, left } from "../app/format.js";
import { useLive } from "../app/live.js";
import { html, useEffect, useState } from "../app/ui.js";
import { Icon } from "../parts/icons.js";
import { Delta, Bar, Empty, Face, Problem, Ring, Section, Skeleton } from "../parts/parts.js";
import { useRunning } from "../parts/motion.js";
import { GoalRow, dueToday } from "../parts/goals.js";
import { t } from "../words/words.js";

export function Home({ me }) {
  const { data, error, reload, change } = useAnswer(HOME, {}, { keep: "home" });
  useLive(MY_PROGRESS, undefined, ({ progressChanged }) => change((now) => ({ ...now, viewer: progressChanged.viewer })));
  useLive(MY_MONTH, undefined, ({ leaderboardChanged }) => change((now) => ({ ...now, month: leaderboardChanged })));
  useLive(MY_DAY, undefined, ({ leaderboardChanged }) => change((now) => ({ ...now, today: leaderboardChanged })));

  if (!data) return error ? html`<${Problem} error=${error} onRetry=${reload} />` : html`<${Skeleton} rows=${5} tall />`;
  const { viewer, month, today } = data;
  const goals = viewer.goals.edges.map(({ node }) => node);
  return html`<div class="home">
    <${Points} viewer=${viewer} />
    <${Rank} board=${month} />
    <${Today} goals=${goals} organization=${me.organization} points=${today?.mine?.score ?? 0} streaks=${viewer.streaks} me=${me} />
    <${Goals} goals=${goals} organization=${me.organization} />
    <${Streaks} streaks=${viewer.streaks} />
    <${Badges} viewer=${viewer} />
  </div>`;
}

function Points({ viewer }) {
  const points = useRunning(viewer.points);
  const { nextLevel, level, levelTitle } = viewer;
  const floor = viewer.organization.levels.find((each) => each.number === level)?.threshold ?? 0;
  return html`<section class="card hero" aria-label=${t("home.points.label")}>
    <p class="hero-number"><span data-testid="points">${count(points)}</span> <small>${t("home.points.unit")}</small></p>
    <p class="hero-level"><strong>${levelTitle ?? t("home.level", { n: level })}</strong>
      <span>${t("home.level", { n: level })}</span></p>
    ${nextLevel
      ? html`<${Bar} value=${viewer.points - floor} most=${nextLevel.threshold - floor}
            label=${t("home.level.next", { points: nextLevel.threshold - viewer.points, title: nextLevel.title })} />
          <p class="quiet">${t("home.level.next", { points: Math.max(0, nextLevel.threshold - viewer.points), title: nextLevel.title })}</p>`
      : html`<p class="quiet">${t("home.level.top")}</p>`}
  </section>`;
}

function Rank({ board }) {
  const mine = board?.mine;
  if (!mine?.rank) {
    return html`<section class="card rank"><h2 class="unseen">${t("rank")}</h2><${Empty} icon="board" title=${t("home.rank.none.title")} text=${t("home.rank.none.text")} /></section>`;
  }
  return html`<a class="card rank" href="/board">
    <div class="rank-head">
      <p class="rank-number" data-testid="rank"><span class="unseen">${t("rank")}</span> ${t("rank.nth", { n: mine.rank })}</p>
      <${Delta} value=${mine.rankDelta} />
      <p class="quiet">${t("home.rank.this", { title: board.title, left: left(board.endsAt) })}</p>
    </div>
    <p class="rank-gap">${gap(board)}</p>
    <ol class="ladder" aria-hidden="true">
      ${board.aroundMe.map((row) => html`<li key=${row.subject.id} class=${row.subject.id === mine.subject.id ? "me" : ""}>
        <span>${row.rank}</span><${Face} name=${row.subject.name} size="small" />
        <span class="ladder-name">${row.subject.name}</span><span>${count(row.score)}</span></li>`)}
    </ol>
  </a>`;
}

/** What it takes to pass who is next above, by name. */
function gap({ mine, aroundMe }) {
  const above = aroundMe.filter((row) => row.rank < mine.rank).at(-1);
  if (mine.gapToNext === null || !above) return t("home.rank.first");
  return t("home.rank.gap", { n: mine.gapToNext, name: above.subject.name.split(" ")[0] });
}

function Today({ goals, organization, points, streaks, me }) {
  const plans = goals.map((goal) => dueToday(goal, organization)).filter(Boolean);
  const pending = streaks.filter((streak) => streak.isAtRisk);
  return html`<${Section} title=${t("home.today")} class="today"
      aside=${html`<span class="quiet">${t("points.n", { n: points })}</span>`}>
    <div class="card rows">
      <${Coaching} me=${me} />
      ${plans.map((plan) => html`<div key=${plan.id} class="plan">
        <${Ring} part=${plan.part} size=${48} label=${plan.text}>${plan.part >= 1 ? html`<${Icon} name="check" size=${20} />` : plan.percent}</${Ring}>
        <div><p class="plan-title">${plan.text}</p><p class="quiet">${plan.title}</p></div>
      </div>`)}
      ${pending.map((streak) => html`<div key=${streak.key} class="plan">
        <span class="sign warn"><${Icon} name="flame" /></span>
        <div><p class="plan-title">${t("streak.risk", { title: streak.title })}</p>
          <p class="quiet">${t("streak.left", { left: left(streak.endsAt) })}</p></div>
      </div>`)}
      ${plans.length + pending.length === 0 && html`<div class="plan">
        <span class="sign"><${Icon} name="check" /></span>
        <div><p class="plan-title">${t("home.today.free.title")}</p><p class="quiet">${t("home.today.free.text")}</p></div>
      </div>`}
    </div>
  </${Section}>`;
}

/** What coaching asks of the day; it comes after what home is made of, into a place that is kept free. */
function Coaching({ me }) {
  const [found, set] = useState(null);
  useEffect(() => void import("../coaching/card.js").then(set, () => set({})), []);
  const Card = found?.Card;
  return found && !Card ? null : html`<div class="plan-free">${Card && html`<${Card} me=${me} />`}</div>`;
}

function Goals({ goals, organization }) {
  return html`<${Section} title=${t("home.goals")} class="goals">
    ${goals.length
      ? html`<div class="card rows">${goals.map((goal) => html`<${GoalRow} key=${goal.id} goal=${goal} organization=${organization} />`)}</div>`
      : html`<div class="card"><${Empty} icon="other" title=${t("home.goals.none.title")} text=${t("home.goals.none.text")} /></div>`}
  </${Section}>`;
}

function Streaks({ streaks }) {
  return html`<${Section} title=${t("home.streaks")} class="streaks">
    ${streaks.length === 0 && html`<div class="card"><${Empty} icon="flame" title=${t("home.streaks.none.title")} text=${t("home.streaks.none.text")} /></div>`}
    <div class="tiles">
      ${streaks.map((streak) => html`<div key=${streak.key} class=${`card tile ${streak.isAtRisk ? "at-risk" : ""}`}>
        <span class=${streak.current ? "sign lit" : "sign"}><${Icon} name="flame" /></span>
        <p class="tile-number">${t(streak.definition.cadence === "WEEK" ? "streak.weeks" : "streak.days", { n: streak.current })}</p>
        <p class="tile-title">${streak.title}</p>
        <p class="quiet">${streak.isAtRisk ? t("streak.left", { left: left(streak.endsAt) }) : t("streak.longest", { n: streak.longest })}</p>
        ${streak.freezesLeft > 0 && html`<p class="freezes"><${Icon} name="snow" size=${16} /> ${t("streak.freezes", { n: streak.freezesLeft })}</p>`}
      </div>`)}
    </div>
  </${Section}>`;
}

function Badges({ viewer }) {
  const open = viewer.badgeProgress.filter(({ current, needed }) => current < needed)
    .sort((a, b) => b.current / b.needed - a.current / a.needed).slice(0, 6);
  const won = viewer.badges.edges.map(({ node }) => node);
  return html`<${Section} title=${t("home.badges")} class="badges">
    ${won.length + open.length === 0 && html`<div class="card"><${Empty} icon="other" title=${t("home.badges.none.title")} text=${t("home.badges.none.text")} /></div>`}
    <ul class="shelf" tabindex="0" aria-label=${t("home.badges")}>
      ${open.map(({ badge, current, needed }) => html`<li key=${badge.key} class="badge" title=${badge.description}>
        <${Ring} part=${current / needed} size=${64} label=${t("badge.progress", { current, needed })}>${badge.symbol}</${Ring}>
        <p>${badge.title}</p><p class="quiet">${t("badge.progress", { current, needed })}</p>
      </li>`)}
      ${won.map(({ id, badge }) => html`<li key=${id} class="badge won"><a href=${`/badges/${badge.id}`} title=${badge.description}>
        <span class="medal" aria-hidden="true">${badge.symbol}</span><p>${badge.title}</p><p class="quiet">${t("badge.won")}</p></a>
      </li>`)}
    </ul>
  </${Section}>`;
}
