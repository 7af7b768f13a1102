// Lists that grow at both ends: new ones come live, older ones by the page.
import { refreshes, useAnswer } from "./answers.js";
import { ask } from "./api.js";
import { useStore } from "./store.js";
import { useEffect, useState } from "./ui.js";

/**
 * A connection, page by page.
 * @param {string} document asks with a variable $after
 * @param {(data: any) => any} pick the connection in an answer
 * @param {{keep?: string, variables?: object}} [options] keep as of useAnswer; other variables make it another list
 */
export function usePages(document, pick, { keep, variables = {} } = {}) {
  const answer = useAnswer(document, { ...variables, after: null }, { keep });
  const [older, setOlder] = useState([]);
  const asked = JSON.stringify(variables);
  const changed = useStore(refreshes); // pages that came before a change would show what was
  useEffect(() => setOlder([]), [asked, changed]);
  const [isBusy, setBusy] = useState(false);
  const first = answer.data && pick(answer.data);
  const end = older.at(-1)?.pageInfo ?? first?.pageInfo;
  const pages = first ? [first, ...older] : [];
  const known = new Map();
  pages.forEach((page) => page.edges.forEach(({ node, cursor }) => {
    const key = node.id ?? cursor; // what has no id of its own is known by its place
    if (!known.has(key)) known.set(key, node);
  }));

  async function more() {
    setBusy(true);
    try {
      const next = pick(await ask(document, { ...variables, after: end.endCursor }));
      setOlder((now) => [...now, next]);
    } catch {
      // the button stays, to be tapped again
    } finally {
      setBusy(false);
    }
  }

  /** Change rows wherever they are; a row that nobody knows goes to the top. */
  function put(node, change = () => node) {
    const swap = (edges) => edges.map((edge) => (edge.node.id === node.id ? { ...edge, node: change(edge.node) } : edge));
    if (!known.has(node.id)) {
      answer.change((data) => { pick(data).edges.unshift({ node }); return { ...data }; });
      return;
    }
    setOlder((now) => now.map((page) => ({ ...page, edges: swap(page.edges) })));
    answer.change((data) => { pick(data).edges = swap(pick(data).edges); return { ...data }; });
  }

  return { ...answer, rows: first ? [...known.values()] : null, hasMore: Boolean(end?.hasNextPage), more, isBusy, put };
}
