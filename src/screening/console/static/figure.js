/** A chart with its title, its table, and both as files. */

import { h } from "./dom.js";
import { csv, save } from "./download.js";
import { table } from "./table.js";
import { texts } from "./texts.js";

/**
 * A section: `chart` is a picture of `rows`, an element; null where the table is the picture. Columns
 * are those of a table; those with `value(row)` are in the files.
 */
export function figure({ title, note, name, chart, columns, rows, kind = "" }) {
  const grid = table({ caption: title, columns, rows, kind });
  grid.hidden = Boolean(chart);
  const toggle =
    chart &&
    h(
      "button",
      { type: "button", class: "small", "aria-pressed": "false", on: { click: flip } },
      texts.figure.table,
    );
  const file = (format, label) =>
    h(
      "button",
      {
        type: "button",
        class: "small",
        "aria-label": texts.figure.download(label, title),
        on: { click: () => write(format) },
      },
      label,
    );
  return h(
    "section",
    { class: "section figure" },
    h(
      "header",
      { class: "section-head" },
      h("h2", null, title),
      h("div", { class: "figure-tools" }, toggle, file("csv", "CSV"), file("json", "JSON")),
    ),
    note && h("p", { class: "figure-note" }, note),
    chart,
    grid,
  );

  function flip() {
    grid.hidden = !grid.hidden;
    chart.hidden = !grid.hidden;
    toggle.setAttribute("aria-pressed", String(!grid.hidden));
  }

  function write(format) {
    const kept = columns.filter((column) => column.value);
    const values = rows.map((row) => kept.map((column) => column.value(row)));
    const heads = kept.map((column) => column.label);
    if (format === "csv") save(`${name}.csv`, csv(heads, values), "text/csv");
    else
      save(
        `${name}.json`,
        JSON.stringify(
          values.map((each) => Object.fromEntries(each.map((value, at) => [heads[at], value]))),
          null,
          2,
        ),
        "application/json",
      );
  }
}
