/** The indicators that matched, each with how it was found and which sources state it. */

import { h } from "../dom.js";
import { day, fully } from "../format.js";
import { quoted, shortened, visible } from "../quoted.js";
import { word } from "../severity.js";
import { facts, table } from "../table.js";
import { texts } from "../texts.js";

const said = texts.alert;
const FEW = 3;

/** The section; beyond a few, matches are folded. */
export function matches(alert) {
  const blocks = alert.matches.map((match, at) =>
    block(match, alert.matches.length > 1 ? at + 1 : null),
  );
  const more = alert.matches_total - alert.matches.length;
  return h(
    "section",
    { class: "section" },
    h("h3", null, said.indicator(alert.matches.length)),
    blocks.slice(0, FEW),
    blocks.length > FEW &&
      h("details", null, h("summary", null, said.others(blocks.length - FEW)), blocks.slice(FEW)),
    more > 0 && h("p", { class: "aside" }, said.more(more)),
  );
}

function block(match, number) {
  const words = said.match;
  const undone =
    (match.undone ?? []).length > 0 && `, ${said.undone(visible(match.undone.join(", ")))}`;
  return h(
    "div",
    { class: "match" },
    h(
      "p",
      { class: "match-head" },
      number && h("b", { class: "nth" }, number),
      h("strong", null, word("type", match.type)),
      " ",
      quoted(match.value),
    ),
    facts([
      [words.id, shortened(match.indicator_id, 80)],
      [words.standing, `${word("tier", match.tier)} · ${word("nature", match.nature)}`],
      [words.how, [word("lane", match.lane), ", ", shortened(match.method, 40), undone]],
      [words.span, [h("code", null, quoted(match.field)), ", ", said.span(match.start, match.end)]],
      [words.platform, match.platform && quoted(match.platform)],
      [words.region, match.region && quoted(match.region)],
      [words.confidence, trust(match)],
      [
        words.labels,
        match.labels.length > 0 && match.labels.map((label, at) => [at > 0 && ", ", quoted(label)]),
      ],
    ]),
    table({ caption: said.sources, columns: COLUMNS, rows: match.sources, kind: "sources" }),
  );
}

function trust({ confidence, tlp }) {
  return `${confidence === null ? texts.none : `${confidence} of 100`} · TLP ${tlp}`;
}

const COLUMNS = [
  { key: "name", cell: (row) => shortened(row.name, 40) },
  { key: "tier", cell: (row) => word("tier", row.tier) },
  { key: "confidence", number: true, cell: (row) => row.confidence ?? texts.none },
  { key: "valid", cell: (row) => validity(row) },
].map((column) => ({ ...column, label: said.source[column.key] }));

/** From when until when a source stands by it; the end is exclusive. */
export function validity({ valid_from: from, valid_until: until }) {
  if (!from && !until) return said.always;
  const edge = (moment, open) => (moment ? h("span", { title: fully(moment) }, day(moment)) : open);
  return [edge(from, said.always), " – ", edge(until, said.open)];
}
