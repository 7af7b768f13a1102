// What pays what: the rules there are, and one's sheet.
import { plus } from "../app/format.js";
import { html, useState } from "../app/ui.js";
import { Section } from "../parts/parts.js";
import { Sheet } from "../parts/sheet.js";
import { t } from "../words/words.js";
import { MAKE_RULE, PUBLISH_RULE, RULES } from "./documents.js";
import { Asked, Head, Row } from "./parts.js";
import { Retire, TermsForm, describe } from "./terms.js";

export function Rules({ me }) {
  const [asked, ask] = useState(null);
  const { currency, timeZone } = me.organization;
  const close = () => ask(null);
  return html`<${Asked} document=${RULES}>${({ viewer: { organization } }) => {
    const kinds = organization.activityKinds;
    const titleOf = (kind) => kinds.find(({ key }) => key === kind)?.title ?? kind;
    const rules = organization.pointRules.filter(({ current, isRetired }) => current && !isRetired);
    const retired = organization.pointRules.filter(({ isRetired }) => isRetired);
    const rule = organization.pointRules.find(({ id }) => id === asked);
    const rows = (list) => html`<ul class="card rows desk-rows">${list.map((each) => html`<${Row} key=${each.id} title=${each.title}
      text=${[titleOf(each.kind), ...(each.isRetired ? [] : describe(each.current.terms, currency))].join(" · ")}
      end=${!each.isRetired && html`<strong class="earned">${plus(each.current.terms.points)}</strong>`} onOpen=${() => ask(each.id)} />`)}</ul>`;
    return html`
      <${Head} title=${t("admin.rules")} button=${t("admin.rule.new")} onAdd=${() => ask("new")} />
      ${rows(rules)}
      ${retired.length > 0 && html`<${Section} title=${t("admin.rule.retired")}>${rows(retired)}</${Section}>`}
      ${asked === "new" && html`<${Sheet} title=${t("admin.rule.new")} onClose=${close}>
        <${NewRule} kinds=${kinds} currency=${currency} zone=${timeZone} onDone=${close} /></${Sheet}>`}
      ${rule && html`<${Sheet} title=${rule.title} onClose=${close}>
        <${TermsForm} document=${PUBLISH_RULE} button=${t("admin.rule.publish")} terms=${rule.current?.terms} about=${{ ruleId: rule.id }}
          takesAmount=${kinds.find(({ key }) => key === rule.kind)?.takesAmount} currency=${currency} zone=${timeZone} onDone=${close} />
        ${rule.current && !rule.isRetired && html`<${Retire} rule=${rule} zone=${timeZone} onDone=${close} />`}</${Sheet}>`}`;
  }}</${Asked}>`;
}

function NewRule({ kinds, ...form }) {
  const [kind, setKind] = useState(kinds[0]?.key);
  const fields = [
    { name: "kind", label: t("admin.rule.kind"), options: kinds.map(({ key, title }) => [key, title]), value: kind },
    { name: "title", label: t("admin.name"), required: true },
  ];
  return html`<${TermsForm} ...${form} document=${MAKE_RULE} button=${t("admin.rule.new")} first=${fields} about=${{ kind }}
    named=${({ title }) => ({ title: title ?? "" })} takesAmount=${kinds.find(({ key }) => key === kind)?.takesAmount}
    onInput=${({ target }) => target.name === "kind" && setKind(target.value)} />`;
}
