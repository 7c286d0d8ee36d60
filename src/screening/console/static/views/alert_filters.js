/** What alerts are filtered by. Law: the address says it all; the form only shows it. */

import { get } from "../api.js";
import { h, put } from "../dom.js";
import { dayIn, startOf } from "../format.js";
import { pane, repeatedly } from "../states.js";
import { texts } from "../texts.js";
import { facetBoxes, KINDS } from "./alert_facets.js";

const said = texts.alerts;
const NAMES = [...KINDS, "q", "since", "until"];
const SECONDS = 30;
const TYPING_MS = 300;

/** The filters among `params`, in one order. */
export function selection(params) {
  const pairs = (name) => params.getAll(name).map((value) => [name, value]);
  return new URLSearchParams(NAMES.flatMap(pairs).filter(([, value]) => value));
}

/** The filters; `onChange(params)` hears of each change. `search` is a field of its own. */
export function alertFilters(onChange) {
  let chosen = new URLSearchParams();
  let facets = null;
  let timer = null;
  const field = searchField(typed);
  const search = h("div", { class: "search" }, field, h("kbd", { "aria-hidden": "true" }, "/"));
  const reset = () => change(new URLSearchParams());
  const clear = h(
    "button",
    { type: "button", class: "quiet clear", on: { click: reset } },
    said.clear,
  );
  const dates = dateFields(single);
  const boxes = facetBoxes(toggle);
  const area = h("div");
  const submit = (event) => event.preventDefault();
  const attributes = { class: "filters", "aria-label": said.filters, on: { submit } };
  const element = h("form", attributes, area, dates.element, clear);
  const place = pane(area, () => get("v1/facets"), arrived);
  place.load();
  const stop = repeatedly(SECONDS, () => element.contains(document.activeElement) || place.load());
  return { element, search, set, focus: () => field.focus(), close };

  function set(params) {
    chosen = params;
    if (document.activeElement !== field) field.value = params.get("q") ?? "";
    clear.hidden = ![...params].length;
    dates.set(params);
    boxes.draw(facets, chosen);
  }

  function arrived(data, content) {
    if (boxes.element.parentNode !== content) put(content, boxes.element);
    if (JSON.stringify(data) === JSON.stringify(facets)) return;
    facets = data;
    boxes.draw(facets, chosen);
  }

  function toggle(kind, value) {
    const next = new URLSearchParams(chosen);
    const values = chosen.getAll(kind);
    next.delete(kind);
    const kept = values.filter((each) => each !== value);
    for (const each of values.includes(value) ? kept : [...values, value]) next.append(kind, each);
    change(next);
  }

  function typed() {
    clearTimeout(timer);
    timer = setTimeout(() => single("q", field.value.trim()), TYPING_MS);
  }

  function single(name, value) {
    const next = new URLSearchParams(chosen);
    if (value) next.set(name, value);
    else next.delete(name);
    change(next);
  }

  /** At once, so that the next change builds on it before the address is heard of. */
  function change(next) {
    chosen = selection(next);
    onChange(chosen);
  }

  function close() {
    stop();
    place.close();
    clearTimeout(timer);
  }
}

function searchField(input) {
  return h("input", {
    type: "search",
    id: "search",
    maxlength: 200,
    placeholder: said.searchHint,
    "aria-label": said.search,
    on: { input },
  });
}

/** From and until, whole days of the bank's zone; the API's `until` is exclusive. */
function dateFields(single) {
  const field = (id, later) => {
    const change = ({ target }) => single(id, target.value && startOf(target.value, later));
    return h("input", { type: "date", id, on: { change } });
  };
  const [since, until] = [field("since", 0), field("until", 1)];
  const line = (input) =>
    h("div", null, h("label", { for: input.id }, said.filter[input.id]), input);
  const element = h("div", { class: "dates" }, line(since), line(until));
  return { element, set };

  function set(params) {
    since.value = dayIn(params.get("since"));
    until.value = dayIn(params.get("until"), -1);
  }
}
