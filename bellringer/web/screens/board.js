// The boards: where everybody stands, now and in periods past, and why.
import { useAnswer } from "../app/answers.js";
import { BOARD, BOARD_LIVE } from "../app/documents.js";
import { count, left, measure, today } from "../app/format.js";
import { useLive } from "../app/live.js";
import { periodName } from "../app/periods.js";
import { html, useEffect, useRef, useState } from "../app/ui.js";
import { Icon } from "../parts/icons.js";
import { useGliding } from "../parts/motion.js";
import { Delta, Empty, Face, Problem, Skeleton } from "../parts/parts.js";
import { Why } from "../parts/why.js";
import { t } from "../words/words.js";

const FIRST = 25;
const MOST = 100;
const FAVOURITE = "points-month";

export function Board({ me, id }) {
  const boards = me.organization.leaderboards;
  const key = boards.some((board) => board.key === id) ? id : FAVOURITE;
  return html`
    <${Switcher} boards=${boards} chosen=${key} />
    <${Period} key=${key} boardKey=${key} />`;
}

function Switcher({ boards, chosen }) {
  const list = useRef(null);
  useEffect(() => {
    const at = list.current.querySelector("[aria-current]");
    if (at) list.current.scrollLeft = at.offsetLeft - list.current.clientWidth / 2 + at.clientWidth / 2;
  }, [chosen]);
  return html`<nav class="chips" ref=${list} aria-label=${t("board.which")}>
    ${boards.map(({ key, title }) => html`<a key=${key} class="chip" href=${`/board/${key}`}
      aria-current=${key === chosen ? "page" : null}>${title}</a>`)}
  </nav>`;
}

function Period({ boardKey }) {
  const [on, setOn] = useState(null); // a day of a past period; null: now
  const [first, setFirst] = useState(FIRST);
  const [view, setView] = useState("");
  const [asked, ask] = useState(null);
  const period = on ? { on } : null;
  const { data, error, reload, change } = useAnswer(BOARD, { key: boardKey, period, first });
  useLive(on ? null : BOARD_LIVE, { key: boardKey, first }, ({ leaderboardChanged }) => change(() => ({ leaderboard: leaderboardChanged })));
  const last = useRef(null);
  if (data) last.current = data.leaderboard;
  const board = data ? data.leaderboard : last.current; // no flash of nothing while another page comes

  if (error && !board) return html`<${Problem} error=${error} onRetry=${reload} />`;
  if (!board) return html`<${Skeleton} rows=${8} />`;
  const around = board.aroundMe.length > 0;
  const shown = view || (around ? "around" : "top");
  const rows = shown === "around"
    ? board.aroundMe.map((row) => ({ row }))
    : board.standings.edges.map(({ node, cursor }, n, all) => ({ row: node, after: all[n - 1]?.cursor ?? null, cursor }));
  return html`
    <${Head} board=${board} isNow=${!on} onGo=${setOn} />
    ${around && html`<div class="switch" role="group" aria-label=${t("board.view")}>
      ${["around", "top"].map((each) => html`<button key=${each} type="button" aria-pressed=${each === shown}
        onClick=${() => setView(each)}>${t(`board.${each}`)}</button>`)}
    </div>`}
    <${Rows} key=${shown + boardKey + on} board=${board} rows=${rows} onAsk=${ask} />
    ${shown === "top" && board.standings.pageInfo.hasNextPage && first < MOST && html`<button type="button" class="button wide"
      onClick=${() => setFirst(Math.min(MOST, first * 2))}>${t("more")}</button>`}
    <p class="quiet foot">${t(`tie.${board.tiePolicy}`)} ${board.peersSee ? t("board.peersSee", { n: board.peersSee }) : ""}</p>
    ${asked && html`<${Why} board=${board} period=${period} asked=${asked} onClose=${() => ask(null)} />`}`;
}

function Head({ board, isNow, onGo }) {
  const isEndless = board.periodKind === "ALL";
  const before = () => onGo(today(board.timeZone, Date.parse(board.startsAt) - 1000));
  const after = () => {
    const next = Date.parse(board.endsAt);
    onGo(next > Date.now() ? null : today(board.timeZone, next));
  };
  const isLast = isNow || Date.parse(board.endsAt) > Date.now();
  return html`<div class="period">
    ${!isEndless && html`<button type="button" class="round" aria-label=${t("board.before")} onClick=${before}><${Icon} name="left" size=${20} /></button>`}
    <div class="period-name"><h2>${periodName(board)}</h2><p class="quiet">${stateOf(board)}</p></div>
    ${!isEndless && html`<button type="button" class="round" aria-label=${t("board.after")} disabled=${isLast} onClick=${after}><${Icon} name="right" size=${20} /></button>`}
  </div>`;
}

function stateOf(board) {
  if (board.state === "FINAL") return t("board.state.FINAL");
  if (board.state === "PROVISIONAL") return t("board.state.PROVISIONAL", { left: left(board.finalAt) });
  return board.periodKind === "ALL" ? t("board.state.live") : t("board.state.OPEN", { left: left(board.endsAt) });
}

function Rows({ board, rows, onAsk }) {
  const list = useGliding();
  if (!rows.length) {
    return html`<div class="card"><${Empty} icon="board" title=${t("board.none.title")} text=${t("board.none.text")} /></div>`;
  }
  const best = Math.max(1, ...rows.map(({ row }) => row.score));
  const mine = board.mine?.subject.id;
  return html`<ol class="card standings" ref=${list}>
    ${rows.map(({ row, after }) => {
      const { subject, rank, score, rankDelta, gapToNext } = row;
      const isMine = subject.id === mine;
      return html`<li key=${subject.id} data-key=${subject.id} class=${isMine ? "standing me" : "standing"}>
        <button type="button" onClick=${() => onAsk({ row, after })}>
          <span class=${rank !== null && rank <= 3 ? "place high" : "place"}>${rank === null ? "–" : count(rank)}</span>
          <${Face} name=${subject.name} />
          <span class="standing-main">
            <span class="standing-name">${subject.name}</span>
            <span class="standing-bar"><span style=${{ width: `${Math.max(1, (100 * Math.max(0, score)) / best)}%` }}></span></span>
            ${isMine && gapToNext !== null && html`<span class="quiet">${t("board.gap", { gap: measure(gapToNext, board) })}</span>`}
          </span>
          <span class="standing-end"><strong>${measure(score, board)}</strong><${Delta} value=${rankDelta} /></span><span class="unseen">${t("board.why")}</span>
        </button>
      </li>`;
    })}
  </ol>`;
}
