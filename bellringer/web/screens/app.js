// The rep's phone: a header, a screen, and tabs within reach of the thumb.
import { useAnswer } from "../app/answers.js";
import { firebase } from "../app/config.js";
import { ME, NEW_ITEM } from "../app/documents.js";
import { line, useLive } from "../app/live.js";
import { open } from "../app/queue.js";
import { path } from "../app/router.js";
import { choices, session } from "../app/session.js";
import { useStore } from "../app/store.js";
import { hearTaps } from "../app/tapped.js";
import { Component, html, useEffect, useState } from "../app/ui.js";
import { isOutdated } from "../app/version.js";
import { Icon } from "../parts/icons.js";
import { Face, Problem, Skeleton } from "../parts/parts.js";
import { Toasts } from "../parts/toasts.js";
import { language, speak, t } from "../words/words.js";
import { Board } from "./board.js";
import { Feed } from "./feed.js";
import { Home } from "./home.js";
import { Inbox } from "./inbox.js";
import { Log } from "./log.js";
import { BadgePlace, CompetitionPlace, GoalPlace, MonthPlace } from "./places.js";
import { Choice, SignIn } from "./sign-in.js";

const TABS = [["/", "home"], ["/board", "board"], ["/log", "log"], ["/feed", "feed"], ["/inbox", "inbox"]];
// who has more to do has more tabs
const MORE_TABS = { MANAGER: [["/desk", "desk"]], ADMIN: [["/desk", "desk"], ["/admin", "admin"]] };
// rooms that are loaded when somebody opens them
const coaching = () => import("../coaching/coaching.js");
const ROOMS = {
  settings: () => import("../settings/settings.js"), desk: () => import("../desk/desk.js"), admin: () => import("../admin/admin.js"), "check-ins": coaching, "one-on-ones": coaching,
  "action-items": coaching, days: coaching, access: coaching, threads: coaching,
};
const PUSHED = { approvals: () => ["desk", "approvals"], boards: (key) => ["board", key] }; // where else a notification leads
const OPEN_TO = { desk: ["MANAGER", "ADMIN"], admin: ["ADMIN"] };
const SCREENS = {
  "": Home, board: Board, log: Log, feed: Feed, inbox: Inbox,
  goals: GoalPlace, badges: BadgePlace, months: MonthPlace, competitions: CompetitionPlace, activities: Log,
};

export function App() {
  const who = useStore(session);
  const spoken = useStore(language);
  const isAsked = useStore(choices).length > 0;
  if (!who) return html`<${SignIn} key=${spoken} />`;
  return isAsked ? html`<${Choice} />` : html`<${Signed} key=${who.token + spoken} />`;
}

const ringsHere = () => firebase && "Notification" in window && Notification.permission === "granted";

function Signed() {
  const at = useStore(path);
  const { data, error, reload, change } = useAnswer(ME, {}, { keep: "me" });
  useLive(data && NEW_ITEM, { after: null }, reload); // whoever is refused hears it from the answer
  const setUnread = (unreadCount) => change((now) => ({ viewer: { ...now.viewer, unreadCount } }));
  const [, first, rest] = at.split("/");
  const [room, id] = PUSHED[first]?.(rest) ?? [first, rest];
  const member = data?.viewer.member.id;
  useEffect(() => member && open(member), [member]);
  useEffect(hearTaps, []);
  // a browser that rings is registered again with each start
  useEffect(() => void (member && ringsHere() && import("../firebase/push.js").then(({ renew }) => renew()).catch(() => {})), [member]);
  useEffect(() => void (data && speak(data.viewer.locale)), [data?.viewer.locale]);
  const role = data?.viewer.member.role;
  const isOpen = ROOMS[room] && (OPEN_TO[room]?.includes(role) ?? true);
  const Screen = SCREENS[room] ?? (isOpen ? Opened : Home);
  return html`
    <a class="skip" href="#main">${t("nav.skip")}</a>
    <${Header} me=${data?.viewer} />
    <${Line} />
    <main id="main" tabindex="-1">
      ${data ? html`<${Guard} key=${at}><${Screen} me=${data.viewer} id=${id && decodeURIComponent(id)} room=${room} onUnread=${setUnread} /></${Guard}>`
        : error ? html`<${Problem} error=${error} onRetry=${reload} />` : html`<${Skeleton} rows=${5} tall />`}
    </main>
    ${data && html`<${Toasts} kinds=${data.viewer.organization.activityKinds} />`}
    <${Tabs} room=${room} role=${role} unread=${data?.viewer.unreadCount ?? 0} />`;
}

function Header({ me }) {
  const hour = new Date().getHours();
  const greeting = `greeting.${hour < 11 && hour >= 4 ? "morning" : hour < 18 && hour >= 11 ? "day" : "evening"}`;
  return html`<header class="head">
    <div>
      <p class="head-org">${me ? [me.organization.name, me.member.team?.name].filter(Boolean).join(" · ") : t("loading")}</p>
      <h1>${me ? t(greeting, { name: me.member.name.split(" ")[0] }) : " "}</h1>
    </div>
    <a class="head-me" href="/settings" aria-label=${t("nav.settings")}>${me && html`<${Face} name=${me.member.name} />`}</a>
  </header>`;
}

/** What is the matter with the line, after a moment: a short gap is nobody's business. */
function Line() {
  const state = useStore(line);
  const outdated = useStore(isOutdated);
  const [isOnline, setOnline] = useState(navigator.onLine);
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  useEffect(() => {
    setLong(false);
    if (state !== "lost") return;
    const timer = setTimeout(() => setLong(true), 2500);
    return () => clearTimeout(timer);
  }, [state]);
  const said = !isOnline ? t("line.offline") : state === "lost" && isLong ? t("line.lost") : "";
  return html`<div class="line" role="status">
    ${said && html`<p class="line-bar">${said}</p>`}
    ${!said && outdated && html`<p class="line-bar">${t("version.ready")}
      <button type="button" onClick=${() => location.reload()}>${t("version.reload")}</button></p>`}
  </div>`;
}

/** A room of its own, loaded now. */
function Opened(props) {
  const [opened, set] = useState(null);
  const [error, fail] = useState(null);
  const load = () => ROOMS[props.room]().then((found) => set(found), () => fail({ code: "OFFLINE" }));
  useEffect(() => void load(), [props.room]);
  if (!opened) return error ? html`<${Problem} error=${error} onRetry=${load} />` : html`<${Skeleton} rows=${5} />`;
  return html`<${opened.Screen} ...${props} />`;
}

function Tabs({ room, role, unread }) {
  const under = ROOMS[room] !== coaching ? room : role === "REP" ? "" : "desk";
  return html`<nav class="tabs" aria-label=${t("nav.label")}>
    ${[...TABS, ...(MORE_TABS[role] ?? [])].map(([to, name]) => {
      const isHere = to.slice(1) === under;
      return html`<a key=${name} href=${to} class=${`tab tab-${name}`} aria-current=${isHere ? "page" : null}>
        <span class="tab-sign"><${Icon} name=${name} />
          ${name === "inbox" && unread > 0 && html`<span class="tab-count" aria-hidden="true">${unread > 99 ? "99+" : unread}</span>`}
        </span>
        <span class="tab-name">${t(`nav.${name}`)}</span>
        ${name === "inbox" && unread > 0 && html`<span class="unseen">${t("nav.unread", { n: unread })}</span>`}
      </a>`;
    })}
  </nav>`;
}

/** Keeps one broken screen from taking the rest with it. */
class Guard extends Component {
  componentDidCatch(error) {
    console.error(error);
    this.setState({ isBroken: true });
  }

  render({ children }, { isBroken }) {
    if (!isBroken) return children;
    return html`<div class="empty" role="alert"><p>${t("problem.screen")}</p>
      <button type="button" class="button" onClick=${() => location.reload()}>${t("version.reload")}</button></div>`;
  }
}
