// What the admin's pages share: a list whose rows open a sheet, and a button that asks once more.
import { refresh, useAnswer } from "../app/answers.js";
import { usePages } from "../app/more.js";
import { html, useState } from "../app/ui.js";
import { Form, refusalText, send } from "../parts/forms.js";
import { Problem, Skeleton } from "../parts/parts.js";
import { Sheet } from "../parts/sheet.js";
import { t } from "../words/words.js";

/** Read a document, and draw what it answers. */
export function Asked({ document, variables, children }) {
  const { data, error, reload } = useAnswer(document, variables);
  if (!data) return error ? html`<${Problem} error=${error} onRetry=${reload} />` : html`<${Skeleton} rows=${5} />`;
  return children(data);
}

/** Read a list page by page, and draw the rows that are here; below them is the button for more. */
export function Paged({ document, variables, pick, children }) {
  const { rows, error, reload, hasMore, more, isBusy } = usePages(document, pick, { variables });
  if (!rows) return error ? html`<${Problem} error=${error} onRetry=${reload} />` : html`<${Skeleton} rows=${5} />`;
  return html`${children(rows)}${hasMore && html`<button type="button" class="button wide" disabled=${isBusy} onClick=${more}>${t("more")}</button>`}`;
}

/** A heading with the button that adds one more. */
export const Head = ({ title, button, onAdd }) => html`<div class="screen-head"><h2>${title}</h2>
  <button type="button" class="button small accent" onClick=${onAdd}>${button}</button></div>`;

/** A row that opens. */
export const Row = ({ sign, title, text, end, onOpen }) => html`<li class="row desk-row"><button type="button" class="desk-who" onClick=${onOpen}>
  ${sign}<span class="row-main"><span class="desk-name">${title}</span><span class="quiet block">${text}</span></span>
  ${end && html`<span class="row-end quiet">${end}</span>`}</button></li>`;

/** A sheet with one form in it, which closes when that is done. */
export const FormSheet = ({ title, onClose, children, ...form }) => html`<${Sheet} title=${title} onClose=${onClose}>
  <${Form} ...${form} onDone=${(payload) => (form.onDone ?? onClose)(payload)} />${children}</${Sheet}>`;

/** What can't be undone asks once more; `onAsk` shows what it would do. */
export function Sure({ label, document, input, onDone, onAsk = () => {} }) {
  const [isAsked, ask] = useState(false);
  const [problem, setProblem] = useState("");
  const go = async () => {
    if (!isAsked) {
      ask(true);
      return onAsk();
    }
    const { userErrors } = await send(document, input);
    if (userErrors.length) return setProblem(refusalText(userErrors[0]));
    refresh();
    onDone();
  };
  return html`<div>${problem && html`<p class="wrong" role="alert">${problem}</p>`}
    <button type="button" class="button" onClick=${go}>${isAsked ? t("admin.sure", { what: label }) : label}</button></div>`;
}
