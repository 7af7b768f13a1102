// Whether the server has a newer client than this page.
import { connections } from "./live.js";
import { store } from "./store.js";

const OURS = document.querySelector("meta[name=bellringer-version]").content;

/** True once the server serves another version. */
export const isOutdated = store(false);

export async function lookForVersion() {
  try {
    const page = await (await fetch("/", { cache: "no-cache" })).text();
    const theirs = page.match(/name="bellringer-version" content="([^"]+)"/)?.[1];
    if (theirs && theirs !== OURS) isOutdated.set(true);
  } catch {
    // no network: looked for again with the next connection
  }
}

// a new version comes with a restart, and a restart with a new connection
connections.watch(() => void (connections.get() > 1 && lookForVersion()));
