/** Lines and bars over time, by uPlot. Law: a chart is a picture of numbers that a table near it has. */

import { appearance, colour } from "./appearance.js";
import { h, put } from "./dom.js";
import { zoneName } from "./format.js";
import uPlot from "./vendor/uPlot.esm.js";

const GAP = 0.35;

/**
 * A chart. `series` are {label, colour (a variable of the stylesheet)}; `kind` is `line`, `bars` or
 * `stacked`; `say(index)` is what is under the pointer, in words; `ticks(index)` names a place of an
 * axis that is not of times. `set(data)` takes uPlot's data: what is across, then each series.
 */
export function chart(root, { series, kind, height, label, say, ticks, scale }) {
  const readout = h("p", { class: "readout", "aria-hidden": "true" });
  const box = h("div", { class: "chart", role: "img", "aria-label": label });
  put(root, readout, box);
  let data = null;
  let plot = null;
  const sizes = new ResizeObserver(() => plot?.setSize({ width: box.clientWidth, height }));
  sizes.observe(box);
  appearance.addEventListener("change", redraw);
  return { set, close };

  function set(given, newLabel) {
    data = kind === "stacked" ? stacked(given) : given;
    if (newLabel) box.setAttribute("aria-label", newLabel);
    if (plot) plot.setData(data);
    else draw();
  }

  function draw() {
    plot = new uPlot(options(), data, box);
  }

  function redraw() {
    if (!plot) return;
    plot.destroy();
    draw();
  }

  function close() {
    sizes.disconnect();
    appearance.removeEventListener("change", redraw);
    plot?.destroy();
  }

  function options() {
    return {
      width: box.clientWidth || 300,
      height,
      padding: [8, 16, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false, points: { show: kind === "line" } },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zoneName()),
      scales: {
        x: { time: !ticks, range: ticks ? aroundBars : undefined },
        y: { range: fromZero },
      },
      axes: [across(ticks), up(scale)],
      series: [{}, ...series.map((each) => drawn(each, kind))],
      hooks: { setCursor: [(u) => put(readout, u.cursor.idx === null ? "" : say(u.cursor.idx))] },
    };
  }
}

function drawn(each, kind) {
  const paint = colour(each.colour);
  if (kind === "line") return { stroke: paint, width: 1.5, points: { show: false } };
  return {
    fill: paint,
    stroke: paint,
    width: 0,
    points: { show: false },
    paths: uPlot.paths.bars({ size: [1 - GAP, 40], gap: 0 }),
  };
}

/** Each series on top of those before it; the highest is drawn first, so that each shows. */
function stacked([across, ...values]) {
  const sums = across.map(() => 0);
  const heaps = values.map((each) => each.map((value, at) => (sums[at] += value ?? 0)));
  return [across, ...heaps.reverse()];
}

function across(ticks) {
  const axis = { ...looks(), size: 26, gap: 4, grid: { show: false }, space: 64 };
  if (!ticks) return { ...axis, values: clock };
  return {
    ...axis,
    incrs: [1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 21, 28],
    values: (_, splits) => splits.map(ticks),
  };
}

const FORMS = [
  [86400 * 28, { month: "short" }],
  [86400, { day: "numeric", month: "short" }],
  [1, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }],
];

function clock(_, splits, __, ___, step) {
  const options = FORMS.find(([least]) => step >= least)?.[1] ?? FORMS[2][1];
  const format = new Intl.DateTimeFormat("en-AU", { ...options, timeZone: zoneName() });
  return splits.map((seconds) => format.format(new Date(seconds * 1000)));
}

function up(scale) {
  const values = (_, splits) =>
    splits.map((value) => (Number.isInteger(value) || scale ? (scale ?? plain)(value) : ""));
  return {
    ...looks(),
    size: 48,
    gap: 6,
    space: 28,
    values,
    grid: { stroke: colour("--line"), width: 1 },
  };
}

function looks() {
  return {
    stroke: colour("--ink-3"),
    font: '11px "Inter", system-ui, sans-serif',
    ticks: { show: false },
    border: { show: false },
  };
}

function plain(value) {
  return value >= 10_000 ? `${value / 1000}k` : String(value);
}

function fromZero(_, __, most) {
  return [0, most > 0 ? most * 1.05 : 1];
}

function aroundBars(_, first, last) {
  return [first - 0.6, last + 0.6];
}
