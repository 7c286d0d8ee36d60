/** What alerts or indicators are of, ranked: each with its share, its line and its change. */

import { h } from "../dom.js";
import { figure } from "../figure.js";
import { atLeast } from "../format.js";
import { shortened } from "../quoted.js";
import { word } from "../severity.js";
import { sparkline } from "../sparkline.js";
import { texts } from "../texts.js";
import { moved } from "./trend_time.js";

const said = texts.trends;
const UNKNOWN = "unknown";

/** The figure of one dimension; `lines`: with small time lines, `narrowed(name, value)`: links. */
export function ranked(report, name, { lines = false, narrowed }) {
  const most = Math.max(1, ...report.rows.map((row) => row.count ?? 0));
  const columns = [
    {
      key: "name",
      label: texts.dimension[name],
      value: (row) => row.name[0],
      cell: (row) => [named(row), lines && badge(row.state)],
    },
    {
      key: "bar",
      label: h("span", { class: "unseen" }, said.share),
      cell: (row) => bar(row.count, most),
    },
    {
      key: "count",
      label: said.counted[report.of],
      number: true,
      value: (row) => row.count,
      cell: (row) => atLeast(row.count, report.least),
    },
    lines && {
      key: "line",
      label: said.line,
      value: (row) => row.counts.map((each) => each ?? "").join(" "),
      cell: (row) => sparkline(row.counts),
    },
    lines && {
      key: "change",
      label: said.changed,
      number: true,
      value: (row) => row.change?.ratio ?? null,
      cell: (row) => changed(row.change),
    },
  ].filter(Boolean);
  return figure({
    title: said.ranked[name],
    name: `trend-by-${name}`,
    columns,
    rows: report.rows,
    kind: "ranked",
  });

  function named(row) {
    const [key] = row.key;
    const label = Object.hasOwn(texts, name) && key !== UNKNOWN ? word(name, key) : row.name[0];
    const shown = key === UNKNOWN ? said.unknown : shortened(label, 40);
    return key === UNKNOWN
      ? h("span", { class: "faint" }, shown)
      : h("a", { href: narrowed(name, key), title: said.narrow }, shown);
  }
}

/** A bar of a share of the largest. */
export function bar(value, most) {
  return h(
    "span",
    { class: "share", "aria-hidden": "true" },
    h("span", { style: { width: `${(100 * (value ?? 0)) / most}%` } }),
  );
}

function badge(state) {
  return (
    (state === "new" || state === "fading") && [
      " ",
      h("span", { class: `badge ${state}` }, said.state[state]),
    ]
  );
}

function changed(change) {
  if (!change || change.ratio === null) return h("span", { class: "faint" }, texts.none);
  const isSure = change.low > 1 || change.high < 1;
  return h(
    "span",
    {
      class: isSure ? null : "faint",
      title: `${said.interval(moved(change.low), moved(change.high))}${isSure ? "" : ` ${said.chance}`}`,
    },
    moved(change.ratio),
  );
}
