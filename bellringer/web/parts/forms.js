// A form over a mutation: its fields are those of the input, and a refusal stands beside the field that is to blame.
import { refresh } from "../app/answers.js";
import { ask } from "../app/api.js";
import { html, useId, useRef, useState } from "../app/ui.js";
import { knows, t } from "../words/words.js";

/** What a refusal says to a person. */
export const refusalText = ({ code, message }) => (knows(`refused.${code}`) ? t(`refused.${code}`) : message);

/** Send a mutation, and return its payload; a failure of the way there is a refusal without a field. */
export async function send(document, input) {
  try {
    return Object.values(await ask(document, { input }))[0];
  } catch (error) {
    const text = t(error.code === "OFFLINE" ? "problem.offline.title" : "problem.text");
    return { userErrors: [{ code: error.code, message: text, path: null }] };
  }
}

/**
 * A field of a form. `name` is the field's of the input; `options` make it a choice; `type` is that of an input, or
 * "area", "flag" or "many" (of options).
 * @typedef {{name: string, label: string, type?: string, options?: [string, string][], value?: any, hint?: string,
 *   required?: boolean, min?: number, max?: number, at?: string[]}} Field
 */

/**
 * @param {{fields: Field[], document: string, button: string, input?: (values: any) => object, keyed?: boolean,
 *   onDone?: (payload: any) => void, children?: any}} props  keyed: the input has an idempotency key, one for each thing done
 */
export function Form({ fields, document, button, input = (values) => values, keyed = false, onDone = () => {}, children }) {
  const key = useRef(crypto.randomUUID());
  const form = useRef(null);
  const id = useId();
  const [refused, setRefused] = useState([]);
  const [isBusy, setBusy] = useState(false);
  const blamed = (field) => refused.find(({ path }) => path?.some((step) => step === field.name || field.at?.includes(step)));
  const others = refused.filter((each) => !fields.some((field) => blamed(field) === each));

  const submit = async (event) => {
    event.preventDefault();
    if (isBusy) return;
    const values = valuesOf(fields, form.current);
    setBusy(true);
    const payload = await send(document, { ...input(values), ...(keyed && { idempotencyKey: key.current }) });
    setBusy(false);
    setRefused(payload.userErrors);
    if (payload.userErrors.length) {
      key.current = crypto.randomUUID();
      requestAnimationFrame(() => form.current?.querySelector("[aria-invalid]")?.focus());
      return;
    }
    key.current = crypto.randomUUID();
    refresh();
    onDone(payload);
  };
  return html`<form class="form" ref=${form} onSubmit=${submit} novalidate>
    ${fields.map((field) => html`<${Field} key=${field.name} field=${field} id=${`${id}-${field.name}`} refused=${blamed(field)} />`)}
    ${children}
    ${others.map((each) => html`<p key=${each.code} class="wrong" role="alert">${refusalText(each)}</p>`)}
    <button class="button primary" disabled=${isBusy}>${button}</button>
  </form>`;
}

function Field({ field, id, refused }) {
  const { name, label, type = "text", options, value, hint, ...more } = field;
  delete more.at;
  const said = refused && `${id}-wrong`;
  const common = { id, name, "aria-invalid": refused ? "true" : null, "aria-describedby": said || (hint ? `${id}-hint` : null), ...more };
  const control = type === "many"
    ? html`<div class="checks" role="group" aria-labelledby=${`${id}-label`}>${options.map(([key, title]) => html`<label key=${key} class="check">
        <input type="checkbox" name=${name} value=${key} defaultChecked=${value?.includes(key)} /><span>${title}</span></label>`)}</div>`
    : options ? html`<select ...${common} defaultValue=${value}>${options.map(([key, title]) => html`<option key=${key} value=${key} selected=${key === value}>${title}</option>`)}</select>`
      : type === "area" ? html`<textarea rows="2" ...${common}>${value ?? ""}</textarea>`
        : type === "flag" ? html`<input type="checkbox" role="switch" class="toggle" ...${common} defaultChecked=${value} />`
          : html`<input type=${type} ...${common} defaultValue=${value ?? ""} autocomplete="off" />`;
  return html`<div class=${type === "flag" ? "field flag" : "field"}>
    ${type === "many" ? html`<span class="field-label" id=${`${id}-label`}>${label}</span>` : html`<label for=${id}>${label}</label>`}
    ${control}
    ${hint && !refused && html`<p class="quiet" id=${`${id}-hint`}>${hint}</p>`}
    ${refused && html`<p class="wrong" id=${said} role="alert">${refusalText(refused)}</p>`}
  </div>`;
}

/** Read what stands in a form, by the names of its fields. */
export function valuesOf(fields, form) {
  const data = new FormData(form);
  return Object.fromEntries(fields.map((field) => [field.name, read(field, data)]));
}

/** Read a field as the API takes it; what was left empty is null. */
function read({ name, type, options }, data) {
  if (type === "flag") return data.has(name);
  if (type === "many") return data.getAll(name);
  const text = String(data.get(name) ?? "").trim();
  if (!text) return null;
  return type === "number" && !options ? Number(text) : text;
}
