// What members reported and a manager has to see before it counts.
import { count, money, since } from "../app/format.js";
import { usePages } from "../app/more.js";
import { html, useState } from "../app/ui.js";
import { Form, refusalText, send } from "../parts/forms.js";
import { Empty, Face, Waiting } from "../parts/parts.js";
import { Sheet } from "../parts/sheet.js";
import { t } from "../words/words.js";
import { APPROVALS, APPROVE, REJECT } from "./documents.js";

export function Approvals({ me }) {
  const { rows, error, reload, hasMore, more, isBusy } = usePages(APPROVALS, (data) => data.approvals);
  const [gone, setGone] = useState([]);
  const [rejecting, reject] = useState(null);
  const [problem, setProblem] = useState("");
  const kinds = me.organization.activityKinds;
  const left = rows?.filter(({ id }) => !gone.includes(id));
  const titleOf = ({ kind, quantity, amount }) => {
    const title = kinds.find(({ key }) => key === kind)?.title ?? kind;
    if (amount) return `${title} · ${money(amount.amountMinor, amount.currency)}`;
    return quantity > 1 ? `${count(quantity)} × ${title}` : title;
  };
  const approve = async ({ id }) => {
    const { userErrors } = await send(APPROVE, { activityId: id });
    setProblem(userErrors.length ? refusalText(userErrors[0]) : "");
    if (!userErrors.length) setGone((now) => [...now, id]);
  };
  return html`
    ${!rows && html`<${Waiting} error=${error} onRetry=${reload} rows=${4} />`}
    ${problem && html`<p class="wrong" role="alert">${problem}</p>`}
    ${left?.length === 0 && html`<div class="card"><${Empty} icon="check" title=${t("desk.approvals.none.title")} text=${t("desk.approvals.none.text")} /></div>`}
    ${left?.length > 0 && html`<ul class="card rows desk-rows">${left.map((activity) => html`<li key=${activity.id} class="desk-ask">
      <div class="row"><${Face} name=${activity.member.name} /><div class="row-main"><p>${titleOf(activity)}</p>
        <p class="quiet">${activity.member.name} · ${since(activity.occurredAt)}</p>${activity.note && html`<p>${activity.note}</p>`}</div></div>
      <div class="pair"><button type="button" class="button accent" onClick=${() => approve(activity)}>${t("desk.approve")}</button>
        <button type="button" class="button" onClick=${() => reject(activity)}>${t("desk.reject")}</button></div></li>`)}</ul>`}
    ${hasMore && html`<button type="button" class="button wide" disabled=${isBusy} onClick=${more}>${t("more")}</button>`}
    ${rejecting && html`<${Sheet} title=${t("desk.reject.of", { what: titleOf(rejecting) })} onClose=${() => reject(null)}>
      <${Form} document=${REJECT} button=${t("desk.reject")} fields=${[{ name: "reason", label: t("desk.reject.reason"), type: "area", required: true }]}
        input=${({ reason }) => ({ activityId: rejecting.id, reason: reason ?? "" })}
        onDone=${() => { setGone((now) => [...now, rejecting.id]); reject(null); }} /></${Sheet}>`}`;
}
