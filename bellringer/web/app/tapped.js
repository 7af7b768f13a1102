// A push was tapped: its place is shown, and the API hears that it was opened.
import { refresh } from "./answers.js";
import { ask } from "./api.js";
import { OPENED } from "./documents-of-places.js";
import { go } from "./router.js";

const MARK = "tapped"; // #tapped=<id of the notification>, where the tap opened a page of its own

/** Say that it was opened, and so read; without network it stays unread, and can be read in the inbox. */
const tell = (id) => ask(OPENED, { input: { id } }).then(refresh, () => {});

/** Take the notification out of the address, if a tap opened this page, and hear of taps from now on; for who is signed in. */
export function hearTaps() {
  const id = new URLSearchParams(location.hash.slice(1)).get(MARK);
  if (id) {
    history.replaceState(null, "", location.pathname + location.search);
    tell(id);
  }
  const heard = ({ data }) => {
    if (!data?.tapped) return;
    go(data.path);
    tell(data.tapped);
  };
  navigator.serviceWorker?.addEventListener("message", heard);
  return () => navigator.serviceWorker?.removeEventListener("message", heard);
}
