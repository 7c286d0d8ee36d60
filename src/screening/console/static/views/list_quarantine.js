/** What was held back when the list was built, and why. */

import { h } from "../dom.js";
import { count } from "../format.js";
import { quoted } from "../quoted.js";
import { section } from "../section.js";
import { empty } from "../states.js";
import { table } from "../table.js";
import { texts } from "../texts.js";
import { bar } from "./trend_ranked.js";

const said = texts.lists;

/** The section; null: there is no report of it. */
export function quarantine(given) {
  if (!given || !given.total)
    return section(
      said.quarantine,
      empty(...(given ? said.quarantineNone : said.quarantineUnknown)),
    );
  const rows = Object.entries(given.reasons).sort((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...rows.map(([, number]) => number));
  const reasons = [
    { key: "reason", label: said.reason, cell: ([reason]) => quoted(reason) },
    {
      key: "bar",
      label: h("span", { class: "unseen" }, texts.trends.share),
      cell: ([, number]) => bar(number, most),
    },
    { key: "count", label: said.entries, number: true, cell: ([, number]) => count(number) },
  ];
  const items = [
    { key: "feed", label: said.feed, cell: (row) => quoted(row.feed) },
    { key: "place", label: said.place, cell: (row) => quoted(row.place) },
    { key: "reason", label: said.reason, cell: (row) => quoted(row.reason) },
  ];
  return section(
    said.quarantine,
    h("p", { class: "figure-note" }, said.quarantineNote(count(given.total))),
    table({ caption: said.quarantine, columns: reasons, rows, kind: "ranked" }),
    given.items.length > 0 &&
      h(
        "details",
        null,
        h("summary", null, said.quarantineShow(given.items.length)),
        table({
          caption: said.quarantineShow(given.items.length),
          columns: items,
          rows: given.items,
        }),
      ),
  );
}
