// What the operator tells every page.

/** The config of Firebase's SDK; null: it is not set up, and nothing of it is loaded. */
export const firebase = JSON.parse(document.querySelector("meta[name=bellringer-firebase]")?.content ?? "null");
