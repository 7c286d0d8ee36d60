/** The selection as a file: masked for everybody, whole with the scope and a reason. */

import { address, postForFile } from "../api.js";
import { askReason } from "../dialogs.js";
import { h } from "../dom.js";
import { save } from "../download.js";
import { texts } from "../texts.js";

const FORMATS = { csv: "CSV", jsonl: "JSONL" };
const said = texts.alerts;

/** A menu; `selected()` gives the filters in use. */
export function exportMenu(page, selected) {
  const masked = Object.entries(FORMATS).map(([format, name]) =>
    h(
      "a",
      { class: "button", href: "#", download: `alerts.${format}`, data: { format } },
      said.exportMasked(name),
    ),
  );
  const whole = Object.entries(FORMATS).map(([format, name]) =>
    h(
      "button",
      { type: "button", on: { click: () => exportWhole(format) } },
      said.exportWhole(name),
    ),
  );
  const menu = h(
    "details",
    { class: "menu", on: { toggle: aim } },
    h("summary", { class: "button" }, said.export),
    h("div", { class: "menu-items" }, masked, page.may("reveal") && whole),
  );
  return menu;

  /** Let the links say what is selected now; a click elsewhere closes the menu. */
  function aim() {
    document[menu.open ? "addEventListener" : "removeEventListener"]("click", elsewhere);
    for (const anchor of masked) {
      const params = new URLSearchParams(selected());
      params.set("format", anchor.dataset.format);
      anchor.href = address("v1/alerts/export", params);
    }
  }

  function elsewhere(event) {
    if (!menu.contains(event.target)) menu.open = false;
  }

  async function exportWhole(format) {
    menu.open = false;
    const done = await askReason({
      title: said.exportTitle,
      note: said.exportWholeNote,
      action: said.exportAction,
      task: (reason) => postForFile("v1/alerts/export", { reason, format, ...body(selected()) }),
    });
    if (done) save(`alerts.${format}`, done.answer);
  }
}

/** Filters as JSON: those that may be repeated are lists. */
function body(params) {
  const single = new Set(["q", "since", "until"]);
  return Object.fromEntries(
    [...new Set(params.keys())].map((name) => [
      name,
      single.has(name) ? params.get(name) : params.getAll(name),
    ]),
  );
}
