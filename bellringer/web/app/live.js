// GraphQL over one socket. A broken line is mended for as long as it takes; each event is the whole present state.
import { createClient } from "graphql-ws";
import { bearer, session, signOut } from "./session.js";
import { store } from "./store.js";
import { useEffect, useRef } from "./ui.js";

const LONGEST_WAIT = 60_000;
const SIGNED_OUT = 4403;
const COME_BACK = 4205;

/** Whether there is a line to the server: "new", "open" or "lost". */
export const line = store("new");

/** Counts connections, so that what is not replayed can be read again. */
export const connections = store(0);

let client = null;
let refusals = 0;
let nudge = () => {};

/** Wait a little longer each time, with some chance in it; shorter if the network or the person comes back. */
function patience(tries) {
  const longest = Math.min(LONGEST_WAIT, 1000 * 2 ** tries);
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longest * (0.5 + Math.random() / 2));
    nudge = () => {
      clearTimeout(timer);
      setTimeout(resolve, 300 * Math.random());
    };
  });
}
addEventListener("online", () => nudge());
addEventListener("offline", () => line.set("lost"));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && nudge());

function connected() {
  if (client) return client;
  let deaf;
  client = createClient({
    url: `${location.origin.replace("http", "ws")}/graphql`,
    connectionParams: async () => {
      const { organization } = session.get() ?? {};
      try {
        return { authorization: `Bearer ${await bearer()}`, ...(organization && { organization }) };
      } catch {
        return new Promise(() => {}); // no token without network: the server hangs up (4408), and it is tried again
      }
    },
    keepAlive: 12_000,
    retryAttempts: Infinity,
    retryWait: patience,
    shouldRetry: (event) => {
      if (event?.code !== SIGNED_OUT) return true;
      refusals += 1;
      return refusals < 2; // once more; then it is meant
    },
    on: {
      connected: () => {
        refusals = 0;
        line.set("open");
        connections.set(connections.get() + 1);
      },
      closed: (event) => {
        clearTimeout(deaf);
        if (event?.code === SIGNED_OUT && refusals > 0) signOut("signIn.expired");
        else if (event?.code !== COME_BACK && session.get()) line.set("lost");
      },
      // a line that no longer answers is cut, and so mended
      ping: (received) => {
        if (!received) deaf = setTimeout(() => client?.terminate(), 6_000);
      },
      pong: (received) => received && clearTimeout(deaf),
    },
  });
  return client;
}

session.watch(() => {
  client?.dispose();
  client = null;
  refusals = 0;
  line.set("new");
});

/** Listen until the returned function is called. */
export function listen(document, variables, onData) {
  let stop = () => {};
  let isOver = false;
  const start = () => {
    if (isOver || !session.get()) return;
    stop = connected().subscribe({ query: document, variables }, {
      next: ({ data }) => data && onData(data),
      error: () => setTimeout(start, LONGEST_WAIT / 4), // refused: look again, the server may be newer by then
      complete: () => {},
    });
  };
  start();
  return () => {
    isOver = true;
    stop();
  };
}

/** Listen while a component is shown; no document, no listening. */
export function useLive(document, variables, onData) {
  const heard = useRef(onData);
  heard.current = onData;
  useEffect(() => {
    if (document) return listen(document, variables, (data) => heard.current(data));
  }, [document, JSON.stringify(variables)]);
}
