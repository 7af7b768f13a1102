// Signing in where Firebase is set up: by a link sent by e-mail, or by a password.
import { signIn } from "../app/session.js";
import { html, useEffect, useId, useState } from "../app/ui.js";
import { language, learn, t } from "../words/words.js";
import { askedFor, enter, isLink, sendLink } from "./sdk.js";

await learn("firebase", (code) => import(`./words/${code}.js`));

const SAID = {
  "auth/invalid-credential": "firebase.wrong.credential", "auth/wrong-password": "firebase.wrong.credential", "auth/user-not-found": "firebase.wrong.credential",
  "auth/missing-password": "firebase.wrong.credential",
  "auth/invalid-email": "firebase.wrong.email", "auth/missing-email": "firebase.wrong.email",
  "auth/invalid-action-code": "firebase.wrong.link", "auth/expired-action-code": "firebase.wrong.link",
  "auth/too-many-requests": "firebase.wrong.often", "auth/network-request-failed": "problem.offline.title",
};

/** The link that this page was opened by; null: by none. */
const opened = isLink(location.href) ? location.href : null;

export function Form() {
  const [link, setLink] = useState(opened);
  const [said, say] = useState({ text: "", isWrong: false });
  const [isBusy, setBusy] = useState(false);
  const id = useId();

  async function go(email, password, organization) {
    setBusy(true);
    try {
      if (!link && password === null) {
        await sendLink(email, language.get());
        say({ text: t("firebase.sent", { email }), isWrong: false });
      } else {
        const uid = await enter({ email, link, password });
        history.replaceState(null, "", location.pathname); // the link works once, and need not be seen again
        signIn({ token: `firebase:${uid}`, firebase: uid, organization: organization || undefined });
      }
    } catch (error) {
      say({ text: t(SAID[error.code] ?? "problem.text"), isWrong: true });
      if (SAID[error.code] === "firebase.wrong.link") setLink(null);
    } finally {
      setBusy(false);
    }
  }

  // the phone that asked for the link knows whose it is
  useEffect(() => void (link && askedFor() && go(askedFor(), null, "")), []);
  const submit = (event) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name) => String(given.get(name) ?? "").trim();
    go(text("email"), event.submitter?.value === "password" ? String(given.get("password")) : null, text("organization"));
  };
  return html`<form onSubmit=${submit}>
    ${said.text && html`<p class=${said.isWrong ? "wrong" : ""} role=${said.isWrong ? "alert" : "status"}>${said.text}</p>`}
    <label for=${`${id}-e`}>${t("firebase.email")}</label>
    <input id=${`${id}-e`} name="email" type="email" autocomplete="username" required defaultValue=${askedFor()} />
    <label for=${`${id}-o`}>${t("signIn.organization")}</label>
    <input id=${`${id}-o`} name="organization" autocomplete="organization" spellcheck="false" />
    <button class="button primary" value="link" disabled=${isBusy}>${t(link ? "signIn.go" : "firebase.link")}</button>
    ${!link && html`<details><summary>${t("firebase.password.instead")}</summary>
      <label for=${`${id}-p`}>${t("firebase.password")}</label>
      <input id=${`${id}-p`} name="password" type="password" autocomplete="current-password" />
      <button class="button" value="password" disabled=${isBusy}>${t("signIn.go")}</button></details>`}
  </form>`;
}
