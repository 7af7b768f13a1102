// A value that several places watch.
import { useEffect, useState } from "./ui.js";

/**
 * @template T
 * @param {T} value
 */
export function store(value) {
  /** @type {Set<() => void>} */
  const watchers = new Set();
  return {
    get: () => value,
    /** @param {T} next */
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      watchers.forEach((watcher) => watcher());
    },
    /** @param {() => void} watcher */
    watch(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}

/** The value of a store; the component is drawn again when it changes. */
export function useStore(watched) {
  const [value, set] = useState(watched.get());
  useEffect(() => {
    const look = () => set(() => watched.get());
    look();
    return watched.watch(look);
  }, [watched]);
  return value;
}
