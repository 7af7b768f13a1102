// Words by key, in the reader's language: the one chosen in the settings, else one that the browser asks for.
// A language is a file beside en.js with the same keys; screens that few open bring words of their own.
import { store } from "../app/store.js";

export const LANGUAGES = ["en", "de", "es", "fr", "pt"];
const KEPT = "bellringer.language"; // the choice, as this phone heard it last
const ours = (tag) => LANGUAGES.find((each) => each === tag.toLowerCase().split("-")[0]);
const browsers = navigator.languages ?? [navigator.language];
const rooms = new Map(); // folder of words → how a file of it is loaded

/** The words of the present language. */
let words = {};
let code = "";
let plurals, numbers;

/** The reader's own tag in the present language, so that numbers are written as at home. */
export const language = store("en");

/** Speak the language of a tag; null: the browser's. All that is shown is drawn again. */
export async function speak(tag) {
  const chosen = (tag && ours(tag)) || browsers.map(ours).find(Boolean) || "en";
  const kept = tag && ours(tag) ? tag : null;
  if (kept) localStorage.setItem(KEPT, kept);
  else localStorage.removeItem(KEPT);
  if (chosen === code) return;
  const loaded = await Promise.all([...rooms.values()].map((load) => load(chosen)));
  code = chosen;
  words = Object.assign({}, ...loaded.map((each) => each.default));
  const own = kept?.includes("-") ? kept : browsers.find((each) => ours(each) === chosen) ?? chosen;
  plurals = new Intl.PluralRules(own);
  numbers = new Intl.NumberFormat(own);
  document.documentElement.lang = chosen;
  language.set(own);
}

/** Add the words of a room that is opened now; `load` imports its file of a language. */
export async function learn(room, load) {
  if (rooms.has(room)) return;
  Object.assign(words, (await load(code)).default);
  rooms.set(room, load);
}

/**
 * The words of a key, with {names} filled in; where they depend on a number, it is `n`.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const found = words[key] ?? key;
  const text = typeof found === "string" ? found : (found[plurals.select(values.n)] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (_, name) =>
    typeof values[name] === "number" ? numbers.format(values[name]) : (values[name] ?? ""));
}

/** Whether there are words of a key, for keys that come from elsewhere. */
export const knows = (key) => key in words;

rooms.set("", (each) => import(`./${each}.js`));
await speak(localStorage.getItem(KEPT));
