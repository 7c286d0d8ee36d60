/** The overview's tables: outcomes, replicas, partitions, events. */

import { h } from "../dom.js";
import { ago, count, fully, moment, percent, rough, short } from "../format.js";
import { quoted, shortened } from "../quoted.js";
import { changing } from "../section.js";
import { empty } from "../states.js";
import { swatch } from "../swatches.js";
import { table } from "../table.js";
import { texts } from "../texts.js";

const said = texts.overview;
const OUTCOMES = ["clear", "flagged", "dead_lettered", "skipped"];
const BESIDES = ["transactions", "shadow", "suppressed"];

/** Each record's outcome, and what they add up to. */
export function outcomes() {
  return changing(
    said.outcomes,
    (data) => data.outcomes,
    (given) => {
      const all = OUTCOMES.reduce((sum, name) => sum + given[name], 0);
      const rows = OUTCOMES.map((name) => [said.outcome[name], given[name], name]);
      return [
        table({
          caption: said.outcomes,
          columns: [
            {
              key: "name",
              label: said.outcomesSince(moment(given.since)),
              cell: ([name, , key]) => [swatch(`--c-${key}`), name],
            },
            {
              key: "count",
              label: said.records,
              number: true,
              cell: ([, number]) => count(number),
            },
            {
              key: "share",
              label: said.share,
              number: true,
              cell: ([, number]) => (all ? percent(number / all) : texts.none),
            },
          ],
          rows,
        }),
        h(
          "dl",
          { class: "facts beside" },
          BESIDES.map((name) =>
            h("div", null, h("dt", null, said.beside[name]), h("dd", null, count(given[name]))),
          ),
        ),
      ];
    },
  );
}

/** Who screens, with which list; whether they agree. */
export function replicas() {
  return changing(
    said.replicas,
    ({ replicas: rows, fleet_agrees: agrees, at }) => ({ rows, agrees, at }),
    ({ rows, agrees, at }) => {
      if (!rows.length) return empty(...said.replicasEmpty);
      const word = agrees === null ? "" : agrees ? said.agrees.yes(rows.length) : said.agrees.no;
      return [
        word && h("p", { class: agrees ? "good" : "bad" }, word),
        table({ caption: said.replicas, columns: replicaColumns(at), rows }),
      ];
    },
  );
}

export function replicaColumns(at) {
  const words = said.replica;
  return [
    { key: "writer", label: words.writer, cell: (row) => shortened(row.writer, 40) },
    {
      key: "serial",
      label: words.serial,
      cell: (row) =>
        h("span", { title: row.digest }, row.serial, " ", h("code", null, short(row.digest))),
    },
    {
      key: "config",
      label: words.config,
      cell: (row) => h("code", { title: row.config_digest }, short(row.config_digest)),
    },
    { key: "software", label: words.software, cell: (row) => shortened(row.software, 30) },
    { key: "rate", label: words.rate, number: true, cell: (row) => rough(row.per_second) },
    {
      key: "last",
      label: words.last,
      number: true,
      cell: (row) => h("span", { title: fully(row.last_receipt_at) }, ago(row.last_receipt_at, at)),
    },
  ];
}

export function partitions() {
  return changing(
    said.partitions,
    (data) => data.lag.partitions,
    (rows) => {
      const words = said.partition;
      const columns = [
        {
          key: "partition",
          label: words.partition,
          cell: (row) => [quoted(row.topic), " ", row.partition],
        },
        { key: "end", label: words.end, number: true, cell: (row) => count(row.end) },
        {
          key: "screened",
          label: words.screened,
          number: true,
          cell: (row) => count(row.screened_to),
        },
        { key: "lag", label: words.lag, number: true, cell: (row) => count(row.lag) },
      ];
      return rows.length
        ? table({ caption: said.partitions, columns, rows })
        : empty(...said.replicasEmpty);
    },
  );
}

export function events() {
  return changing(
    said.events,
    (data) => data.events,
    (rows) => {
      if (!rows.length) return empty(...said.eventsEmpty);
      const item = (each) =>
        h(
          "li",
          { class: `event ${each.kind}` },
          h("time", { datetime: each.at, title: fully(each.at) }, moment(each.at)),
          quoted(each.text),
        );
      return h("ol", { class: "events" }, rows.map(item));
    },
  );
}
