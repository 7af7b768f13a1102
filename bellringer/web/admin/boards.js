// Boards: what is ranked.
import { html, useState } from "../app/ui.js";
import { Form } from "../parts/forms.js";
import { Sheet } from "../parts/sheet.js";
import { t } from "../words/words.js";
import { ARCHIVE_BOARD, BOARDS, CHANGE_BOARD, MAKE_BOARD } from "./documents.js";
import { Asked, FormSheet, Head, Row, Sure } from "./parts.js";

const PERIODS = ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "ALL"];

export function Boards() {
  const [asked, ask] = useState(null);
  const close = () => ask(null);
  return html`<${Asked} document=${BOARDS}>${({ viewer: { organization: { metrics, leaderboards } } }) => {
    const board = leaderboards.find(({ key }) => key === asked?.key);
    const metricOf = (key) => metrics.find((each) => each.key === key)?.title ?? key;
    return html`
      <${Head} title=${t("admin.boards")} button=${t("admin.board.new")} onAdd=${() => ask({ isNew: true })} />
      <ul class="card rows desk-rows">${leaderboards.map((each) => html`<${Row} key=${each.key} title=${each.title}
        text=${[metricOf(each.metricKey), t(`period.${each.periodKind}`), t(`subject.${each.subjectKind}`)].join(" · ")} onOpen=${() => ask({ key: each.key })} />`)}</ul>
      ${asked?.isNew && html`<${FormSheet} title=${t("admin.board.new")} onClose=${close} document=${MAKE_BOARD} button=${t("admin.board.new")}
        fields=${[
          { name: "title", label: t("admin.name"), required: true },
          { name: "key", label: t("admin.key"), hint: t("admin.key.hint"), required: true },
          { name: "metricKey", label: t("admin.metric"), options: metrics.map(({ key, title }) => [key, title]) },
          { name: "period", label: t("admin.period"), options: PERIODS.map((kind) => [kind, t(`period.${kind}`)]), value: "MONTH" },
          { name: "subjectKind", label: t("admin.subject"), options: ["MEMBER", "TEAM"].map((kind) => [kind, t(`subject.${kind}`)]) },
        ]} input=${({ title, key, ...values }) => ({ title: title ?? "", key: key ?? "", ...values })} />`}
      ${board && html`<${Sheet} title=${board.title} onClose=${close}>
        <${Form} document=${CHANGE_BOARD} button=${t("admin.save")} onDone=${close}
          fields=${[{ name: "title", label: t("admin.name"), value: board.title, required: true }, { name: "allowsHiding", label: t("admin.hiding"), type: "flag", value: board.allowsHiding }]}
          input=${(values) => ({ key: board.key, ...values })} />
        <${Sure} label=${t("admin.archive")} document=${ARCHIVE_BOARD} input=${{ key: board.key }} onDone=${close} /></${Sheet}>`}`;
  }}</${Asked}>`;
}
