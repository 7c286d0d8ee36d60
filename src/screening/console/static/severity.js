/** Severity: a colour and a word. */

import { h } from "./dom.js";
import { texts } from "./texts.js";

export const SEVERITIES = ["low", "medium", "high", "critical"];

export function severity(name) {
  const isKnown = SEVERITIES.includes(name);
  return h("span", { class: `severity ${isKnown ? name : ""}` }, texts.severity[name] ?? name);
}

/** One of our words for a value, or the value itself where there is none. */
export function word(kind, value) {
  return Object.hasOwn(texts[kind], value) ? texts[kind][value] : value;
}
