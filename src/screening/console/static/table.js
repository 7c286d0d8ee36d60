/** Tables: `columns` are {key, label, number, cell(row)}, `rows` anything. */

import { h } from "./dom.js";

/** A table in a box of its own that scrolls; `caption` is for those who do not see it. */
export function table({ caption, columns, rows, kind = "" }) {
  return h(
    "div",
    { class: "scrolls", tabindex: "0", role: "group", "aria-label": caption },
    h(
      "table",
      { class: kind },
      h("caption", { class: "unseen" }, caption),
      h("thead", null, h("tr", null, columns.map(head))),
      h(
        "tbody",
        null,
        rows.map((row) =>
          h(
            "tr",
            null,
            columns.map((column, at) => cell(column, row, at)),
          ),
        ),
      ),
    ),
  );
}

export function head(column) {
  return h("th", { scope: "col", class: classes(column) }, column.label);
}

export function cell(column, row, at) {
  const content = column.cell ? column.cell(row) : row[column.key];
  const attributes = { class: classes(column) };
  return at === 0 && column.isHead !== false
    ? h("th", { ...attributes, scope: "row" }, content)
    : h("td", attributes, content);
}

function classes(column) {
  return (
    [column.number && "number", column.key && `c-${column.key}`].filter(Boolean).join(" ") || null
  );
}

/** Names and what they are, in pairs. */
export function facts(pairs) {
  return h(
    "dl",
    { class: "facts" },
    pairs
      .filter(([, value]) => value !== null && value !== undefined && value !== false)
      .map(([label, value]) => h("div", null, h("dt", null, label), h("dd", null, value))),
  );
}
