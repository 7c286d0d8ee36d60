/** What the list says of a value (schema fresnel.lookup/1). */

import { h } from "../dom.js";
import { day } from "../format.js";
import { quoted, shortened } from "../quoted.js";
import { word } from "../severity.js";
import { facts, table } from "../table.js";
import { texts } from "../texts.js";
import { validity } from "./alert_matches.js";

const said = texts.lookup;

export function answered(answer) {
  return [
    h(
      "p",
      { class: "verdict" },
      h(
        "span",
        { class: `state ${answer.listed ? "gap" : "complete"}` },
        answer.listed ? said.listed : said.notListed,
      ),
      " ",
      quoted(answer.value),
    ),
    h("p", { class: "aside" }, said.asked(answer.snapshot.serial)),
    read(answer),
    answer.indicators.map(indicator),
    answer.near.length > 0 && near(answer),
  ];
}

function read({ normalised, type }) {
  if (!normalised.length) return null;
  const guessed = type.given ? "" : ` (${said.guessed})`;
  const lines = normalised.map((each) =>
    h(
      "li",
      null,
      word("type", each.type),
      guessed,
      ": ",
      quoted(each.value),
      each.steps.length > 0 &&
        h("span", { class: "faint" }, [" · ", quoted(each.steps.join(", "))]),
    ),
  );
  return [h("h3", null, said.normalised), h("ul", { class: "reasons" }, lines)];
}

function indicator(each) {
  const words = texts.alert.match;
  return h(
    "div",
    { class: "match" },
    h(
      "p",
      { class: "match-head" },
      h("strong", null, word("type", each.type)),
      " ",
      quoted(each.value),
    ),
    facts([
      [words.id, shortened(each.id, 80)],
      [words.standing, `${word("tier", each.tier)} · ${word("nature", each.nature)}`],
      [said.force, each.in_force ? said.inForce : h("strong", { class: "bad" }, said.notInForce)],
      [texts.alert.source.valid, validity(each)],
      [words.platform, each.platform && quoted(each.platform)],
      [words.region, each.region && quoted(each.region)],
      [
        said.seen,
        (each.first_seen || each.last_seen) && `${day(each.first_seen)} – ${day(each.last_seen)}`,
      ],
      [said.since, each.since_serial],
      [
        words.confidence,
        `${each.confidence === null ? texts.none : `${each.confidence} of 100`} · TLP ${each.tlp}`,
      ],
    ]),
    table({ caption: texts.alert.sources, columns: SOURCES, rows: each.sources, kind: "sources" }),
  );
}

function near({ near: rows, near_has_more: hasMore }) {
  const columns = [
    {
      key: "relation",
      label: said.relation,
      cell: (row) =>
        Object.hasOwn(said.relations, row.relation)
          ? said.relations[row.relation]
          : quoted(row.relation),
    },
    { key: "type", label: texts.dimension.type, cell: (row) => word("type", row.type) },
    { key: "value", label: said.nearValue, cell: (row) => quoted(row.value) },
    {
      key: "matches",
      label: said.screening,
      cell: (row) => (row.screening_matches ? said.matches : said.doesNotMatch),
    },
  ];
  return [
    h("h3", null, said.near),
    table({ caption: said.near, columns, rows }),
    hasMore && h("p", { class: "aside" }, said.nearMore),
  ];
}

const SOURCES = [
  { key: "name", cell: (row) => shortened(row.name, 40) },
  { key: "tier", cell: (row) => word("tier", row.tier) },
  { key: "confidence", number: true, cell: (row) => row.confidence ?? texts.none },
  { key: "valid", cell: (row) => validity(row) },
].map((column) => ({ ...column, label: texts.alert.source[column.key] }));
