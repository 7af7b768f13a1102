// GraphQL over HTTP, and what its failures mean for a person.
import { bearer, choices, session, signOut } from "./session.js";

const PATIENCE = 20_000;

/** A request that got no usable answer. `again`: the same may be sent again, later. */
export class RequestError extends Error {
  constructor(code, again, wait = 0) {
    super(code);
    this.code = code;
    this.again = again;
    this.wait = wait;
  }
}

/**
 * Ask, and return `data`.
 * @param {string} document
 * @param {object} [variables]
 * @throws {RequestError}
 */
export async function ask(document, variables) {
  const current = session.get();
  const body = JSON.stringify({ query: document, variables });
  let answer, said;
  try {
    answer = await post(body, current, await bearer());
    // a token that has just ended: a fresh one, once
    if (answer.status === 401 && current?.firebase) answer = await post(body, current, await bearer(true));
    said = await answer.json();
  } catch {
    throw new RequestError(answer ? "UNAVAILABLE" : "OFFLINE", true);
  }
  if (said.data) return said.data;
  const code = said.errors?.[0]?.extensions?.code ?? "INTERNAL";
  if (answer.status === 401 || answer.status === 403) {
    if (session.get() === current) signOut(code === "UNAUTHORIZED" ? "signIn.noMember" : "signIn.expired");
    throw new RequestError(code, false);
  }
  if (code === "ORGANIZATION_REQUIRED" && session.get() === current) choices.set(said.errors[0].extensions.organizations);
  const again = [408, 429].includes(answer.status) || answer.status >= 500 || ["INTERNAL", "UNAVAILABLE"].includes(code);
  throw new RequestError(code, again, Number(answer.headers.get("retry-after") ?? 0) * 1000);
}

function post(body, current, token) {
  const headers = {
    "content-type": "application/json",
    accept: "application/graphql-response+json",
    authorization: `Bearer ${token}`,
    ...(current?.organization && { "bellringer-org": current.organization }),
  };
  return fetch("/graphql", { method: "POST", headers, body, signal: AbortSignal.timeout(PATIENCE), cache: "no-store" });
}
