// What coaching asks of the day, in one line of home: the nudge, the check-in, a talk to sign, or what is due.
import { useAnswer } from "../app/answers.js";
import { today } from "../app/format.js";
import { html, useEffect } from "../app/ui.js";
import { Icon } from "../parts/icons.js";
import { learn, t } from "../words/words.js";
import { MY_CARD } from "./documents.js";
import { flagLine, otherOf, whenOf } from "./said.js";

await learn("coaching", (code) => import(`./words/${code}.js`));

export function Card({ me }) {
  const { data, reload } = useAnswer(MY_CARD, {}, { keep: "card" });
  useEffect(() => void reload(), [me.unreadCount]);
  if (!data) return null;
  const { icon, href, title, text } = mostOf(data, me);
  return html`<a class="plan" href=${href}><span class=${icon === "check" ? "sign" : "sign lit"}><${Icon} name=${icon} /></span>
    <div><p class="plan-title">${title}</p><p class="quiet">${text}</p></div></a>`;
}

function mostOf({ viewer: { member, flags }, oneOnOnes }, me) {
  const on = today(me.organization.timeZone);
  const flag = flags.edges.map(({ node }) => node).find((each) => each.on === on && !each.isExcused);
  const { checkIn, planDueAt } = member.checkInDay ?? {};
  const talks = oneOnOnes.edges.map(({ node }) => node);
  const unsigned = talks.find(({ state, lead, leadSignedAt, memberSignedAt }) => state === "HELD" && !(lead.id === me.member.id ? leadSignedAt : memberSignedAt));
  const next = talks.find(({ state }) => state === "PLANNED");
  const item = member.actionItems.edges[0]?.node;
  if (flag) return { icon: "bell", href: "/days", title: flag.nudge ? t("flag.asks", { name: flag.nudge.by.name }) : t("flag.title"), text: flagLine(flag, me.organization.timeZone) };
  if (planDueAt && !checkIn) return { icon: "clock", href: "/check-ins", title: t("checkIn.plan"), text: t("checkIn.plan.text") };
  if (unsigned) return { icon: "proposal", href: `/one-on-ones/${encodeURIComponent(unsigned.id)}`, title: t("talk.HELD"), text: otherOf(unsigned, me).name };
  if (item && item.dueOn <= on) return { icon: "clock", href: "/action-items", title: item.text, text: t("item.title") };
  if (checkIn?.plannedAt && !checkIn.doneAt) return { icon: "clock", href: "/check-ins", title: t("checkIn.close"), text: t("checkIn.close.text") };
  if (next) return { icon: "desk", href: `/one-on-ones/${encodeURIComponent(next.id)}`, title: otherOf(next, me).name, text: whenOf(next.plannedAt) };
  return { icon: "check", href: me.member.team ? "/check-ins" : "/one-on-ones", title: t("checkIn.title"), text: t("checkIn.ok") };
}
