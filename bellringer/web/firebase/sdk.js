// Firebase's SDK, loaded where an operator has set it up and somebody signs in with it, or rings by it. No popup and no
// frame of another site: e-mail links and passwords need none, and the policy of these pages allows none.
import { firebase } from "../app/config.js";
import { initializeApp } from "../vendor/firebase/firebase-app.js";
import {
  browserLocalPersistence, indexedDBLocalPersistence, initializeAuth, isSignInWithEmailLink, sendSignInLinkToEmail,
  signInWithEmailAndPassword, signInWithEmailLink, signOut,
} from "../vendor/firebase/firebase-auth.js";

export const app = initializeApp(firebase);
const auth = initializeAuth(app, { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
const ASKED = "bellringer.email"; // whose link is on its way, so that the one who opens it here need not type it again

/** Whether an address is that of a link which signs in. */
export const isLink = (address) => isSignInWithEmailLink(auth, address);

/** The e-mail address that a link was asked for on this phone; "": for none. */
export const askedFor = () => localStorage.getItem(ASKED) ?? "";

/** Send a link that signs in. */
export async function sendLink(email, language) {
  auth.languageCode = language;
  await sendSignInLinkToEmail(auth, email, { url: `${location.origin}/`, handleCodeInApp: true });
  localStorage.setItem(ASKED, email);
}

/** Sign in by a link, or a password; returns who it is, as Firebase names them. */
export async function enter({ email, link, password }) {
  const { user } = link ? await signInWithEmailLink(auth, email, link) : await signInWithEmailAndPassword(auth, email, password);
  localStorage.removeItem(ASKED);
  return user.uid;
}

/**
 * An ID token that is valid now; null: this browser is not signed in as this one any more.
 * @param {string} uid
 * @param {boolean} isRefused the last one was refused, so a new one is fetched before its time
 */
export async function idToken(uid, isRefused) {
  await auth.authStateReady();
  return auth.currentUser?.uid === uid ? auth.currentUser.getIdToken(isRefused) : null;
}

/** Forget who is signed in, unless it is somebody else by now. */
export async function leave(uid) {
  await auth.authStateReady();
  if (auth.currentUser?.uid === uid) await signOut(auth);
}
