// The beginning: who is here, and which of the two surfaces this is.
import { App } from "../screens/app.js";
import { Tv } from "../screens/tv.js";
import { begin, isTv, session } from "./session.js";
import { html, render } from "./ui.js";

begin();
// a link with another token, opened in this very tab, signs in as that member
addEventListener("hashchange", () => new URLSearchParams(location.hash.slice(1)).has("token") && location.reload());
session.watch(() => scrollTo(0, 0));

const root = document.getElementById("app");
root.replaceChildren();
render(html`<${isTv ? Tv : App} />`, root);

navigator.serviceWorker?.register("/sw.js").catch(() => {}); // without it all works, only not offline
