/** The row of figures: how fast, how far behind, what was found, by which list. */

import { h, put } from "../dom.js";
import { count, duration, fully, percent, rough } from "../format.js";
import { link } from "../route.js";
import { texts } from "../texts.js";

const said = texts.overview;

/** The row; `set(data)` takes the overview. */
export function figures() {
  const element = h("dl", { class: "figures" });
  return {
    element,
    set: (data) =>
      put(element, [throughput(data), lag(data), flagged(data), dead(data), list(data)]),
  };
}

function throughput({ throughput: { per_second: rate, window_seconds: window } }) {
  const note = window ? said.perSecondNote(duration(window)) : "";
  return figure(said.throughput, rough(rate), rate === null ? "" : said.perSecond, note);
}

function lag({ lag: { records, seconds_to_drain: seconds } }) {
  const note =
    records === 0
      ? said.drained
      : seconds === null
        ? said.drainUnknown
        : said.drain(duration(seconds));
  return figure(said.lag, count(records), records === null ? "" : said.lagUnit(records), note);
}

function flagged({ outcomes }) {
  const all = outcomes.clear + outcomes.flagged + outcomes.dead_lettered + outcomes.skipped;
  const note = all ? said.ofRecords(percent(outcomes.flagged / all)) : "";
  return figure(h("a", { href: link("alerts") }, said.flagged), count(outcomes.flagged), "", note);
}

function dead({ outcomes }) {
  const number = outcomes.dead_lettered;
  const note = number ? said.unread : outcomes.clear + outcomes.flagged ? said.readable : "";
  return figure(said.deadLettered, count(number), "", note, number ? "warned" : "");
}

function list({ list }) {
  const name = h("a", { href: link("lists") }, said.list);
  if (!list) return figure(name, texts.none, "", said.noList, "warned");
  const isOver = list.expires_at && new Date(list.expires_at) < Date.now();
  const note = [
    h("span", { title: fully(list.created) }, said.listSerial(list.serial)),
    isOver && `, ${said.listOver}`,
  ];
  return figure(name, duration(list.age_seconds), said.old, note, isOver ? "warned" : "");
}

function figure(label, value, unit, note, kind = "") {
  return h(
    "div",
    { class: kind },
    h("dt", null, label),
    h(
      "dd",
      null,
      h("span", { class: "value" }, value),
      unit && [" ", h("span", { class: "unit" }, unit)],
      h("span", { class: "note" }, note),
    ),
  );
}
