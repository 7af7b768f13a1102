// Screens on walls: each has a link of its own, which is shown once and opens boards and the feed, and nothing else.
import { day } from "../app/format.js";
import { html, useState } from "../app/ui.js";
import { Icon } from "../parts/icons.js";
import { Empty } from "../parts/parts.js";
import { Sheet } from "../parts/sheet.js";
import { t } from "../words/words.js";
import { DISPLAYS, MAKE_DISPLAY, REVOKE_DISPLAY, WALL } from "./documents.js";
import { Asked, FormSheet, Head, Paged, Row, Sure } from "./parts.js";

export function Displays() {
  const [asked, ask] = useState(null); // {isNew}, {link} or {display}
  const close = () => ask(null);
  return html`<${Asked} document=${WALL}>${({ viewer: { organization: { teams, leaderboards } } }) => {
    const display = asked?.display;
    const titleOf = (key) => leaderboards.find((each) => each.key === key)?.title ?? key;
    return html`
      <${Head} title=${t("admin.displays")} button=${t("admin.display.new")} onAdd=${() => ask({ isNew: true })} />
      <${Paged} document=${DISPLAYS} pick=${({ displays }) => displays}>${(all) => {
        const there = all.filter(({ revokedAt }) => !revokedAt);
        return there.length === 0 ? html`<div class="card"><${Empty} icon="board" title=${t("admin.displays.none.title")} text=${t("admin.displays.none.text")} /></div>`
        : html`<ul class="card rows desk-rows">${there.map((each) => html`<${Row} key=${each.id} sign=${html`<span class="sign small"><${Icon} name="board" size=${20} /></span>`} title=${each.title}
          text=${each.boardKeys.map(titleOf).join(", ")} end=${day(each.createdAt)} onOpen=${() => ask({ display: each })} />`)}</ul>`;
      }}</${Paged}>
      ${asked?.isNew && html`<${FormSheet} title=${t("admin.display.new")} onClose=${close} document=${MAKE_DISPLAY} button=${t("admin.display.new")}
        onDone=${({ token }) => ask({ link: `${location.origin}/tv#token=${token}` })}
        fields=${[
          { name: "title", label: t("admin.display.where"), required: true },
          { name: "boardKeys", label: t("admin.boards"), type: "many", options: leaderboards.map(({ key, title }) => [key, title]), value: ["points-month"] },
          { name: "teamIds", label: t("admin.display.feeds"), type: "many", options: teams.map(({ id, name }) => [id, name]) },
        ]} input=${({ title, ...values }) => ({ title: title ?? "", ...values })} />`}
      ${asked?.link && html`<${Sheet} title=${t("admin.display.link")} onClose=${close}><p>${t("admin.display.once")}</p>
        <input readonly aria-label=${t("admin.display.link")} value=${asked.link} onFocus=${(event) => event.currentTarget.select()} />
        <button type="button" class="button primary" onClick=${() => navigator.clipboard?.writeText(asked.link)}>${t("admin.copy")}</button></${Sheet}>`}
      ${display && html`<${Sheet} title=${display.title} onClose=${close}>
        <p class="quiet">${[...display.boardKeys.map(titleOf), ...display.teams.map(({ name }) => name)].join(", ")}</p>
        <${Sure} label=${t("admin.display.revoke")} document=${REVOKE_DISPLAY} input=${{ displayId: display.id }} onDone=${close} /></${Sheet}>`}`;
  }}</${Asked}>`;
}
