// Movement that explains: numbers that run, rows that change places. None of it where people asked for calm.
import { useEffect, useLayoutEffect, useRef, useState } from "../app/ui.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
export const isCalm = () => calm.matches;

const RUN = 700;

/** A number on its way to `target`. */
export function useRunning(target) {
  const [shown, show] = useState(target);
  const from = useRef(target);
  useEffect(() => {
    const start = from.current;
    if (start === target || isCalm() || document.hidden) {
      from.current = target;
      show(target);
      return;
    }
    const began = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const part = Math.min(1, Math.max(0, (now - began) / RUN));
      const value = Math.round(start + (target - start) * (1 - (1 - part) ** 3));
      from.current = value;
      show(value);
      if (part < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [target]);
  return shown;
}

/** Let the children that carry data-key glide from where they were to where they are. */
export function useGliding() {
  const list = useRef(null);
  const places = useRef(new Map());
  useLayoutEffect(() => {
    if (!list.current) return;
    const top = list.current.getBoundingClientRect().top;
    const next = new Map();
    for (const row of list.current.querySelectorAll("[data-key]")) {
      const place = row.getBoundingClientRect().top - top;
      const before = places.current.get(row.dataset.key);
      next.set(row.dataset.key, place);
      if (before === undefined || before === place || isCalm()) continue;
      row.animate([{ transform: `translateY(${before - place}px)` }, { transform: "none" }],
        { duration: 520, easing: "cubic-bezier(.2, .8, .2, 1)" });
    }
    places.current = next;
  });
  return list;
}
