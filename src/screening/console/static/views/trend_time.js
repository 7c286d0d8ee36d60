/** The time line, with the change and its interval in words. */

import { chart } from "../chart.js";
import { h } from "../dom.js";
import { figure } from "../figure.js";
import { atLeast, count, percent, rough } from "../format.js";
import { texts } from "../texts.js";

const said = texts.trends;
const PER = 100_000;

/** The figure; `draw()` once it is in the page. */
export function timeLine(report) {
  const { periods, total } = report;
  const rows = periods.map((period, at) => ({
    ...period,
    at,
    count: total.counts[at],
    rate: total.rates?.[at] ?? null,
    screened: report.screened?.[at] ?? null,
  }));
  const box = h("div");
  let drawn = null;
  const columns = [
    {
      key: "period",
      label: said.period[report.period],
      value: (row) => row.key,
      cell: (row) => shownPeriod(row.key),
    },
    {
      key: "count",
      label: said.counted[report.of],
      number: true,
      value: (row) => row.count,
      cell: (row) => atLeast(row.count, report.least),
    },
    report.screened && {
      key: "screened",
      label: said.screened,
      number: true,
      value: (row) => row.screened,
      cell: (row) => count(row.screened),
    },
    total.rates && {
      key: "rate",
      label: said.rate,
      number: true,
      value: (row) => row.rate,
      cell: (row) => rate(row.rate),
    },
  ].filter(Boolean);
  const note = [
    h("strong", null, said.total(count(total.count), report.of)),
    " ",
    inWords(total.change, periods),
  ];
  return {
    element: figure({ title: said.time, note, name: "trend", chart: box, columns, rows }),
    draw,
    close: () => drawn?.close(),
  };

  function draw() {
    drawn = chart(box, {
      series: [{ colour: "--c-clear" }],
      kind: rows.length > 2 ? "line" : "bars",
      height: 200,
      label: `${said.time}. ${inWords(total.change, periods)}`,
      ticks: (at) => (rows[at] ? tick(rows[at].key) : ""),
      say: (at) =>
        `${shownPeriod(rows[at].key)}: ${atLeast(rows[at].count, report.least)}${rows[at].rate === null ? "" : `, ${rate(rows[at].rate)} ${said.per}`}`,
    });
    drawn.set([rows.map((row) => row.at), total.counts]);
  }
}

/** `2026-W05` is “week 5, 2026”, `2026-01` “Jan 2026”, a day its short form. */
export function shownPeriod(key) {
  const [, year, week] = /^(\d{4})-W(\d\d)$/.exec(key) ?? [];
  if (week) return said.week(Number(week), year);
  const options =
    key.length > 7 ? { day: "numeric", month: "short" } : { month: "short", year: "numeric" };
  return new Intl.DateTimeFormat("en-AU", { ...options, timeZone: "UTC" }).format(
    new Date(key.length > 7 ? key : `${key}-01`),
  );
}

function tick(key) {
  const [, week] = /-W(\d\d)$/.exec(key) ?? [];
  return week ? said.weekTick(Number(week)) : shownPeriod(key);
}

/** The change of the last period against the one before, and how sure it is. */
export function inWords(change, periods) {
  if (!change || change.ratio === null) return said.noChange;
  const last = named(change.to, periods.at(-1)?.key);
  const before = named(change.from, periods.at(-2)?.key);
  const isSure = change.low > 1 || change.high < 1;
  return `${said.change(last, before, moved(change.ratio))} ${said.interval(moved(change.low), moved(change.high))}${isSure ? "" : ` ${said.chance}`}`;
}

function named(given, key) {
  return shownPeriod(typeof given === "string" ? given : key);
}

/** `14 % more`, `3 % fewer`, `as many`; beyond threefold as a multiple. */
export function moved(ratio) {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return said.boundless;
  if (ratio >= 3) return said.times(rough(ratio));
  const by = Math.abs(ratio - 1);
  if (by < 0.005) return said.same;
  return (ratio > 1 ? said.moreBy : said.fewerBy)(percent(by));
}

function rate(value) {
  return value === null ? texts.none : rough(value * PER);
}
