// A phone that follows a board by the graphql-ws library: node follow.mjs URL [TOKEN]
// Prints a line of JSON for each thing that happens to it, and ends when it is refused for good.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, token] = process.argv.slice(2);
const say = (what, value) => console.log(JSON.stringify({ what, value }));
const query = `subscription { leaderboardChanged(key: "points-month") {
  standings(first: 1) { edges { node { score } } } } }`;

const client = createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: token ? { authorization: `Bearer ${token}` } : {},
  retryAttempts: token ? Infinity : 0,
  shouldRetry: () => true, // by default a server that can't be reached yet ends it all
  retryWait: () => new Promise((resolve) => setTimeout(resolve, 50 + 100 * Math.random())),
  on: { connected: () => say('connected'), closed: (event) => say('closed', event.code) },
});
client.subscribe(
  { query },
  {
    next: ({ data }) => say('score', data.leaderboardChanged.standings.edges[0]?.node.score ?? 0),
    error: (error) => say('refused', error.code),
    complete: () => say('complete'),
  },
);
