// Members and teams: who is here, in which role, under whom.
import { today } from "../app/format.js";
import { html, useState } from "../app/ui.js";
import { Form } from "../parts/forms.js";
import { Face } from "../parts/parts.js";
import { Sheet } from "../parts/sheet.js";
import { t } from "../words/words.js";
import {
  ARCHIVE_TEAM, CHANGE_TEAM, DEACTIVATE, END_LEAD, ENROL, FORMER, MAKE_TEAM, MOVE, PEOPLE, REACTIVATE, SET_LEAD, SET_ROLE, TEAMS,
} from "./documents.js";
import { Asked, FormSheet, Head, Paged, Row, Sure } from "./parts.js";

const ROLES = ["REP", "MANAGER", "ADMIN"];
const roleOptions = () => ROLES.map((role) => [role, t(`role.${role}`)]);
const NOBODY = ["", "–"];

export function People({ me }) {
  const [search, setSearch] = useState("");
  const [isFormer, setFormer] = useState(false);
  const [asked, ask] = useState(null);
  const close = () => ask(null);
  const list = isFormer ? [FORMER, (data) => data.formerMembers] : [PEOPLE, (data) => data.members];
  return html`<${Asked} document=${TEAMS}>${({ viewer: { organization: { teams } } }) => html`
    <${Head} title=${t("admin.members")} button=${t("admin.enrol")} onAdd=${() => ask("new")} />
    <input class="search" type="search" aria-label=${t("kudos.search")} placeholder=${t("kudos.search")} value=${search} onInput=${(event) => setSearch(event.currentTarget.value)} />
    <div class="switch" role="group" aria-label=${t("admin.members.which")}>${[false, true].map((each) => html`<button key=${each} type="button" aria-pressed=${each === isFormer}
      onClick=${() => setFormer(each)}>${t(each ? "admin.former" : "admin.active")}</button>`)}</div>
    <${Paged} key=${isFormer} document=${list[0]} pick=${list[1]} variables=${{ search: search.trim() || null }}>${(rows) => html`
      ${rows.length === 0 && html`<p class="quiet foot">${t(isFormer && !search.trim() ? "admin.former.none" : "kudos.nobody")}</p>`}
      <ul class="card rows desk-rows">${rows.map((node) => html`<${Row} key=${node.id} sign=${html`<${Face} name=${node.name} />`} title=${node.name}
        text=${[t(`role.${node.role}`), node.team?.name, node.email].filter(Boolean).join(" · ")} onOpen=${() => ask(node)} />`)}</ul>`}</${Paged}>
    ${asked === "new" && html`<${FormSheet} title=${t("admin.enrol")} onClose=${close} document=${ENROL} button=${t("admin.enrol")}
      fields=${[
        { name: "name", label: t("admin.name"), required: true },
        { name: "email", label: t("admin.email"), type: "email", required: true, hint: t("admin.email.hint") },
        { name: "role", label: t("admin.role"), options: roleOptions(), value: "REP" },
        { name: "teamKey", label: t("admin.team"), options: [NOBODY, ...teams.map(({ teamKey, name }) => [teamKey, name])], at: ["team"] },
      ]} input=${({ name, email, role, teamKey }) => ({ name: name ?? "", email: email ?? "", role, teamKey })} />`}
    ${asked?.id && isFormer && html`<${Sheet} title=${asked.name} onClose=${close}><p class="quiet">${t("admin.reactivate.text")}</p>
      <${Sure} label=${t("admin.reactivate")} document=${REACTIVATE} input=${{ memberId: asked.id }} onDone=${close} /></${Sheet}>`}
    ${asked?.id && !isFormer && html`<${Member} key=${asked.id} member=${asked} teams=${teams} zone=${me.organization.timeZone} onClose=${close} />`}`}</${Asked}>`;
}

function Member({ member, teams, zone, onClose }) {
  return html`<${Sheet} title=${member.name} onClose=${onClose}>
    <${Form} document=${SET_ROLE} button=${t("admin.role.change")} onDone=${onClose}
      fields=${[{ name: "role", label: t("admin.role"), options: roleOptions(), value: member.role }]}
      input=${({ role }) => ({ memberId: member.id, role })} />
    <${Form} document=${MOVE} button=${t("admin.move")} onDone=${onClose}
      fields=${[
        { name: "teamId", label: t("admin.team"), options: [NOBODY, ...teams.map(({ id, name }) => [id, name])], value: member.team?.id },
        { name: "startsOn", label: t("admin.from"), type: "date", value: today(zone) },
      ]} input=${({ teamId, startsOn }) => ({ memberId: member.id, teamId, startsOn })} />
    <${Sure} label=${t("admin.deactivate")} document=${DEACTIVATE} input=${{ memberId: member.id }} onDone=${onClose} />
  </${Sheet}>`;
}

export function Teams() {
  const [asked, ask] = useState(null);
  const close = () => ask(null);
  return html`<${Asked} document=${TEAMS}>${({ viewer: { organization: { teams } } }) => {
    const team = teams.find(({ id }) => id === asked);
    return html`
      <${Head} title=${t("admin.teams")} button=${t("admin.team.new")} onAdd=${() => ask("new")} />
      <ul class="card rows desk-rows">${teams.map((each) => html`<${Row} key=${each.id} sign=${html`<${Face} name=${each.name} />`} title=${each.name}
        text=${each.leads.length ? t("admin.led", { names: each.leads.map(({ name }) => name).join(", ") }) : t("admin.led.none")}
        end=${t("admin.team.n", { n: each.members.totalCount })} onOpen=${() => ask(each.id)} />`)}</ul>
      ${asked === "new" && html`<${FormSheet} title=${t("admin.team.new")} onClose=${close} document=${MAKE_TEAM} button=${t("admin.team.new")}
        fields=${[{ name: "name", label: t("admin.name"), required: true }, { name: "teamKey", label: t("admin.key"), hint: t("admin.key.hint"), required: true }, { name: "region", label: t("admin.region") }]}
        input=${({ name, teamKey, region }) => ({ name: name ?? "", teamKey: teamKey ?? "", region })} />`}
      ${team && html`<${Sheet} title=${team.name} onClose=${close}>
        <${Form} document=${CHANGE_TEAM} button=${t("admin.save")} onDone=${close}
          fields=${[{ name: "name", label: t("admin.name"), value: team.name, required: true }, { name: "region", label: t("admin.region"), value: team.region }]}
          input=${(values) => ({ teamId: team.id, ...values })} />
        <${Leads} team=${team} onDone=${close} />
        <${Sure} label=${t("admin.archive")} document=${ARCHIVE_TEAM} input=${{ teamId: team.id }} onDone=${close} />
      </${Sheet}>`}`;
  }}</${Asked}>`;
}

/** Whoever is no rep may lead; a search finds those who stand beyond the first page. */
function Leads({ team, onDone }) {
  const [search, setSearch] = useState("");
  return html`
    <input class="search" type="search" aria-label=${t("kudos.search")} placeholder=${t("kudos.search")} value=${search} onInput=${(event) => setSearch(event.currentTarget.value)} />
    <${Asked} document=${PEOPLE} variables=${{ search: search.trim() || null, after: null }}>${({ members }) => {
      const may = members.edges.map(({ node }) => node).filter(({ role }) => role !== "REP");
      return html`<${Form} document=${SET_LEAD} button=${t("admin.lead.set")} onDone=${onDone}
        fields=${[{ name: "memberId", label: t("admin.lead"), options: may.map(({ id, name }) => [id, name]) }]}
        input=${({ memberId }) => ({ teamId: team.id, memberId: memberId ?? "" })} />`;
    }}</${Asked}>
    ${team.leads.map(({ id, name }) => html`<${Sure} key=${id} label=${t("admin.lead.end", { name })} document=${END_LEAD} input=${{ teamId: team.id, memberId: id }} onDone=${onDone} />`)}`;
}
