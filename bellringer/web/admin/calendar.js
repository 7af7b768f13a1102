// Days that count and days that don't: a year of public holidays, and days of one's own.
import { day, today } from "../app/format.js";
import { html, useState } from "../app/ui.js";
import { Form } from "../parts/forms.js";
import { Empty, Section } from "../parts/parts.js";
import { t } from "../words/words.js";
import { CALENDAR, DAYS, OPEN_YEAR, REMOVE_DAY, SET_DAY } from "./documents.js";
import { Asked, FormSheet, Head, Paged, Sure } from "./parts.js";

const daysOf = ({ viewer }) => viewer.organization.calendar.days;

export function Calendar({ me }) {
  const thisYear = Number(today(me.organization.timeZone).slice(0, 4));
  const [year, setYear] = useState(thisYear);
  const [isAdding, setAdding] = useState(false);
  return html`
    <${Head} title=${t("admin.calendar")} button=${t("admin.day.new")} onAdd=${() => setAdding(true)} />
    <div class="switch three" role="group" aria-label=${t("admin.calendar")}>${[thisYear - 1, thisYear, thisYear + 1].map((each) => html`<button key=${each} type="button"
      aria-pressed=${each === year} onClick=${() => setYear(each)}>${String(each)}</button>`)}</div>
    <${Asked} document=${CALENDAR}>${({ viewer: { organization: { calendar, teams } } }) => {
      const opened = calendar.years.filter((each) => each.year === year);
      return html`
        <p class="quiet foot">${opened.length ? t("admin.year.opened", { what: opened.map(({ country, subdivision }) => [country, subdivision].filter(Boolean).join("-")).join(", ") }) : t("admin.year.none")}</p>
        <${Paged} key=${year} document=${DAYS} variables=${{ year }} pick=${daysOf}>${(days) => (days.length === 0 ? html`<div class="card"><${Empty} icon="appointment_booked" title=${t("admin.days.none.title")} text=${t("admin.days.none.text")} /></div>`
          : html`<ul class="card rows desk-rows">${days.map((each) => html`<li key=${each.on + (each.team?.id ?? "")} class="row"><div class="row-main"><p>${each.name}</p>
            <p class="quiet">${[day(each.on, { weekday: "short", day: "numeric", month: "long" }), each.team?.name, each.isWorking ? t("admin.day.working") : ""].filter(Boolean).join(" · ")}</p></div>
            ${each.origin === "OWN" && html`<${Sure} label=${t("admin.remove")} document=${REMOVE_DAY} input=${{ on: each.on, teamId: each.team?.id ?? null }} onDone=${() => {}} />`}</li>`)}</ul>`)}</${Paged}>
        <${Section} title=${t("admin.year.open")}><div class="card"><${Form} document=${OPEN_YEAR} button=${t("admin.year.open")}
          fields=${[{ name: "country", label: t("admin.country"), hint: t("admin.country.hint") }, { name: "subdivision", label: t("admin.subdivision") }]}
          input=${({ country, subdivision }) => ({ year, country, subdivision })} /></div></${Section}>
        ${isAdding && html`<${FormSheet} title=${t("admin.day.new")} onClose=${() => setAdding(false)} document=${SET_DAY} button=${t("admin.save")}
          fields=${[
            { name: "on", label: t("admin.day"), type: "date", value: `${year}-12-24`, required: true },
            { name: "name", label: t("admin.name"), required: true },
            { name: "teamId", label: t("admin.team"), options: [["", t("admin.everybody")], ...teams.map(({ id, name }) => [id, name])] },
            { name: "isWorking", label: t("admin.day.isWorking"), type: "flag", value: false },
          ]} input=${({ name, on, ...values }) => ({ name: name ?? "", on: on ?? `${year}-01-01`, ...values })} />`}`;
    }}</${Asked}>`;
}
