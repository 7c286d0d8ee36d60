/** What the next list would flag, beside the present one (schema fresnel.forecast/1). */

import { h } from "../dom.js";
import { count, rough } from "../format.js";
import { section } from "../section.js";
import { word } from "../severity.js";
import { empty } from "../states.js";
import { table } from "../table.js";
import { texts } from "../texts.js";

const said = texts.lists;

/** The section; null: none was made. */
export function forecast(given) {
  if (!given) return section(said.forecast, empty(...said.forecastEmpty));
  const rows = [
    [said.forecastAlerts, given.alerts],
    ...Object.entries(given.types ?? {}).map(([type, pair]) => [word("type", type), pair]),
    ...Object.entries(given.severities ?? {}).map(([name, pair]) => [word("severity", name), pair]),
  ].filter(([, pair]) => pair && typeof pair === "object");
  const columns = [
    { key: "name", label: said.forecastOf, cell: ([name]) => name },
    {
      key: "old",
      label: said.forecastOld(given.old?.serial ?? ""),
      number: true,
      cell: ([, pair]) => rough(pair.old),
    },
    {
      key: "new",
      label: said.forecastNew(given.new?.serial ?? ""),
      number: true,
      cell: ([, pair]) => rough(pair.new),
    },
    {
      key: "change",
      label: texts.trends.changed,
      number: true,
      cell: ([, pair]) => signed(pair.new - pair.old),
    },
  ];
  const sample =
    given.sample &&
    h("p", { class: "figure-note" }, said.forecastSample(count(given.sample.records)));
  return section(said.forecast, sample, table({ caption: said.forecast, columns, rows }));
}

function signed(value) {
  return Number.isNaN(value) ? texts.none : `${value > 0 ? "+" : ""}${rough(value)}`;
}
