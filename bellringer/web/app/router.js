// Which screen is shown: the path of the address, so that a push can open a place.
import { store } from "./store.js";

export const path = store(location.pathname);

export function go(to) {
  if (to === path.get()) return scrollTo({ top: 0, behavior: "smooth" });
  history.pushState(null, "", to);
  path.set(location.pathname);
  scrollTo(0, 0);
}

addEventListener("popstate", () => path.set(location.pathname));

// Every link inside stays inside, except where the person wants a tab of its own.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='/']");
  if (!link || link.target || event.defaultPrevented) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(link.getAttribute("href"));
});
