/** What was screened lately, minute by minute. */

import { chart } from "../chart.js";
import { h, put } from "../dom.js";
import { count, moment, rough } from "../format.js";
import { section } from "../section.js";
import { empty } from "../states.js";
import { swatches } from "../swatches.js";
import { texts } from "../texts.js";

const said = texts.overview;
const LEAST_SECONDS = 5;

/** Records a second, and below it on its own scale what was flagged or dead-lettered. */
export function seriesCharts() {
  let points = [];
  let rates = [];
  const rate = h("div");
  const found = h("div");
  const nothing = h("div");
  const upper = chart(rate, {
    series: [{ colour: "--c-clear" }],
    kind: "line",
    height: 140,
    label: said.series,
    say: (at) => `${clock(at)}: ${rough(rates[at])} ${said.perSecond}`,
  });
  const lower = chart(found, {
    series: [{ colour: "--c-dead_lettered" }, { colour: "--c-flagged" }],
    kind: "stacked",
    height: 90,
    label: said.seriesFlagged,
    say: (at) => `${clock(at)}: ${inWords(points[at])}`,
  });
  const charts = h("div", null, rate, h("h3", null, said.seriesFlagged, legend()), found);
  return { element: section(said.series, charts, nothing), set, close };

  function set({ series, at }) {
    const step = series.step_seconds || 1;
    const now = new Date(at) / 1000;
    points = series.points.filter(([begins]) => now - begins >= LEAST_SECONDS);
    rates = points.map((point) => all(point) / Math.min(step, now - point[0]));
    const isEmpty = !points.some(all);
    charts.hidden = isEmpty;
    put(nothing, isEmpty && empty(...said.seriesEmpty));
    if (isEmpty) return;
    const times = points.map(([begins]) => begins);
    upper.set([times, rates]);
    lower.set([times, points.map((point) => point[2]), points.map((point) => point[3])]);
  }

  function close() {
    upper.close();
    lower.close();
  }

  function clock(at) {
    return moment(points[at][0] * 1000);
  }
}

function legend() {
  return swatches([
    ["--c-flagged", said.outcome.flagged],
    ["--c-dead_lettered", said.outcome.dead_lettered],
  ]);
}

function inWords([, , flagged, dead]) {
  const { flagged: one, dead_lettered: other } = said.outcome;
  return `${count(flagged)} ${one.toLowerCase()}, ${count(dead)} ${other.toLowerCase()}`;
}

function all(point) {
  return point[1] + point[2] + point[3];
}
