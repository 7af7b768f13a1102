// Confetti, briefly, and not where people asked for calm.
import { isCalm } from "./motion.js";

const COLOURS = ["#f0ae2c", "#f5c566", "#845400", "#1d6b43", "#c98b7b", "#8f86c2"];
const LASTS = 2200;

/** @param {number} [pieces] */
export function celebrate(pieces = 110) {
  if (isCalm() || document.hidden) return;
  navigator.vibrate?.([30, 40, 60]);
  const canvas = document.createElement("canvas");
  canvas.className = "confetti";
  canvas.setAttribute("aria-hidden", "true");
  canvas.width = innerWidth;
  canvas.height = innerHeight;
  document.body.append(canvas);
  const pen = canvas.getContext("2d");
  const flying = Array.from({ length: pieces }, () => ({
    x: innerWidth / 2, y: innerHeight * 0.7,
    dx: (Math.random() - 0.5) * innerWidth * 1.6, dy: -(0.6 + Math.random()) * innerHeight,
    size: 5 + Math.random() * 7, turn: Math.random() * 6, spin: (Math.random() - 0.5) * 12,
    colour: COLOURS[Math.floor(Math.random() * COLOURS.length)],
  }));
  const began = performance.now();
  requestAnimationFrame(function draw(now) {
    const seconds = Math.max(0, now - began) / 1000;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.globalAlpha = Math.max(0, 1 - (seconds * 1000) / LASTS) ** 0.6;
    for (const { x, y, dx, dy, size, turn, spin, colour } of flying) {
      pen.save();
      pen.translate(x + dx * seconds * (1 - seconds / 6), y + dy * seconds + innerHeight * 0.85 * seconds ** 2);
      pen.rotate(turn + spin * seconds);
      pen.fillStyle = colour;
      pen.fillRect(-size / 2, -size / 4, size, size / 2);
      pen.restore();
    }
    if (seconds * 1000 < LASTS) requestAnimationFrame(draw);
    else canvas.remove();
  });
}
