// The service worker keeps the files of the client, and nothing else: what the API says is never cached. It shows what
// is pushed, and opens its place.
const CACHE = "bellringer-__VERSION__";
const SHELL = __SHELL__;
const ASSETS = "/assets/__VERSION__/";
const PATIENCE = 3000; // milliseconds until a page that is on its way is shown from the cache

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(["/", ...SHELL])).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith(ASSETS)) {
    event.respondWith(asset(request));
  } else if (request.mode === "navigate" && pathname !== "/graphql") {
    event.respondWith(page(request));
  }
});

/** A file of this version; what is not in the shell is kept once it was opened. */
async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

/** The page from the network; from the cache if the network fails or takes too long. */
async function page(request) {
  const kept = await caches.match("/");
  const asked = fetch(request);
  if (!kept) return asked;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([asked.catch(() => kept), late]);
}

self.addEventListener("push", (event) => {
  const { notification, data } = read(event.data);
  if (notification?.title) event.waitUntil(show(notification, data ?? {})); // what has no words is for apps
});

function read(data) {
  try {
    return data.json();
  } catch {
    return {};
  }
}

/** The tag is that of every copy: one that comes again takes the place of the first, and is silent. */
const show = ({ title, body, tag }, data) => self.registration.showNotification(title, {
  body, tag, icon: `${ASSETS}icon-192.png`, data: { path: pathOf(data.deep_link), id: data.notification_id },
});

/** bellringer://goals/… is /goals/… here; what is of another kind opens home. */
const pathOf = (link) => /^bellringer:\/(\/(?![\/\\])[^?#\s]*)$/.exec(link ?? "")?.[1] ?? "/";

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

/** Show the place in a page that is open, or in a new one. A TV is no place for it. */
async function open({ path, id }) {
  const pages = await self.clients.matchAll({ type: "window" });
  const page = pages.find(({ url }) => !new URL(url).pathname.startsWith("/tv"));
  if (!page) return self.clients.openWindow(`${path}#tapped=${encodeURIComponent(id)}`);
  page.postMessage({ path, tapped: id });
  return page.focus();
}
