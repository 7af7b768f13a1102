// The terms of a rule: a form whose terms can be tried on what has happened before they hold.
import { minorUnits } from "../app/amount.js";
import { count, digitsOf, money, plus, today } from "../app/format.js";
import { html, useRef, useState } from "../app/ui.js";
import { Form, refusalText, send, valuesOf } from "../parts/forms.js";
import { Face } from "../parts/parts.js";
import { t } from "../words/words.js";
import { PREVIEW_RULE, RETIRE_RULE } from "./documents.js";
import { Sure } from "./parts.js";

const DAYS_BACK = 30;
const DAY = 86_400_000;
const NOTHING_YET = {
  points: null, per: "UNIT", stepMinor: null, minimumAmountMinor: null, capPerDay: null, capPerWeek: null,
  cooldownMinutes: null, tag: null, salesRole: null, weekdays: null,
};

/** What limits a rule, in words. */
export const describe = ({ per, stepMinor, minimumAmountMinor, capPerDay, capPerWeek, cooldownMinutes, tag, salesRole }, currency) => [
  per === "AMOUNT_STEP" && t("admin.rule.each", { step: money(stepMinor, currency) }),
  minimumAmountMinor !== null && t("admin.rule.least", { amount: money(minimumAmountMinor, currency) }),
  capPerDay !== null && t("admin.rule.day", { n: capPerDay }),
  capPerWeek !== null && t("admin.rule.week", { n: capPerWeek }),
  cooldownMinutes !== null && t("admin.rule.pause", { n: cooldownMinutes }),
  tag, salesRole,
].filter(Boolean);

function fieldsOf(terms, takesAmount, currency) {
  const number = (name, label) => ({ name, label, type: "number", min: 0, value: terms[name], hint: t("admin.rule.free") });
  const amount = (name, label) => ({
    name, label, inputmode: "decimal", value: terms[name] === null ? null : terms[name] / 10 ** digitsOf(currency),
  });
  const text = (name, label) => ({ name, label, value: terms[name], hint: t("admin.rule.any") });
  return [
    { ...number("points", t("admin.rule.points")), hint: undefined, required: true },
    ...(takesAmount ? [
      { name: "per", label: t("admin.rule.per"), options: ["UNIT", "AMOUNT_STEP"].map((per) => [per, t(`admin.rule.per.${per}`)]), value: terms.per },
      amount("stepMinor", t("admin.rule.step", { currency })), amount("minimumAmountMinor", t("admin.rule.minimum", { currency })),
    ] : []),
    number("capPerDay", t("admin.rule.capPerDay")), number("capPerWeek", t("admin.rule.capPerWeek")),
    number("cooldownMinutes", t("admin.rule.cooldown")), text("tag", t("admin.rule.tag")), text("salesRole", t("admin.rule.role")),
  ];
}

/** Read terms as the API takes them; what the form does not show stays as it was. */
function termsOf(values, terms, currency) {
  const minor = (text) => text && (minorUnits(text, digitsOf(currency)) ?? 0); // what is no amount is refused there
  const amounts = "per" in values ? {
    per: values.per, minimumAmountMinor: minor(values.minimumAmountMinor),
    stepMinor: values.per === "AMOUNT_STEP" ? minor(values.stepMinor) : null,
  } : {};
  const { points, capPerDay, capPerWeek, cooldownMinutes, tag, salesRole } = values;
  return { ...terms, capPerDay, capPerWeek, cooldownMinutes, tag, salesRole, ...amounts, points: points ?? 0 };
}

/**
 * @param {{document: string, button: string, about: {kind?: string, ruleId?: string}, terms?: object, first?: object[],
 *   named?: (values: any) => object, takesAmount?: boolean, currency: string, zone: string, onDone: () => void,
 *   onInput?: (event: any) => void}} props  about: whose terms they are; named: what else is sent of the form
 */
export function TermsForm({ document, button, about, terms, first = [], named = () => ({}), takesAmount, currency, zone, onDone, onInput = () => {} }) {
  const around = useRef(null);
  const [tried, setTried] = useState(null);
  const before = terms ?? NOTHING_YET;
  const fields = [...first, ...fieldsOf(before, takesAmount, currency)];
  const look = async () => {
    const values = valuesOf(fields, around.current.querySelector("form"));
    setTried(await preview({ ...about, terms: termsOf(values, before, currency) }, zone));
  };
  const changed = (event) => {
    setTried(null);
    onInput(event);
  };
  return html`<div ref=${around} onInput=${changed}><${Form} document=${document} keyed button=${button} fields=${fields} onDone=${onDone}
    input=${(values) => ({ ...about, ...named(values), terms: termsOf(values, before, currency) })}>
    <button type="button" class="button" onClick=${look}>${t("admin.rule.preview")}</button>
    <div role="status">${tried && html`<${Tried} tried=${tried} />`}</div>
  </${Form}></div>`;
}

/** The end of a rule: the first tap shows what it would have cost, the second ends it. */
export function Retire({ rule, zone, onDone }) {
  const [tried, setTried] = useState(null);
  const look = async () => setTried(await preview({ ruleId: rule.id, terms: { ...rule.current.terms, points: 0 } }, zone));
  return html`<div class="form"><div role="status">${tried && html`<p>${t("admin.rule.without")}</p><${Tried} tried=${tried} />`}</div>
    <${Sure} label=${t("admin.rule.retire")} document=${RETIRE_RULE} input=${{ ruleId: rule.id }} onAsk=${look} onDone=${onDone} /></div>`;
}

const preview = (asked, zone) => send(PREVIEW_RULE, { ...asked, since: today(zone, Date.now() - DAYS_BACK * DAY), until: today(zone, Date.now() + DAY) });

function Tried({ tried }) {
  if (tried.userErrors.length) return html`<p class="wrong">${refusalText(tried.userErrors[0])}</p>`;
  return html`<p>${t("admin.rule.tried", { n: tried.activities, days: DAYS_BACK, gained: plus(tried.gained), lost: plus(-tried.lost) })}</p>
    <ul class="rows">${tried.members.slice(0, 5).map(({ member, gained, lost }) => html`<li key=${member.id} class="row"><${Face} name=${member.name} size="small" />
      <span class="row-main">${member.name}</span><span class="row-end">${plus(gained - lost)}</span></li>`)}</ul>
    ${tried.totalMembers > 5 && html`<p class="quiet">${t("admin.rule.others", { n: count(tried.totalMembers - 5) })}</p>`}`;
}
