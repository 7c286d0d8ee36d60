/** What a row of the list says of an alert. */

import { h } from "../dom.js";
import { fully, moment } from "../format.js";
import { shortened } from "../quoted.js";
import { severity, word } from "../severity.js";
import { texts } from "../texts.js";

const said = texts.alerts;

/** The columns. */
export const COLUMNS = [
  {
    key: "detected",
    cell: (row) =>
      h("a", { href: hrefOf(row), title: fully(row.detected_at) }, moment(row.detected_at)),
  },
  { key: "severity", cell: (row) => severity(row.severity) },
  { key: "what", cell: what },
  { key: "tier", cell: (row) => strongest(row) },
  { key: "platform", cell: (row) => several(row, "platform") },
  { key: "region", cell: (row) => several(row, "region") },
  { key: "field", cell: (row) => shortened(row.matches[0]?.field ?? "", 40) },
  { key: "amount", number: true, cell: (row) => amount(row) },
  { key: "customer", cell: (row) => row.customer && shortened(row.customer, 24) },
  { key: "mode", cell: (row) => word("mode", row.mode) },
].map((column) => ({ ...column, label: said.column[column.key] }));

/** The amount as the payment states it, and its currency. */
export function amount({ amount: value, currency }) {
  if (value === null) return texts.none;
  return [
    shortened(value, 24),
    currency && [" ", h("span", { class: "unit" }, shortened(currency, 8))],
  ];
}

function hrefOf(row) {
  const [, query] = location.hash.split(/\?(.*)/s);
  return `#/alerts/${row.alert_id}${query ? `?${query}` : ""}`;
}

function what(row) {
  const [match] = row.matches;
  if (!match) return texts.none;
  const others = row.matches_total - 1;
  return [
    h("span", { class: "kind" }, word("type", match.type)),
    " ",
    shortened(match.value, 48),
    others > 0 && h("span", { class: "and-more" }, said.andMore(others)),
  ];
}

function strongest(row) {
  return word(
    "tier",
    row.matches.some((match) => match.tier === "indicator") ? "indicator" : "clue",
  );
}

function several(row, name) {
  const values = [...new Set(row.matches.map((match) => match[name]).filter(Boolean))];
  if (!values.length) return h("span", { class: "faint" }, texts.none);
  return [
    shortened(values[0], 24),
    values.length > 1 && h("span", { class: "and-more" }, said.andMore(values.length - 1)),
  ];
}
