// Who is signed in on this surface. A tab keeps its own member; a new tab begins with the last one.
import { store } from "./store.js";

const SURFACE = location.pathname.startsWith("/tv") ? "tv" : "app";
const KEY = `bellringer.session.${SURFACE}`;

/**
 * `token` says who it is, and is what is sent; where Firebase signs in, `firebase` is its name for the member, and what
 * is sent is had from its SDK.
 * @typedef {{token: string, organization?: string, firebase?: string}} Session
 */

export const isTv = SURFACE === "tv";

/** The present session; null: nobody. */
export const session = store(/** @type {Session | null} */ (null));

/** Names who is signed in and where, so that what is kept of one is never another's; null: nobody. */
export function whose() {
  const current = session.get();
  return current && `${current.organization ?? ""} ${current.token}`;
}

/** Why the last session ended, as a key of the words; "" if it did not. */
export const ended = store("");

/** Short names of the organizations among which whoever signed in has to choose; usually none. */
export const choices = store(/** @type {string[]} */ ([]));

/** Take a token out of the address (#token=…&org=…), so that it stays in no history; else go on as before. */
export function begin() {
  const given = new URLSearchParams(location.hash.slice(1));
  const token = given.get("token");
  if (token) {
    history.replaceState(null, "", location.pathname + location.search);
    signIn({ token, organization: given.get("org") ?? undefined });
    return;
  }
  const kept = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
  if (kept) sessionStorage.setItem(KEY, kept);
  session.set(kept ? JSON.parse(kept) : null);
}

/** @param {Session} next */
export function signIn(next) {
  const kept = JSON.stringify(next);
  sessionStorage.setItem(KEY, kept);
  localStorage.setItem(KEY, kept);
  ended.set("");
  choices.set([]);
  session.set(next);
}

/**
 * The token to send now. Firebase's last an hour: its SDK, loaded with the first of them, renews them.
 * @param {boolean} [isRefused] the last one was
 * @returns {Promise<string | null>} null: nobody is signed in any more
 */
export async function bearer(isRefused = false) {
  const current = session.get();
  if (!current?.firebase) return current?.token ?? null;
  return (await import("../firebase/sdk.js")).idToken(current.firebase, isRefused);
}

/** Forget who was here; what waits to be sent stays until the same member is back. */
export function signOut(why = "") {
  const uid = session.get()?.firebase;
  if (uid) import("../firebase/sdk.js").then(({ leave }) => leave(uid)).catch(() => {}); // without network it is forgotten here alone
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (localStorage.getItem(KEY) === kept) localStorage.removeItem(KEY);
  ended.set(why);
  session.set(null);
}
