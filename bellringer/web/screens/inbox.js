// The inbox: what was told, the newest first; a tap opens what it is about.
import { ask } from "../app/api.js";
import { INBOX, MARK_READ, NEW_ITEM } from "../app/documents.js";
import { since } from "../app/format.js";
import { useLive } from "../app/live.js";
import { usePages } from "../app/more.js";
import { go } from "../app/router.js";
import { html, useRef } from "../app/ui.js";
import { Icon } from "../parts/icons.js";
import { Empty, Problem, Skeleton } from "../parts/parts.js";
import { t } from "../words/words.js";

const SIGNS = {
  MILESTONE_CROSSED: "check", GOAL_MET: "check", BADGE_AWARDED: "deal_won", KUDOS: "heart", COMMENT: "feed",
  STREAK_AT_RISK: "flame", LEVEL_UP: "up", COMPETITION_STARTED: "board", COMPETITION_RESULT: "deal_won",
};

export function Inbox({ me, onUnread }) {
  const { rows, error, reload, put, hasMore, more, isBusy } = usePages(INBOX, (said) => said.viewer.inbox);
  const knownAt = useRef(null); // what is known when the screen opens; ids that come twice change nothing
  if (rows && knownAt.current === null) knownAt.current = rows[0]?.seq ?? 0;
  useLive(knownAt.current === null ? null : NEW_ITEM, { after: knownAt.current }, ({ inboxItemAdded }) => put(inboxItemAdded));
  const mark = async (input) => {
    try {
      const { unreadCount } = (await ask(MARK_READ, { input })).inboxMarkRead;
      if (unreadCount !== null) onUnread(unreadCount);
    } catch {
      reload(); // as it really is
    }
  };
  const open = (item) => {
    if (!item.readAt) {
      put({ ...item, readAt: new Date().toISOString() });
      mark({ ids: [item.id] });
    }
    go(item.deepLink);
  };
  const markAll = () => {
    const readAt = new Date().toISOString();
    rows.forEach((item) => item.readAt || put(item, (now) => ({ ...now, readAt })));
    mark({ upTo: rows[0].id });
  };
  return html`
    <div class="screen-head"><h2 class="screen-title">${t("inbox.title")}</h2>
      ${me.unreadCount > 0 && rows?.length > 0 && html`<button type="button" class="button small" onClick=${markAll}>${t("inbox.readAll")}</button>`}</div>
    ${!rows && (error ? html`<${Problem} error=${error} onRetry=${reload} />` : html`<${Skeleton} rows=${6} />`)}
    ${rows?.length === 0 && html`<div class="card"><${Empty} icon="inbox" title=${t("inbox.none.title")} text=${t("inbox.none.text")} /></div>`}
    ${rows?.length > 0 && html`<ul class="card rows">${rows.map((item) => html`<li key=${item.id}>
      <button type="button" class=${item.readAt ? "row item" : "row item unread"} onClick=${() => open(item)}>
        <span class=${item.readAt ? "sign" : "sign lit"}><${Icon} name=${SIGNS[item.kind] ?? "bell"} /></span>
        <span class="row-main"><span class="item-title">${item.title}${!item.readAt && html`<span class="unseen">${t("inbox.unread")}</span>`}</span>
          <span class="item-body">${item.body}</span><span class="quiet">${since(item.createdAt)}</span></span>
        ${!item.readAt && html`<span class="dot" aria-hidden="true"></span>`}
      </button></li>`)}</ul>`}
    ${hasMore && html`<button type="button" class="button wide" disabled=${isBusy} onClick=${more}>${t("more")}</button>`}`;
}
