// The feed: what went well, and thanks.
import { useAnswer } from "../app/answers.js";
import { ask } from "../app/api.js";
import { COLLEAGUES, FEED, NEW_POST, THANK } from "../app/documents.js";
import { useLive } from "../app/live.js";
import { usePages } from "../app/more.js";
import { html, useId, useRef, useState } from "../app/ui.js";
import { Icon } from "../parts/icons.js";
import { useGliding } from "../parts/motion.js";
import { Empty, Face, Problem, Skeleton } from "../parts/parts.js";
import { Post } from "../parts/posts.js";
import { Sheet } from "../parts/sheet.js";
import { knows, t } from "../words/words.js";

const MOST_THANKS = 280;

export function Feed({ me }) {
  const { rows, error, reload, put, hasMore, more, isBusy } = usePages(FEED, (data) => data.feed);
  const [isThanking, setThanking] = useState(false);
  const list = useGliding();
  useLive(NEW_POST, undefined, ({ feedPostAdded }) => put(feedPostAdded));
  return html`
    <div class="screen-head"><h2 class="screen-title">${t("feed.title")}</h2>
      <button type="button" class="button small accent" onClick=${() => setThanking(true)}><${Icon} name="heart" size=${18} /> ${t("kudos.give")}</button></div>
    ${!rows && (error ? html`<${Problem} error=${error} onRetry=${reload} />` : html`<${Skeleton} rows=${5} />`)}
    ${rows?.length === 0 && html`<div class="card"><${Empty} icon="feed" title=${t("feed.none.title")} text=${t("feed.none.text")} /></div>`}
    <ul class="posts" ref=${list}>${rows?.map((post) => html`<${Post} key=${post.id} post=${post} onChange=${put} />`)}</ul>
    ${hasMore && html`<button type="button" class="button wide" disabled=${isBusy} onClick=${more}>${t("more")}</button>`}
    ${isThanking && html`<${Thanks} me=${me} onClose=${() => setThanking(false)} />`}`;
}

function Thanks({ me, onClose }) {
  const [search, setSearch] = useState("");
  const [to, setTo] = useState(null);
  const [problem, setProblem] = useState("");
  const key = useRef(crypto.randomUUID()); // of this sheet: however often it is sent, thanks are given once
  const id = useId();
  const { data } = useAnswer(COLLEAGUES, { search: search.trim() || null });
  const found = data?.members.edges.map(({ node }) => node).filter((each) => each.isActive && each.id !== me.member.id) ?? [];
  const give = async (event) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("text")).trim();
    if (!text) return setProblem(t("kudos.empty"));
    try {
      const input = { idempotencyKey: key.current, toMemberId: to.id, text };
      const [refused] = (await ask(THANK, { input })).kudosGive.userErrors;
      if (!refused) return onClose();
      key.current = crypto.randomUUID();
      setProblem(knows(`kudos.refused.${refused.code}`) ? t(`kudos.refused.${refused.code}`) : refused.message);
    } catch (error) {
      setProblem(t(error.code === "OFFLINE" ? "problem.offline.title" : "problem.text"));
    }
  };
  return html`<${Sheet} title=${to ? t("kudos.to", { name: to.name }) : t("kudos.whom")} onClose=${onClose}>
    ${to
      ? html`<form onSubmit=${give}>
          <label for=${id}>${t("kudos.for")}</label>
          <textarea id=${id} name="text" rows="3" maxlength=${MOST_THANKS} autofocus placeholder=${t("kudos.hint")}></textarea>
          ${problem && html`<p class="wrong" role="alert">${problem}</p>`}
          <button class="button primary">${t("kudos.send")}</button>
          <button type="button" class="button" onClick=${() => setTo(null)}>${t("kudos.other")}</button>
        </form>`
      : html`<div>
          <label class="unseen" for=${id}>${t("kudos.search")}</label>
          <input id=${id} type="search" autocomplete="off" placeholder=${t("kudos.search")} onInput=${(event) => setSearch(event.currentTarget.value)} />
          <ul class="rows people">${found.map((each) => html`<li key=${each.id}><button type="button" class="row" onClick=${() => setTo(each)}>
            <${Face} name=${each.name} /><span class="row-main"><span>${each.name}</span><span class="quiet block">${each.team?.name ?? ""}</span></span></button></li>`)}
            ${data && found.length === 0 && html`<li class="quiet row">${t("kudos.nobody")}</li>`}</ul>
        </div>`}
  </${Sheet}>`;
}
