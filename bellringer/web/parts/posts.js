// A post of the feed: who, what, and what others say to it.
import { useAnswer } from "../app/answers.js";
import { ask } from "../app/api.js";
import { COMMENT, COMMENTS, REACT, UNREACT } from "../app/documents.js";
import { count, day, money, percent, since } from "../app/format.js";
import { html, useId, useState } from "../app/ui.js";
import { knows, t } from "../words/words.js";
import { Icon } from "./icons.js";
import { Face, Skeleton } from "./parts.js";

export const REACTIONS = { CLAP: "👏", FIRE: "🔥", PARTY: "🎉", HEART: "❤️", LAUGH: "😄" };
const MOST_TEXT = 500;

/** What happened, in a sentence. Only what this reader may see is in it. */
export function headline(post) {
  const { kind, member, team, byMember, amount, percent: passed, badge, goal, competition, celebration } = post;
  const key = kind === "DEAL_WON" && !amount ? "feed.DEAL_WON.plain"
    : kind === "MILESTONE_CROSSED" && !goal ? "feed.MILESTONE_CROSSED.plain" : `feed.${kind}`;
  return t(knows(key) ? key : "feed.other", {
    name: (member ?? team)?.name ?? t("somebody"), by: byMember?.name ?? t("somebody"),
    amount: amount ? money(amount.amountMinor, amount.currency) : "",
    percent: passed ? percent(passed * 100) : "", badge: badge?.title ?? "", goal: goal?.title ?? "",
    competition: competition?.title ?? "", celebration: celebration?.title ?? "",
    day: celebration ? day(celebration.startsAt) : "",
  });
}

export const signOf = ({ kind, badge }) => badge?.symbol
  ?? { DEAL_WON: "🔔", MILESTONE_CROSSED: "🎯", KUDOS: "💛", CELEBRATION: "🥂", COMPETITION_RESULT: "🏆" }[kind] ?? "⭐";

export function Post({ post, onChange }) {
  const [isOpen, setOpen] = useState(false);
  const who = (post.kind === "KUDOS" ? post.byMember : post.member ?? post.team) ?? { name: "?" };
  const comments = post.comments.totalCount;
  return html`<li class="card post" data-key=${post.id}>
    <div class="post-head">
      <span class="post-face"><${Face} name=${who.name} /><span class="post-sign" aria-hidden="true">${signOf(post)}</span></span>
      <div><p class="post-line">${headline(post)}</p><p class="quiet">${since(post.occurredAt)}</p></div>
    </div>
    ${post.text && html`<p class="post-text">${post.text}</p>`}
    <div class="post-foot">
      <${Reactions} post=${post} onChange=${onChange} />
      <button type="button" class="react" aria-expanded=${isOpen} onClick=${() => setOpen(!isOpen)}>
        <${Icon} name="feed" size=${18} /> ${comments > 0 ? t("feed.comments", { n: comments }) : t("feed.comment")}</button>
    </div>
    ${isOpen && html`<${Comments} post=${post} onChange=${onChange} />`}
  </li>`;
}

function Reactions({ post, onChange }) {
  const [isOpen, setOpen] = useState(false);
  const react = async (reaction, isMine) => {
    setOpen(false);
    try {
      const input = { postId: post.id, reaction };
      const said = await ask(isMine ? UNREACT : REACT, { input });
      const { post: changed } = said.feedReact ?? said.feedReactionRemove;
      if (changed) onChange(changed);
    } catch {
      // shown as it was: nothing was said
    }
  };
  const given = post.reactions.filter((each) => each.count > 0 && each.reaction in REACTIONS);
  const open = Object.keys(REACTIONS).filter((name) => !given.some(({ reaction }) => reaction === name));
  return html`
    ${given.map(({ reaction, count: n, isMine }) => html`<button key=${reaction} type="button" class="react" aria-pressed=${isMine}
      aria-label=${t(`reaction.${reaction}`, { n })} onClick=${() => react(reaction, isMine)}>
      <span aria-hidden="true">${REACTIONS[reaction]} ${count(n)}</span></button>`)}
    ${isOpen
      ? open.map((name) => html`<button key=${name} type="button" class="react" aria-label=${t(`reaction.${name}`, { n: 0 })}
          onClick=${() => react(name, false)}><span aria-hidden="true">${REACTIONS[name]}</span></button>`)
      : open.length > 0 && html`<button type="button" class="react" aria-label=${t("feed.react")} onClick=${() => setOpen(true)}>
          <${Icon} name="heart" size=${18} /></button>`}`;
}

function Comments({ post, onChange }) {
  const { data, reload } = useAnswer(COMMENTS, { id: post.id });
  const [problem, setProblem] = useState("");
  const id = useId();
  const say = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = String(new FormData(form).get("text")).trim();
    if (!text) return;
    try {
      const input = { idempotencyKey: crypto.randomUUID(), postId: post.id, text };
      const { userErrors } = (await ask(COMMENT, { input })).feedComment;
      if (userErrors.length) return setProblem(userErrors[0].message);
      form.reset();
      setProblem("");
      reload();
      onChange({ ...post, comments: { totalCount: post.comments.totalCount + 1 } });
    } catch {
      setProblem(t("problem.text"));
    }
  };
  return html`<div class="comments">
    ${!data && html`<${Skeleton} rows=${1} />`}
    <ul>${data?.node?.comments.edges.map(({ node }) => html`<li key=${node.id} class="comment">
      <${Face} name=${node.member.name} size="small" />
      <div><p class="quiet"><strong>${node.member.name}</strong> · ${since(node.commentedAt)}</p>
        <p>${node.removedAt ? html`<i class="quiet">${t("feed.comment.removed")}</i>` : node.text}</p></div>
    </li>`)}</ul>
    <form class="say" onSubmit=${say}>
      <label class="unseen" for=${id}>${t("feed.comment")}</label>
      <input id=${id} name="text" maxlength=${MOST_TEXT} autocomplete="off" placeholder=${t("feed.comment.hint")} />
      <button class="button small">${t("feed.send")}</button>
    </form>
    ${problem && html`<p class="wrong" role="alert">${problem}</p>`}
  </div>`;
}
