/** The overview: first whether screening is complete and current, then what that stands on. */

import { get } from "../api.js";
import { h, put } from "../dom.js";
import { fully, moment } from "../format.js";
import { quoted } from "../quoted.js";
import { pane, repeatedly } from "../states.js";
import { texts } from "../texts.js";
import { figures } from "./overview_figures.js";
import { perDayChart } from "./overview_days.js";
import { deadLetters } from "./overview_letters.js";
import { seriesCharts } from "./overview_series.js";
import { events, outcomes, partitions, replicas } from "./overview_tables.js";

const SECONDS = 5;
const said = texts.overview;

/** Show it until it is closed. */
export function open(root, route, page) {
  let parts = null;
  const body = h("div");
  put(root, h("h1", { class: "unseen" }, page.title("overview")), body);
  const place = pane(body, () => get("v1/overview"), render);
  place.load();
  const stop = repeatedly(SECONDS, place.load);
  return {
    update: () => {},
    close() {
      stop();
      place.close();
      parts?.forEach((part) => part.close?.());
    },
  };

  function render(data, content) {
    parts ??= build(content, page);
    for (const part of parts) part.set(data);
  }
}

/** The sections, each an {element, set(data)}; what did not change is not touched. */
function build(content, page) {
  const made = {
    answer: answer(page),
    figures: figures(),
    series: seriesCharts(),
    outcomes: outcomes(),
    replicas: replicas(),
    perDay: perDayChart(),
    deadLetters: deadLetters(),
    events: events(),
    partitions: partitions(),
  };
  put(
    content,
    made.answer.element,
    made.figures.element,
    h("div", { class: "columns wide-first" }, made.series.element, made.outcomes.element),
    h("div", { class: "columns wide-first" }, made.perDay.element, made.events.element),
    h("div", { class: "columns wide-first" }, made.replicas.element, made.deadLetters.element),
    made.partitions.element,
  );
  return Object.values(made);
}

function answer(page) {
  const element = h("section", { class: "answer", "aria-labelledby": "answer-title" });
  let last = null;
  return { element, set };

  function set(data) {
    const state = said.state[data.state] ? data.state : "unknown";
    if (last !== null && last !== state) page.say(`${said.state[state]}. ${data.state_reason}`);
    last = state;
    put(
      element,
      h("h2", { id: "answer-title" }, said.title),
      h(
        "p",
        { class: "verdict" },
        h("span", { class: `state ${state}` }, said.state[state]),
        " ",
        quoted(data.state_reason),
      ),
      h(
        "p",
        { class: "aside" },
        h("span", { title: fully(data.at) }, said.asOf(moment(data.at))),
        " · ",
        broker(data.broker),
      ),
    );
  }
}

function broker({ ok, error, since }) {
  if (ok === null || ok === undefined) return said.broker.unknown;
  if (ok) return said.broker.ok;
  return h(
    "strong",
    { class: "bad" },
    said.broker.lost(moment(since)),
    error && [": ", quoted(error)],
  );
}
