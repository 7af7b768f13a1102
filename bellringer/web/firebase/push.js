// Pushes in this browser: asked for by a tap, registered as a phone of the member's, and again whenever the app starts,
// since Firebase may have given another address meanwhile.
import { ask } from "../app/api.js";
import { firebase } from "../app/config.js";
import { html, useState } from "../app/ui.js";
import { getMessaging, getToken } from "../vendor/firebase/firebase-messaging.js";
import { language, learn, t } from "../words/words.js";
import { FORGET_DEVICE, REGISTER_DEVICE } from "./documents.js";
import { app } from "./sdk.js";

await learn("firebase", (code) => import(`./words/${code}.js`));

const KEPT = "bellringer.device"; // the id of this browser among the member's phones
const isAllowed = () => Notification.permission === "granted";
const isOn = () => isAllowed() && localStorage.getItem(KEPT) !== null;

/** Make this browser one of the member's phones, and say why not: "" if it is one now. */
async function register() {
  const serviceWorkerRegistration = await navigator.serviceWorker.ready;
  const value = await getToken(getMessaging(app), { vapidKey: firebase.vapidKey, serviceWorkerRegistration });
  const input = { platform: "WEB", locale: language.get(), target: { kind: "FCM_TOKEN", value } };
  const { device, userErrors } = (await ask(REGISTER_DEVICE, { input })).deviceRegister;
  if (device) localStorage.setItem(KEPT, device.id);
  return userErrors[0]?.message ?? "";
}

/** Register again, where it was asked for before. */
export const renew = async () => void (isOn() && (await register()));

/** Take this browser from the member's phones: nobody's pushes appear on it any more. */
export async function forget() {
  const id = localStorage.getItem(KEPT);
  localStorage.removeItem(KEPT);
  if (id) await ask(FORGET_DEVICE, { input: { id } });
}

/** The row of the settings. */
export function Ring() {
  const [on, setOn] = useState(isOn());
  const [said, say] = useState("");
  const turn = async (wanted) => {
    setOn(wanted);
    try {
      if (!wanted) {
        await forget();
        return say("");
      }
      if (Notification.permission !== "granted") await Notification.requestPermission();
      const problem = isAllowed() ? await register() : t("firebase.push.blocked");
      say(problem || t("firebase.push.on"));
      setOn(!problem);
    } catch {
      say(t("firebase.push.failed"));
      setOn(isOn());
    }
  };
  return html`<label class="card row me-card"><span class="row-main"><span>${t("firebase.push")}</span>
      <span class="quiet block" role="status">${said || t("firebase.push.text")}</span></span>
    <input type="checkbox" role="switch" class="toggle" checked=${on} onChange=${(event) => turn(event.currentTarget.checked)} /></label>`;
}
