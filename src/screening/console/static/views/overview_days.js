/** Alerts a day, stacked by severity. */

import { chart } from "../chart.js";
import { h, put } from "../dom.js";
import { count, dayName } from "../format.js";
import { section } from "../section.js";
import { SEVERITIES } from "../severity.js";
import { empty } from "../states.js";
import { swatches } from "../swatches.js";
import { table } from "../table.js";
import { texts } from "../texts.js";

const said = texts.overview;
const DAY_MS = 86_400_000;

/** The chart, with its table. */
export function perDayChart() {
  let days = [];
  const box = h("div");
  const figures = h("div");
  const nothing = h("div");
  const bars = chart(box, {
    series: [...SEVERITIES].reverse().map((severity) => ({ colour: `--c-${severity}` })),
    kind: "stacked",
    height: 190,
    label: said.perDay,
    ticks: (at) => (days[at] ? dayName(days[at].day) : ""),
    say: (at) => (days[at] ? inWords(days[at]) : ""),
  });
  const content = h(
    "div",
    null,
    box,
    h("details", null, h("summary", null, texts.asTable), figures),
  );
  const keys = SEVERITIES.map((each) => [`--c-${each}`, texts.severity[each]]);
  return {
    element: section([said.perDay, swatches(keys)], content, nothing),
    set,
    close: bars.close,
  };

  function set({ alerts_per_day: given }) {
    const now = everyDay(given);
    if (days.length && JSON.stringify(now) === JSON.stringify(days)) return;
    days = now;
    content.hidden = !days.length;
    put(nothing, !days.length && empty(...said.perDayEmpty));
    if (!days.length) return;
    bars.set([
      days.map((_, at) => at),
      ...SEVERITIES.map((severity) => days.map((each) => each[severity])),
    ]);
    put(figures, table({ caption: said.perDay, columns: columns(), rows: [...days].reverse() }));
  }
}

function columns() {
  const each = SEVERITIES.map((severity) => ({
    key: severity,
    label: texts.severity[severity],
    number: true,
    cell: (row) => count(row[severity]),
  }));
  return [{ key: "day", label: texts.day, cell: (row) => dayName(row.day) }, ...each];
}

function inWords(given) {
  const parts = [...SEVERITIES]
    .reverse()
    .map((severity) => `${count(given[severity])} ${texts.severity[severity].toLowerCase()}`);
  return `${dayName(given.day)}: ${parts.join(", ")}`;
}

/** The same with the days between that had none. */
function everyDay(given) {
  if (!given.length) return [];
  const known = new Map(given.map((each) => [each.day, each]));
  const [first, last] = [given[0], given.at(-1)].map((each) => new Date(each.day).getTime());
  const length = Math.round((last - first) / DAY_MS) + 1;
  const none = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0]));
  return Array.from({ length }, (_, at) => {
    const day = new Date(first + at * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { day, ...none };
  });
}
