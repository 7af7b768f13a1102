// A team today: who is how far, who has been quiet, and what a manager does about it.
import { useAnswer } from "../app/answers.js";
import { count, day, plus, since, today } from "../app/format.js";
import { useLive } from "../app/live.js";
import { html, useState } from "../app/ui.js";
import { GoalRow } from "../parts/goals.js";
import { Icon } from "../parts/icons.js";
import { Empty, Face, Section, Waiting } from "../parts/parts.js";
import { t } from "../words/words.js";
import { TEAM_MORNING, TEAM_MOVES, TEAM_TODAY } from "./documents.js";
import { BadgeSheet, MemberSheet, Proposals } from "./member.js";
import { CheckIns, Flags } from "./morning.js";

const DAY = 86_400_000;
const MOST_KINDS = 3; // of a member in a row; the sheet has all
const QUIET_DAYS = 7; // who has not looked at the inbox for so long never looks

export function Team({ teamId, me, organization, allowance }) {
  const { data, error, reload } = useAnswer(TEAM_TODAY, { team: teamId });
  const morning = useAnswer(TEAM_MORNING, { team: teamId });
  const [asked, ask] = useState(null); // {member, what}
  const [board, setBoard] = useState(null); // the stat board, as it was told last
  useLive(TEAM_MOVES, { team: teamId }, ({ teamTodayChanged }) => {
    setBoard(teamTodayChanged);
    if (!board) return; // the first is the present state, which is being read anyhow
    reload();
    morning.reload();
  });
  if (!data) return html`<${Waiting} error=${error} onRetry=${reload} rows=${6} />`;
  const { team } = data;
  const scores = scoresOf(data.today);
  const months = scoresOf(data.month);
  const counts = new Map(board?.members.edges.map(({ node }) => [node.id, node.countsToday]));
  const rows = team.members.edges.map(({ node }) => ({
    ...node, score: scores.get(node.id)?.score ?? 0, month: months.get(node.id), counts: counts.get(node.id) ?? [],
    goals: node.goals.edges.map((edge) => edge.node),
    lastOn: node.streaks.map(({ lastOn }) => lastOn).filter(Boolean).sort().at(-1) ?? null,
  })).sort((a, b) => b.score - a.score || a.name.localeCompare(b.name));
  const others = rows.filter(({ id }) => id !== me.member.id);
  const total = rows.reduce((sum, { score }) => sum + score, 0);
  const active = rows.filter(({ score }) => score > 0).length;
  const unseen = others.filter(neverLooks);
  const show = (member, what) => ask({ id: member.id, what });
  const shown = asked && rows.find(({ id }) => id === asked.id);
  return html`
    <div class="card desk-facts">
      <div><strong>${count(total)}</strong><span class="quiet">${t("desk.today.points")}</span></div>
      <div><strong>${t("desk.today.of", { n: active, all: rows.length })}</strong><span class="quiet">${t("desk.today.active")}</span></div>
      <div><strong>${count(rows.flatMap(({ goals }) => goals).filter(isBehind).length)}</strong><span class="quiet">${t("desk.today.behind")}</span></div>
      ${board?.counts.length > 0 && html`<ul class="desk-kinds" aria-label=${t("desk.kinds")}>${board.counts.map(({ kind, title, count: n }) => html`<li key=${kind}>
        <span class="quiet">${title}</span><strong>${count(n)}</strong></li>`)}</ul>`}
    </div>
    <div class="desk-two"><div>
    ${morning.data && html`<${Flags} flags=${(morning.data.team.flags?.edges ?? []).map(({ node }) => node)} zone=${organization.timeZone} />`}
    <${Proposals} rows=${others} organization=${organization} />
    <${Section} title=${t("desk.members")}>
      ${rows.length === 0 ? html`<div class="card"><${Empty} icon="board" title=${t("desk.empty.title")} text=${t("desk.empty.text")} /></div>`
        : html`<ul class="card rows desk-rows">${rows.map((row) => html`<${Row} key=${row.id} row=${row} isMe=${row.id === me.member.id} zone=${organization.timeZone} onShow=${show} />`)}</ul>`}
    </${Section}>
    </div><div>
    ${morning.data && html`<${CheckIns} team=${morning.data.team} organization=${organization} me=${me} />`}
    ${team.goals.edges.length > 0 && html`<${Section} title=${t("desk.goals.team")}><div class="card rows">
      ${team.goals.edges.map(({ node }) => html`<${GoalRow} key=${node.id} goal=${node} organization=${organization} />`)}</div></${Section}>`}
    ${unseen.length > 0 && html`<${Section} title=${t("desk.unseen")}><ul class="card rows">
      ${unseen.map(({ id, name, attention }) => html`<li key=${id} class="row"><${Face} name=${name} size="small" />
        <div class="row-main"><p>${name}</p><p class="quiet">${attention.lastReadAt ? t("desk.unseen.last", { when: since(attention.lastReadAt) }) : t("desk.unseen.never")}</p></div>
        <span class="row-end quiet">${t("desk.unseen.read", { read: attention.read, told: attention.told })}</span></li>`)}
    </ul><p class="quiet foot">${t("desk.unseen.text")}</p></${Section}>`}
    </div></div>
    ${shown && asked.what === "badge" && html`<${BadgeSheet} member=${shown} badges=${organization.badges} allowance=${allowance} onClose=${() => ask(null)} />`}
    ${shown && asked.what === "member" && html`<${MemberSheet} member=${shown} organization=${organization} onAward=${() => show(shown, "badge")} onClose=${() => ask(null)} />`}`;
}

const scoresOf = (board) => new Map((board?.standings.edges ?? []).map(({ node }) => [node.subject.id, node]));
const isBehind = ({ state, pace, attainment, isCeiling }) => state === "ACTIVE" && !isCeiling && pace && attainment < pace.expectedAttainment;
const neverLooks = ({ attention }) => attention?.told > 0
  && (!attention.lastReadAt || Date.now() - Date.parse(attention.lastReadAt) > QUIET_DAYS * DAY);

function Row({ row, isMe, zone, onShow }) {
  const { name, score, month, goals, lastOn, counts } = row;
  const behind = goals.filter(isBehind).length;
  const now = today(zone);
  const most = [...counts].sort((a, b) => b.count - a.count).slice(0, MOST_KINDS);
  const done = most.map(({ title, count: n }) => `${title} ${count(n)}`).join(" · ");
  const last = done || (!lastOn ? t("desk.last.never") : lastOn === now ? t("desk.last.today") : t("desk.last.on", { day: day(lastOn) }));
  const pace = !goals.length ? t("desk.goals.none") : behind ? t("desk.goals.behind", { n: behind }) : t("desk.goals.ahead");
  return html`<li class="row desk-row">
    <button type="button" class="desk-who" disabled=${isMe} onClick=${() => onShow(row, "member")}>
      <${Face} name=${name} />
      <span class="row-main"><span class="desk-name">${name}${month?.rank && html` <span class="quiet">${t("rank.nth", { n: month.rank })}</span>`}</span>
        <span class="quiet block">${last}</span><span class=${behind ? "late block" : "quiet block"}>${pace}</span></span>
      <strong class=${score ? "earned" : "quiet"}>${score ? plus(score) : count(0)}</strong>
    </button>
    ${!isMe && html`<button type="button" class="round" aria-label=${t("desk.award.to", { name })} onClick=${() => onShow(row, "badge")}><${Icon} name="medal" size=${20} /></button>`}
  </li>`;
}
