/** The values of each filter as boxes to tick; chosen ones are there even where no alert has them. */

import { h, put } from "../dom.js";
import { count } from "../format.js";
import { shortened } from "../quoted.js";
import { SEVERITIES, word } from "../severity.js";
import { texts } from "../texts.js";

export const KINDS = ["severity", "type", "tier", "platform", "region", "mode"];
const OPEN = new Set(["platform", "region"]);
const FEW = 8;
const said = texts.alerts;

/** All kinds; `onToggle(kind, value)` hears of each tick. */
export function facetBoxes(onToggle) {
  const element = h("div");
  const unfolded = new Set();
  return { element, draw };

  /** Show these facets with the values that `chosen` has; what has the focus keeps it. */
  function draw(facets, chosen) {
    const held = element.contains(document.activeElement) ? document.activeElement.id : null;
    put(
      element,
      KINDS.map((kind) => group(kind, inOrder(kind, facets?.[kind] ?? []), chosen.getAll(kind))),
    );
    if (held) document.getElementById(held)?.focus();
  }

  function group(kind, facets, chosen) {
    const missing = chosen.filter((value) => !facets.some((each) => each.value === value));
    const all = [...facets, ...missing.map((value) => ({ value, count: 0 }))];
    if (all.length < 2 && !chosen.length) return null;
    const first = all.filter((each, at) => at < FEW || chosen.includes(each.value));
    const rest = all.filter((each) => !first.includes(each));
    const line = (each) => box(kind, each, `${kind}-${all.indexOf(each)}`, chosen);
    return h(
      "fieldset",
      null,
      h("legend", null, said.filter[kind]),
      first.map(line),
      rest.length > 0 && folded(kind, said.allValues(all.length), rest.map(line)),
    );
  }

  function folded(kind, label, lines) {
    const remember = () => unfolded[details.open ? "add" : "delete"](kind);
    const attributes = { open: unfolded.has(kind), on: { toggle: remember } };
    const details = h("details", attributes, h("summary", null, label), lines);
    return details;
  }

  function box(kind, { value, count: number }, id, chosen) {
    const change = () => onToggle(kind, value);
    const checked = chosen.includes(value);
    return h(
      "div",
      { class: "facet" },
      h("input", { type: "checkbox", id, checked, on: { change } }),
      h("label", { for: id }, OPEN.has(kind) ? shortened(value, 40) : word(kind, value)),
      h("span", { class: "count" }, count(number)),
    );
  }
}

function inOrder(kind, facets) {
  if (kind !== "severity") return facets;
  return [...facets].sort((a, b) => SEVERITIES.indexOf(b.value) - SEVERITIES.indexOf(a.value));
}
