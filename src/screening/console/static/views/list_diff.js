/** What one snapshot has that another has not. */

import { get } from "../api.js";
import { h, put } from "../dom.js";
import { count } from "../format.js";
import { quoted } from "../quoted.js";
import { section } from "../section.js";
import { word } from "../severity.js";
import { empty, pane } from "../states.js";
import { table } from "../table.js";
import { texts } from "../texts.js";

const said = texts.lists;
const SIDES = ["added", "removed", "changed"];
const KINDS = ["type", "tier", "platform"];

/** The section; `set(snapshots)` says between which one may choose. */
export function comparison() {
  const [from, to] = ["from", "to"].map((name) =>
    h("select", { id: `diff-${name}`, on: { change: ask } }),
  );
  const result = h("div");
  const form = h("div", { class: "diff-form" }, field(from, said.diffFrom), field(to, said.diffTo));
  const element = section(said.diff, form, result);
  let place = null;
  return { element, set, close: () => place?.close() };

  function set(snapshots) {
    const usable = snapshots.filter((each) => each.state !== "refused" || each.indicators !== null);
    form.hidden = usable.length < 2;
    if (usable.length < 2) return void put(result, empty(...said.diffEmpty));
    const held = [from.value, to.value];
    for (const select of [from, to])
      put(
        select,
        usable.map((each) =>
          h(
            "option",
            { value: each.serial },
            `${each.serial} · ${said.state[each.state] ?? each.state}`,
          ),
        ),
      );
    const serials = usable.map((each) => String(each.serial));
    from.value = serials.includes(held[0]) ? held[0] : serials[1];
    to.value = serials.includes(held[1]) ? held[1] : serials[0];
    if (!place || held[0] !== from.value || held[1] !== to.value) ask();
  }

  function ask() {
    place?.close();
    place = pane(
      result,
      (signal) => get("v1/lists/diff", { from: from.value, to: to.value }, signal),
      (data, content) => put(content, shown(data)),
    );
    place.load();
  }
}

function field(select, label) {
  return h("div", null, h("label", { for: select.id }, label), select);
}

function shown(diff) {
  const sides = SIDES.map((side) => ({ side, ...taken(diff, side) }));
  if (sides.every((each) => each.total === 0)) return empty(...said.diffSame);
  return [
    h(
      "dl",
      { class: "figures small" },
      sides.map(({ side, total }) =>
        h(
          "div",
          null,
          h("dt", null, said[side]),
          h("dd", null, h("span", { class: "value" }, count(total))),
        ),
      ),
    ),
    KINDS.map((kind) => byKind(kind, sides)),
    examples(sides),
  ];
}

/** One side of the answer: its total, its counts by kind, its examples. */
function taken(diff, side) {
  const given = diff[side];
  if (typeof given === "number")
    return { total: given, types: {}, tiers: {}, platforms: {}, examples: [] };
  const types = given.types ?? {};
  const total =
    given.total ?? given.count ?? Object.values(types).reduce((sum, each) => sum + each, 0);
  return { ...given, total, types, examples: given.examples ?? diff.examples?.[side] ?? [] };
}

function byKind(kind, sides) {
  const names = [...new Set(sides.flatMap((side) => Object.keys(side[`${kind}s`] ?? {})))];
  if (!names.length) return null;
  const rows = names.map((name) => ({
    name,
    ...Object.fromEntries(sides.map((side) => [side.side, side[`${kind}s`]?.[name] ?? 0])),
  }));
  const columns = [
    {
      key: "name",
      label: texts.dimension[kind],
      cell: (row) => (Object.hasOwn(texts, kind) ? word(kind, row.name) : quoted(row.name)),
    },
    ...SIDES.map((side) => ({
      key: side,
      label: said[side],
      number: true,
      cell: (row) => count(row[side]),
    })),
  ];
  return table({ caption: texts.dimension[kind], columns, rows, kind: "diff" });
}

function examples(sides) {
  const rows = sides.flatMap((side) => side.examples.map((each) => ({ ...each, side: side.side })));
  if (!rows.length) return null;
  const columns = [
    { key: "side", label: said.diffSide, cell: (row) => said[row.side] },
    { key: "type", label: texts.dimension.type, cell: (row) => word("type", row.type) },
    { key: "value", label: said.value, cell: (row) => quoted(row.value ?? texts.none) },
    { key: "id", label: said.id, cell: (row) => quoted(row.id ?? row.indicator_id ?? texts.none) },
  ];
  return h(
    "details",
    null,
    h("summary", null, said.examples(rows.length)),
    table({ caption: said.examples(rows.length), columns, rows }),
  );
}
