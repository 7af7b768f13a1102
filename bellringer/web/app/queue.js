// What was logged waits here, on the phone, until the server has it. The key and the time are those of the tap, so
// however often it is sent, it counts once.
import { refresh } from "./answers.js";
import { ask } from "./api.js";
import { RECORD, TAKE_BACK } from "./documents.js";
import { connections, line } from "./live.js";
import { session } from "./session.js";
import { store } from "./store.js";

const AT_ONCE = 100;
const LONGEST_WAIT = 60_000;
const UNKNOWN_READER = ["UNAUTHORIZED", "ORGANIZATION_REQUIRED"]; // says nothing of what was sent
const DONE = ["ALREADY_RECORDED", "ALREADY_REVERSED"];

/**
 * One activity on its way. `tries`: how often it was sent without an answer; `activityId`: it is recorded;
 * `undo`: it is to be taken back as soon as it is recorded; `refused`: why the server will not have it.
 * @typedef {{input: object, tries: number, activityId?: string, undo?: string, refused?: {code: string, message: string}}} Waiting
 */

/** What waits, the oldest first. */
export const waiting = store(/** @type {Waiting[]} */ ([]));

/** What the last sent activities brought: {input, result}. */
export const outcomes = store(/** @type {{input: object, result: object}[]} */ ([]));

let prefix = "";
let timer = 0;
let failures = 0;

/** Begin with what waits of a member. */
export function open(memberId) {
  prefix = `bellringer.waiting.${memberId}.`;
  look();
  send();
}

/** Each activity is an entry of its own, so that two tabs never write over each other. */
function look() {
  const keys = Object.keys(localStorage).filter((key) => prefix && key.startsWith(prefix));
  const items = keys.map((key) => JSON.parse(localStorage.getItem(key) ?? "null")).filter(Boolean);
  waiting.set(items.sort((a, b) => a.input.occurredAt.localeCompare(b.input.occurredAt)));
}

function keep(item) {
  localStorage.setItem(prefix + item.input.idempotencyKey, JSON.stringify(item));
  look();
}

/** Forget one: it is done, or the member gave it up. */
export function drop(item) {
  localStorage.removeItem(prefix + item.input.idempotencyKey);
  look();
}

/** Log: durable on this phone when it returns. */
export function log({ kind, quantity, amountMinor }) {
  const input = {
    idempotencyKey: crypto.randomUUID(),
    kind,
    occurredAt: new Date().toISOString(),
    ...(amountMinor === undefined ? { quantity } : { amount: { amountMinor } }),
  };
  keep({ input, tries: 0 });
  send();
  return input;
}

/** Take back what was logged, wherever it is by now. */
export function undo(input, activityId, reason) {
  const found = waiting.get().find((item) => item.input.idempotencyKey === input.idempotencyKey);
  if (found && !found.tries && !found.activityId) return drop(found); // nobody else has heard of it
  keep({ tries: 0, ...found, input, activityId: activityId ?? found?.activityId, undo: reason });
  send();
}

/** Send what waits; one tab at a time. */
export function send() {
  if (!prefix || !session.get()) return;
  const mine = prefix;
  navigator.locks.request(`${prefix}send`, async () => {
    clearTimeout(timer);
    look();
    try {
      while (mine === prefix && ((await record()) || (await takeBack())));
      failures = 0;
    } catch (error) {
      if (error.again) later(error.wait);
    }
  });
}

function later(wait) {
  failures += 1;
  const longest = Math.min(LONGEST_WAIT, 1000 * 2 ** failures);
  timer = setTimeout(send, Math.max(wait, longest * (0.5 + Math.random() / 2)));
}

/** Send the oldest; returns whether there may be more to do. */
async function record() {
  const open = waiting.get().filter((item) => !item.activityId && !item.refused);
  if (!open.length) return false;
  return sendTogether(open.slice(0, AT_ONCE));
}

async function sendTogether(items) {
  items.forEach((item) => keep({ ...item, tries: item.tries + 1 }));
  let results;
  try {
    const said = await ask(RECORD, { input: { items: items.map((item) => item.input) } });
    ({ results } = said.activitiesRecord);
  } catch (error) {
    if (error.again || error.code.startsWith("TOKEN") || UNKNOWN_READER.includes(error.code)) throw error;
    if (items.length > 1) { // one of them fails the whole request: find it
      for (const item of items) await sendTogether([item]);
      return true;
    }
    results = [{ userErrors: [{ code: error.code, message: "" }] }];
  }
  const brought = [];
  items.forEach((item, n) => settle(item, results[n], brought));
  if (brought.length) outcomes.set(brought);
  if (line.get() !== "open") refresh();
  return true;
}

function settle({ input }, result, brought) {
  const item = waiting.get().find((each) => each.input.idempotencyKey === input.idempotencyKey);
  const [refused] = result?.userErrors ?? [];
  if (!item || !result) return;
  if (refused && !DONE.includes(refused.code) && !item.undo) keep({ ...item, refused });
  else if (item.undo && result.activity) keep({ ...item, activityId: result.activity.id });
  else drop(item);
  if (result.activity && !item.undo) brought.push({ input, result });
}

async function takeBack() {
  const item = waiting.get().find((each) => each.activityId && each.undo && !each.refused);
  if (!item) return false;
  const input = {
    idempotencyKey: `undo-${item.input.idempotencyKey}`, activityId: item.activityId, reason: item.undo,
  };
  const { activityReverse } = await ask(TAKE_BACK, { input });
  const [refused] = activityReverse.userErrors;
  if (refused && !DONE.includes(refused.code)) keep({ ...item, refused });
  else drop(item);
  if (line.get() !== "open") refresh();
  return true;
}

addEventListener("online", send);
addEventListener("storage", look); // another tab logged or sent
connections.watch(send);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
session.watch(() => { // what waits of one member is never sent in the name of another
  prefix = "";
  clearTimeout(timer);
  waiting.set([]);
});
