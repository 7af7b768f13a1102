// Settings: what may ring, and when it is quiet; and the way out.
import { refresh, useAnswer } from "../app/answers.js";
import { ask } from "../app/api.js";
import { firebase } from "../app/config.js";
import { waiting } from "../app/queue.js";
import { signOut } from "../app/session.js";
import { useStore } from "../app/store.js";
import { html, useEffect, useId, useState } from "../app/ui.js";
import { Face, Problem, Section, Skeleton } from "../parts/parts.js";
import { LANGUAGES, knows, learn, speak, t } from "../words/words.js";
import { SETTINGS, SET_PREFERENCES, SPEAK } from "./documents.js";

await learn("settings", (code) => import(`./words/${code}.js`));

const EVENING = { startsAt: "21:00", endsAt: "07:00", onDaysOff: true };

export function Screen({ me }) {
  const { data, error, reload, change } = useAnswer(SETTINGS);
  const [said, say] = useState("");
  const left = useStore(waiting).length;
  const preferences = data?.viewer.preferences;

  /** Hours, digest and budget are set as a whole, so each change sends all of them. */
  async function set(changes, kinds = []) {
    const { dailyBudget, streakWarningsAt, quietHours, digest } = preferences;
    const own = preferences.isOwn ? { digest, streakWarningsAt } : {};
    try {
      const input = { dailyBudget, quietHours, ...own, ...changes, kinds };
      const done = (await ask(SET_PREFERENCES, { input })).notificationPreferencesSet;
      if (done.preferences) change((now) => ({ viewer: { ...now.viewer, preferences: done.preferences } }));
      say(done.userErrors[0]?.message ?? t("settings.saved"));
    } catch {
      say(t("problem.text"));
    }
  }

  return html`
    <h2 class="screen-title">${t("nav.settings")}</h2>
    <div class="card row me-card"><${Face} name=${me.member.name} />
      <div class="row-main"><p>${me.member.name}</p><p class="quiet">${[t(`role.${me.member.role}`), me.member.team?.name, me.organization.name].filter(Boolean).join(" · ")}</p></div></div>
    <${Language} me=${me} onSaid=${say} />
    ${mayRing && html`<${Ringing} />`}
    ${!preferences && (error ? html`<${Problem} error=${error} onRetry=${reload} />` : html`<${Skeleton} rows=${4} />`)}
    ${preferences && html`
      <${Section} title=${t("settings.quiet")}><div class="card rows">
        <label class="row"><span class="row-main"><span>${t("settings.quiet.on")}</span><span class="quiet block">${t("settings.quiet.text")}</span></span>
          <${Toggle} isOn=${preferences.quietHours !== null} onChange=${(isOn) => set({ quietHours: isOn ? EVENING : null })} /></label>
        ${preferences.quietHours && html`<${Hours} hours=${preferences.quietHours} onChange=${(quietHours) => set({ quietHours })} />`}
      </div></${Section}>
      <${Kinds} of=${preferences} by="push" onSet=${(kind) => set({}, [kind])} />
      ${preferences.hasTexts && html`<${Kinds} of=${preferences} by="text" onSet=${(kind) => set({}, [kind])} />`}`}
    <p class="unseen" role="status">${said}</p>
    <button type="button" class="button wide" onClick=${leave}>${t("settings.signOut")}</button>
    ${left > 0 && html`<p class="quiet foot">${t("settings.signOut.waiting", { n: left })}</p>`}`;
}

// browsers ring by Firebase, where they can at all
const mayRing = firebase && "Notification" in window && "PushManager" in window && navigator.serviceWorker;

/** The row of another file, which brings Firebase's SDK with it. */
function Ringing() {
  const [row, set] = useState(null);
  useEffect(() => void import("../firebase/push.js").then(({ Ring }) => set(() => Ring), () => {}), []);
  return row ? html`<${row} />` : html`<${Skeleton} rows=${1} />`;
}

/** Sign out; this browser is taken from the member's phones first, if there is a network. */
async function leave() {
  if (mayRing) await import("../firebase/push.js").then(({ forget }) => forget()).catch(() => {});
  signOut();
}

/** Each language is named in itself. */
function Language({ me, onSaid }) {
  const id = useId();
  const named = (code) => new Intl.DisplayNames([code], { type: "language" }).of(code);
  const choose = async ({ currentTarget }) => {
    const locale = currentTarget.value || null;
    try {
      const { userErrors } = (await ask(SPEAK, { input: { locale } })).localeSet;
      if (userErrors.length) return onSaid(userErrors[0].message);
      await speak(locale);
      refresh();
    } catch {
      onSaid(t("problem.text"));
    }
  };
  return html`<div class="card row me-card"><label class="row-main" for=${id}><span>${t("settings.language")}</span>
      <span class="quiet block">${t("settings.language.text")}</span></label>
    <select id=${id} value=${me.locale?.split("-")[0] ?? ""} onChange=${choose}>
      <option value="">${t("settings.language.own")}</option>
      ${LANGUAGES.map((code) => html`<option key=${code} value=${code} lang=${code}>${named(code)}</option>`)}
    </select></div>`;
}

/** What may come by one channel, kind by kind. */
function Kinds({ of, by, onSet }) {
  return html`<${Section} title=${t(`settings.${by}`)}><ul class="card rows">
    ${of.kinds.filter((each) => each[by] !== null).map(({ kind, isUrgent, [by]: isOn }) => html`<li key=${kind}><label class="row">
      <span class="row-main"><span>${knows(`kind.${kind}`) ? t(`kind.${kind}`) : kind}</span>
        ${isUrgent && html`<span class="quiet block">${t("settings.urgent")}</span>`}</span>
      <${Toggle} isOn=${isOn} onChange=${(wanted) => onSet({ kind, [by]: wanted })} /></label></li>`)}
  </ul><p class="quiet foot">${t(`settings.${by}.text`)}</p></${Section}>`;
}

const Toggle = ({ isOn, onChange }) => html`<input type="checkbox" role="switch" class="toggle" checked=${isOn}
  onChange=${(event) => onChange(event.currentTarget.checked)} />`;

function Hours({ hours, onChange }) {
  const time = (name, label) => html`<label class="hour"><span>${label}</span>
    <input type="time" required value=${hours[name].slice(0, 5)}
      onChange=${(event) => event.currentTarget.value && onChange({ ...hours, [name]: event.currentTarget.value })} /></label>`;
  return html`
    <div class="row hours">${time("startsAt", t("settings.quiet.from"))}${time("endsAt", t("settings.quiet.to"))}</div>
    <label class="row"><span class="row-main">${t("settings.quiet.daysOff")}</span>
      <${Toggle} isOn=${hours.onDaysOff} onChange=${(onDaysOff) => onChange({ ...hours, onDaysOff })} /></label>`;
}
