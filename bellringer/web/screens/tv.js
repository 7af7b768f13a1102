// The TV of a sales floor: one board at a time, what happens beside it, and the bell when somebody wins. Nobody
// touches it, so it mends itself: it reconnects for ever, reads all again now and then, and loads a new version.
import { useAnswer } from "../app/answers.js";
import { TV, TV_BOARD, TV_FEED, TV_LIVE, TV_POST, TV_SCREEN } from "../app/documents.js";
import { count, day, left, measure, since } from "../app/format.js";
import { line, useLive } from "../app/live.js";
import { usePages } from "../app/more.js";
import { periodName } from "../app/periods.js";
import { ended, session } from "../app/session.js";
import { useStore } from "../app/store.js";
import { html, useEffect, useState } from "../app/ui.js";
import { isOutdated, lookForVersion } from "../app/version.js";
import { keepAwake } from "../app/wake.js";
import { celebrate } from "../parts/celebrate.js";
import { useGliding } from "../parts/motion.js";
import { Delta, Face, Skeleton } from "../parts/parts.js";
import { headline, signOf } from "../parts/posts.js";
import { language, speak, t } from "../words/words.js";

const EACH_BOARD = 25_000;
const READ_AGAIN = 5 * 60_000;
const TRY_AGAIN = 20_000;
const CELEBRATED = 8_000;
const FRESH = 10 * 60_000;
const POSTS = 6;
const WINS = ["DEAL_WON", "COMPETITION_RESULT", "MEMBER_OF_THE_MONTH", "TEAM_OF_THE_MONTH"];
const SHOWN = ["points-month", "teams-points-month", "revenue-month", "points-week", "points-day"];

export function Tv() {
  const who = useStore(session);
  const why = useStore(ended);
  const outdated = useStore(isOutdated);
  const spoken = useStore(language);
  useEffect(keepAwake, []);
  useEffect(() => {
    document.documentElement.classList.add("tv-surface");
    const timer = setInterval(lookForVersion, READ_AGAIN);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => void (outdated && location.reload()), [outdated]);
  if (!who) return html`<main class="tv tv-out"><h1>${t("tv.signedOut")}</h1><p>${t(why || "tv.signedOut.text")}</p></main>`;
  return html`<${Screen} key=${who.token + spoken} />`;
}

/** Read again from time to time: a period may have ended while nothing happened. */
function useReadAgain({ data, reload }) {
  useEffect(() => {
    const timer = setInterval(reload, data ? READ_AGAIN : TRY_AGAIN);
    return () => clearInterval(timer);
  }, [reload, !data]);
}

function Screen() {
  // a display has a token of its own, which opens its boards and the feed, and nothing else
  const isDisplay = session.get().token.startsWith("blr_");
  const answer = useAnswer(isDisplay ? TV_SCREEN : TV, {}, { keep: "tv" });
  useReadAgain(answer);
  const organization = (answer.data?.screen ?? answer.data?.viewer)?.organization;
  const keys = answer.data?.screen?.boardKeys ?? organization?.leaderboards.map(({ key }) => key);
  useEffect(() => void (answer.data && speak(organization.locale ?? null)), [organization?.locale]);
  return html`<main class="tv">
    <header class="tv-head"><h1>${organization?.name ?? "Bellringer"}</h1><${Clock} timeZone=${organization?.timeZone} /></header>
    ${organization ? html`<${Boards} keys=${keys} wanted=${isDisplay ? keys : SHOWN} />` : html`<div class="tv-board"><${Skeleton} rows=${6} /></div>`}
    <${News} />
  </main>`;
}

function Clock({ timeZone }) {
  const [now, set] = useState(Date.now());
  const state = useStore(line);
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  const time = day(now, { hour: "numeric", minute: "2-digit" }, timeZone);
  return html`<p class="tv-clock">${state === "lost" && html`<span class="tv-lost" role="status">${t("tv.lost")}</span>`}${time}</p>`;
}

function Boards({ keys, wanted }) {
  const asked = (new URLSearchParams(location.search).get("boards")?.split(",") ?? wanted).filter((key) => keys.includes(key));
  const shown = asked.length ? asked : keys;
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (shown.length < 2) return;
    const timer = setInterval(() => setTurn((now) => now + 1), EACH_BOARD);
    return () => clearInterval(timer);
  }, [shown.length]);
  const key = shown[turn % shown.length];
  return key ? html`<${Board} key=${key} boardKey=${key} place=${[turn % shown.length, shown.length]} />` : null;
}

function Board({ boardKey, place: [at, of] }) {
  const answer = useAnswer(TV_BOARD, { key: boardKey });
  useReadAgain(answer);
  useLive(TV_LIVE, { key: boardKey }, ({ leaderboardChanged }) => answer.change(() => ({ leaderboard: leaderboardChanged })));
  const list = useGliding();
  const board = answer.data?.leaderboard;
  if (!board) return html`<section class="tv-board"><${Skeleton} rows=${6} /></section>`;
  const rows = board.standings.edges.map(({ node }) => node);
  const best = Math.max(1, ...rows.map(({ score }) => score));
  return html`<section class="tv-board" aria-label=${board.title}>
    <div class="tv-title"><h2>${board.title}</h2>
      <p>${periodName(board)}${board.state === "OPEN" && board.periodKind !== "ALL" ? ` · ${t("tv.left", { left: left(board.endsAt) })}` : ""}</p>
      ${of > 1 && html`<span class="tv-dots" aria-hidden="true">${Array.from({ length: of }, (_, n) => html`<i key=${n} class=${n === at ? "on" : ""}></i>`)}</span>`}
    </div>
    <ol class="tv-rows" ref=${list}>
      ${rows.map(({ subject, rank, score, rankDelta }) => html`<li key=${subject.id} data-key=${subject.id} class=${rank === 1 ? "tv-row first" : "tv-row"}>
        <span class="tv-place">${rank === null ? "–" : count(rank)}</span><${Face} name=${subject.name} />
        <span class="tv-name">${subject.name}<span class="standing-bar"><span style=${{ width: `${Math.max(1, (100 * Math.max(0, score)) / best)}%` }}></span></span></span>
        <${Delta} value=${rankDelta} /><strong class="tv-score">${measure(score, board)}</strong>
      </li>`)}
      ${rows.length === 0 && html`<li class="tv-none">${t("board.none.title")}</li>`}
    </ol>
  </section>`;
}

function News() {
  const answer = usePages(TV_FEED, (data) => data.feed, { keep: "tv-feed" });
  useReadAgain(answer);
  const list = useGliding();
  const [wins, setWins] = useState([]);
  useLive(TV_POST, undefined, ({ feedPostAdded: post }) => {
    answer.put(post);
    if (isWin(post)) setWins((now) => [...now, post]);
  });
  const posts = (answer.rows ?? []).slice(0, POSTS);
  return html`
    <section class="tv-news" aria-label=${t("feed.title")}>
      <ul ref=${list}>${posts.map((post) => html`<li key=${post.id} data-key=${post.id} class="tv-post">
        <span class="tv-sign" aria-hidden="true">${signOf(post)}</span>
        <div><p>${headline(post)}</p>${post.text && html`<p class="tv-text">${post.text}</p>`}<p class="tv-since">${since(post.occurredAt)}</p></div></li>`)}</ul>
    </section>
    ${wins.length > 0 && html`<${Win} key=${wins[0].id} post=${wins[0]} onOver=${() => setWins((now) => now.slice(1))} />`}`;
}

const isWin = ({ kind, percent, occurredAt }) => Date.now() - Date.parse(occurredAt) < FRESH
  && (WINS.includes(kind) || (kind === "MILESTONE_CROSSED" && percent >= 100));

function Win({ post, onOver }) {
  useEffect(() => {
    celebrate(220);
    const timer = setTimeout(onOver, CELEBRATED);
    return () => clearTimeout(timer);
  }, []);
  const { name } = post.member ?? post.team ?? { name: "" };
  return html`<div class="tv-win" role="status">
    <span class="tv-bell" aria-hidden="true">${signOf(post)}</span>
    ${name && html`<p class="tv-winner">${name}</p>`}
    <p class="tv-what">${headline(post)}</p>
  </div>`;
}
