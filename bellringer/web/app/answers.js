// Answers that are shown at once when a screen comes back, and read again behind it.
import { ask } from "./api.js";
import { connections } from "./live.js";
import { session, whose } from "./session.js";
import { store, useStore } from "./store.js";
import { useCallback, useEffect, useState } from "./ui.js";

const ON_DISK = "bellringer.kept.";
const MOST_TRIES = 3;
const kept = new Map();
const changes = new Map(); // how often what is kept was changed by live news
/** Counts how often everything was asked for again. */
export const refreshes = store(0);

/** Read again all that is shown, where no live line tells of the change. */
export const refresh = () => refreshes.set(refreshes.get() + 1);

session.watch(() => {
  kept.clear();
  if (session.get()) return;
  Object.keys(localStorage).filter((key) => key.startsWith(ON_DISK)).forEach((key) => localStorage.removeItem(key));
});

/** What was answered last under this name, on this phone; null: nothing. */
function onDisk(name) {
  const found = name && JSON.parse(localStorage.getItem(ON_DISK + name) ?? "null");
  return found && found.whose === whose() ? found.data : null;
}

/**
 * Read a query, and read it again after each connection.
 * @param {string} document
 * @param {object} [variables]
 * @param {{keep?: string}} [options] keep: a name under which the last answer survives a start without network
 * @returns {{data: any, error: any, reload: () => void, change: (change: (data: any) => any) => void}}
 */
export function useAnswer(document, variables = {}, { keep } = {}) {
  const key = document + JSON.stringify(variables);
  const line = useStore(connections);
  const refreshed = useStore(refreshes);
  const [, draw] = useState(0);
  const [failed, fail] = useState({ key: "", error: null });
  if (!kept.has(key) && onDisk(keep)) kept.set(key, onDisk(keep));

  const set = useCallback((data) => {
    kept.set(key, data);
    if (keep && whose()) localStorage.setItem(ON_DISK + keep, JSON.stringify({ whose: whose(), data }));
    fail({ key: "", error: null });
    draw((n) => n + 1);
  }, [key]);
  const reload = useCallback(async () => {
    const who = session.get();
    try {
      // an answer that live news has overtaken may be older than they are: it is asked for again
      for (let tries = 1; ; tries += 1) {
        const before = changes.get(key);
        const data = await ask(document, variables);
        if (session.get() !== who) return; // another member is here by now
        if (tries === MOST_TRIES || changes.get(key) === before) return set(data);
      }
    } catch (error) {
      fail({ key, error });
    }
  }, [key]);

  useEffect(() => void reload(), [key, line, refreshed]);
  useEffect(() => {
    addEventListener("online", reload);
    return () => removeEventListener("online", reload);
  }, [reload]);

  const data = kept.get(key) ?? null;
  return {
    data,
    error: failed.key === key ? failed.error : null,
    reload,
    change: (change) => {
      if (!kept.has(key)) return;
      changes.set(key, (changes.get(key) ?? 0) + 1);
      set(change(kept.get(key)));
    },
  };
}
