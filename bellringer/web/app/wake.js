// A screen that does not fall asleep.

/** Ask for it now, and again whenever the page is looked at; returns how to stop. */
export function keepAwake() {
  let lock = null;
  const ask = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      lock = await navigator.wakeLock?.request("screen");
    } catch {
      // the system says no, for instance on a low battery
    }
  };
  ask();
  document.addEventListener("visibilitychange", ask);
  return () => {
    document.removeEventListener("visibilitychange", ask);
    lock?.release();
  };
}
