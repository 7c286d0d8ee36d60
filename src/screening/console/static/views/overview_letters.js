/** Dead letters: how many by reason, and each of them where one asks. */

import { get } from "../api.js";
import { h, put } from "../dom.js";
import { count, fully, moment } from "../format.js";
import { quoted, shortened } from "../quoted.js";
import { section } from "../section.js";
import { empty, pane } from "../states.js";
import { table } from "../table.js";
import { texts } from "../texts.js";

const said = texts.overview;

/** By reason, and each record on request. */
export function deadLetters() {
  const words = said.deadLetter;
  const summary = h("div");
  const list = h("div");
  const details = h(
    "details",
    { on: { toggle: () => details.open && records(list) } },
    h("summary", null, said.deadLettersShow),
    list,
  );
  const element = section(said.deadLetters, summary, details);
  return { element, set };

  function set({ dead_letters: rows }) {
    details.hidden = !rows.length;
    const columns = [
      { key: "reason", label: words.reason, cell: (row) => h("code", null, quoted(row.reason)) },
      { key: "count", label: words.count, number: true, cell: (row) => count(row.count) },
      {
        key: "last",
        label: words.last,
        number: true,
        cell: (row) => h("span", { title: fully(row.last_at) }, moment(row.last_at)),
      },
    ];
    put(
      summary,
      rows.length
        ? table({ caption: said.deadLetters, columns, rows })
        : empty(...said.deadLettersEmpty),
    );
  }

  function records(into) {
    const columns = [
      {
        key: "at",
        label: words.at,
        cell: (row) => h("span", { title: fully(row.at) }, moment(row.at)),
      },
      { key: "reason", label: words.reason, cell: (row) => h("code", null, quoted(row.reason)) },
      {
        key: "place",
        label: words.place,
        cell: (row) => [quoted(row.topic), ` ${row.partition}:${row.offset}`],
      },
      { key: "bytes", label: words.bytes, number: true, cell: (row) => count(row.bytes) },
      { key: "detail", label: words.detail, cell: (row) => shortened(row.detail) },
    ];
    pane(
      into,
      () => get("v1/dead-letters", { limit: 50 }),
      ({ items }, content) => {
        put(
          content,
          items.length
            ? table({ caption: said.deadLettersShow, columns, rows: items })
            : empty(...said.deadLettersEmpty),
        );
      },
    ).load();
  }
}
