/** The list of alerts, newest first: dense rows, each with a link that opens it. */

import { h, put } from "../dom.js";
import { empty, failing } from "../states.js";
import { cell, head } from "../table.js";
import { texts } from "../texts.js";
import { COLUMNS } from "./alert_columns.js";

const said = texts.alerts;

/** The list; rows are those of `/v1/alerts`. */
export function alertList({ onOpen, onMore }) {
  const body = h("tbody");
  const places = new Map();
  const nothing = h("div");
  const foot = h("div", { class: "more" });
  const grid = h(
    "table",
    { class: "rows" },
    h("caption", { class: "unseen" }, said.title),
    h("thead", null, h("tr", null, COLUMNS.map(head))),
    body,
  );
  const element = h("div", null, grid, nothing, foot);
  let following = null;
  return {
    element,
    set,
    append,
    prepend,
    step,
    select,
    focus,
    has: (id) => places.has(id),
    size: () => places.size,
  };

  function set({ items, next }, hasFilters) {
    places.clear();
    put(body);
    append({ items, next });
    grid.hidden = items.length === 0;
    put(
      nothing,
      items.length === 0 && (hasFilters ? empty(...said.emptyFiltered) : empty(...said.empty)),
    );
  }

  function append({ items, next }) {
    body.append(...items.filter(isNew).map(made));
    following = next;
    put(foot, next && moreButton());
  }

  /** Put rows above the others, the newest first; how many were new. */
  function prepend(rows) {
    const fresh = rows.filter(isNew).map(made);
    for (const row of fresh) row.classList.add("fresh");
    body.prepend(...fresh);
    grid.hidden = places.size === 0;
    if (fresh.length) put(nothing);
    return fresh.length;
  }

  function moreButton() {
    const button = h("button", { type: "button", on: { click: ask } }, said.more);
    return button;

    async function ask() {
      button.disabled = true;
      try {
        await onMore(following);
      } catch (error) {
        put(
          foot,
          failing(error, () => put(foot, moreButton())),
        );
      }
    }
  }

  function made(alert) {
    const row = h(
      "tr",
      { data: { id: alert.alert_id }, on: { click: opened } },
      COLUMNS.map((column, at) => cell(column, alert, at)),
    );
    places.set(alert.alert_id, row);
    return row;
  }

  function opened(event) {
    if (event.target.closest("a") || String(getSelection())) return;
    onOpen(event.currentTarget.dataset.id);
  }

  function isNew(alert) {
    return !places.has(alert.alert_id);
  }

  /** The id of the row `by` rows from the one that has the focus, or from `open`; it gets the focus. */
  function step(by, open) {
    const held = document.activeElement?.closest("tr")?.dataset.id ?? open;
    const rows = [...body.children];
    const at = rows.findIndex((row) => row.dataset.id === held);
    const next = rows[at < 0 ? (by > 0 ? 0 : -1) : at + by];
    if (!next) return null;
    focus(next.dataset.id);
    return next.dataset.id;
  }

  function focus(id) {
    const anchor = places.get(id)?.querySelector("a");
    anchor?.focus({ preventScroll: true });
    anchor?.closest("tr").scrollIntoView({ block: "nearest" });
  }

  function select(id) {
    for (const row of body.querySelectorAll("[aria-current]")) row.removeAttribute("aria-current");
    places.get(id)?.setAttribute("aria-current", "true");
  }
}
