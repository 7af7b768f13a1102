// What both sides of coaching read: a flag, a check-in, a thread, and when and with whom a talk is.
import { useAnswer } from "../app/answers.js";
import { day, measure, since, time } from "../app/format.js";
import { html } from "../app/ui.js";
import { Form } from "../parts/forms.js";
import { Icon } from "../parts/icons.js";
import { Bar, Face, Waiting } from "../parts/parts.js";
import { t } from "../words/words.js";
import { ASK_ABOUT, REPLY, THREADS } from "./documents.js";

export const LONG_DAY = { weekday: "short", day: "numeric", month: "short" };

/** How many activities by when, beside what is usual. */
export const flagLine = ({ count, ownNorm, lookedAt }, zone) => t("flag.line", { n: count, at: time(lookedAt, zone), usual: ownNorm });

export function FlagFacts({ flag, zone }) {
  const { note, nudge, isExcused, isPattern, teamNorm } = flag;
  return html`<div class="flag-facts">
    <p class="quiet">${t("flag.team", { n: teamNorm })}${isPattern && ` · ${t("flag.pattern")}`}</p>
    ${note && html`<blockquote class="said"><p>${note.text}</p></blockquote>`}
    ${isExcused && html`<p class="quiet"><${Icon} name="check" size=${16} /> ${t("flag.excused")}</p>`}
    ${nudge && html`<p class="quiet"><${Icon} name="bell" size=${16} /> ${t("flag.nudged", { name: nudge.by.name, at: time(nudge.givenAt, zone), day: day(nudge.givenAt, undefined, zone) })}</p>`}
  </div>`;
}

/** The other of the two who talk. */
export const otherOf = ({ lead, member }, me) => (lead.id === me.member.id ? member : lead);

export const whenOf = (at) => `${day(at, LONG_DAY, undefined)}, ${time(at)}`;

/** A check-in: numbers planned against done, the words of morning and evening, and the answer. */
export function CheckInWords({ checkIn, organization }) {
  const zone = organization.timeZone;
  const { items, planText, doneText, doneAt, isPlanLate, isDoneLate, answeredAt, answeredBy, answerText } = checkIn;
  return html`<div class="check-in">
    ${items.map((item) => {
      const { kind, metric, planned, done } = item;
      const unit = metric ? { ...metric, currency: organization.currency } : { unit: "COUNT" };
      const line = t("goal.of", { progress: measure(done, unit), target: measure(planned, unit) });
      const { title } = kind ?? metric;
      return html`<div key=${title} class="check-in-item"><span>${title}</span><span>${line}</span>
        <${Bar} value=${Math.max(0, done)} most=${planned} label=${`${title}: ${line}`} /></div>`;
    })}
    ${(planText || isPlanLate) && html`<p>${planText} ${isPlanLate && html`<span class="quiet">${t("checkIn.late")}</span>`}</p>`}
    ${doneAt && html`<p><span class="quiet">${t("checkIn.done", { at: time(doneAt, zone) })}${isDoneLate && ` · ${t("checkIn.late")}`}</span> ${doneText}</p>`}
    ${answeredAt && html`<blockquote class="said"><p>${answerText ?? t("checkIn.seen")}</p>
      <p class="quiet">${answeredBy?.name} · ${time(answeredAt, zone)}</p></blockquote>`}
  </div>`;
}

/** The thread about a thing of a member's; `about` names it as the API does. */
export function ThreadAbout({ about, memberId }) {
  const { data, error, reload } = useAnswer(THREADS, { about, member: memberId });
  if (!data) return html`<${Waiting} error=${error} onRetry=${reload} rows=${2} />`;
  const thread = data.threads.edges[0]?.node;
  return html`<${Messages} thread=${thread} />
    <${Say} thread=${thread} start=${{ about, memberId }} />`;
}

export function Messages({ thread }) {
  const messages = thread?.messages.edges ?? [];
  return html`<ul class="comments">
    ${messages.length === 0 && html`<li class="quiet">${t("thread.none")}</li>`}
    ${messages.map(({ cursor, node }) => html`<li key=${cursor} class="comment"><${Face} name=${node.member.name} size="small" />
      <div><p class="quiet"><strong>${node.member.name}</strong> · ${since(node.writtenAt)}</p><p>${node.text}</p></div></li>`)}
  </ul>`;
}

/** Writes into a thread, or opens one with its first message. */
export function Say({ thread, start }) {
  return html`<${Form} key=${thread?.messages.edges.length} keyed document=${thread ? REPLY : ASK_ABOUT} button=${t("feed.send")}
    fields=${[{ name: "text", label: t(thread ? "thread.answer" : "thread.ask"), type: "area", required: true, maxlength: 500 }]}
    input=${({ text }) => ({ text: text ?? "", ...(thread ? { threadId: thread.id } : start) })} />`;
}
