// Nobody is signed in: the link does it, or a token by hand; where Firebase is set up, its form. Then perhaps a choice.
import { firebase } from "../app/config.js";
import { choices, ended, session, signIn } from "../app/session.js";
import { useStore } from "../app/store.js";
import { html, useEffect, useId, useState } from "../app/ui.js";
import { Problem, Skeleton } from "../parts/parts.js";
import { t } from "../words/words.js";

const TOKEN = /blr_[\w-]+|[\w-]+\.[\w-]+\.[\w-]+/;

const Bell = () => html`<div class="bell" aria-hidden="true">
  <svg viewBox="0 0 512 512"><path d="M256 60c20 0 36 15 36 34 66 16 106 74 106 143v62c0 15 6 30 16 41l17 17c17 17 5 46-19 46H100c-24 0-36-29-19-46l17-17c10-11 16-26 16-41v-62c0-69 40-127 106-143 0-19 16-34 36-34z"/><path d="M208 424h96a48 42 0 0 1-96 0z"/></svg>
</div>`;

export function SignIn() {
  const why = useStore(ended);
  return html`<main class="sign-in">
    <${Bell} />
    <h1>${t("signIn.title")}</h1>
    ${(why || !firebase) && html`<p class="lead" role=${why ? "alert" : null}>${t(why || "signIn.text")}</p>`}
    ${firebase ? html`<${ByFirebase} />` : html`<${ByToken} />`}
  </main>`;
}

/** Somebody is in several organizations: one of them is opened. */
export function Choice() {
  const slugs = useStore(choices);
  return html`<main class="sign-in">
    <${Bell} />
    <h1>${t("signIn.choice")}</h1>
    ${slugs.map((slug) => html`<button key=${slug} type="button" class="button wide" onClick=${() => signIn({ ...session.get(), organization: slug })}>${slug}</button>`)}
  </main>`;
}

/** The form of another file, which brings Firebase's SDK with it. */
function ByFirebase() {
  const [form, set] = useState(null);
  const [error, fail] = useState(null);
  const load = () => import("../firebase/sign-in.js").then(({ Form }) => set(() => Form), () => fail({ code: "OFFLINE" }));
  useEffect(() => void load(), []);
  if (form) return html`<${form} />`;
  return error ? html`<${Problem} error=${error} onRetry=${load} />` : html`<${Skeleton} rows=${2} />`;
}

function ByToken() {
  const id = useId();
  const submit = (event) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const token = String(given.get("token")).match(TOKEN)?.[0]; // a whole link may be pasted, too
    if (token) signIn({ token, organization: String(given.get("organization")).trim() || undefined });
  };
  return html`<form onSubmit=${submit}>
      <label for=${`${id}-t`}>${t("signIn.token")}</label>
      <input id=${`${id}-t`} name="token" type="password" autocomplete="off" spellcheck="false" required />
      <label for=${`${id}-o`}>${t("signIn.organization")}</label>
      <input id=${`${id}-o`} name="organization" autocomplete="organization" spellcheck="false" />
      <button class="button primary">${t("signIn.go")}</button>
    </form>
    <p class="quiet">${t("signIn.hint")}</p>`;
}
