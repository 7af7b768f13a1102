// A month that is open: whoever looks may nominate and vote. What the desk shows of it, in the same words.
import { useAnswer } from "../app/answers.js";
import { html } from "../app/ui.js";
import { MONTH } from "../desk/documents.js";
import { Recognized } from "../desk/month.js";
import { Problem, Skeleton } from "../parts/parts.js";
import { learn, t } from "../words/words.js";

await learn("coaching", (code) => import(`../coaching/words/${code}.js`));

export function Ballot({ month }) {
  const { data, error, reload } = useAnswer(MONTH, { month });
  if (!data) return error ? html`<${Problem} error=${error} onRetry=${reload} />` : html`<${Skeleton} rows=${6} />`;
  return html`
    <${Recognized} title=${t("month.member")} month=${month} found=${data.member} reasons=${data.memberReasons?.edges ?? []} isAdmin=${false} />
    <${Recognized} title=${t("month.team")} month=${month} found=${data.team} reasons=${[]} isAdmin=${false} />`;
}
