/**
 * Texts of payments and lists, as text. Law: what is not visible is written as its code point, what
 * turns the direction of writing reaches the page as a name alone, and each text is isolated.
 * Places count Unicode code points, as alerts do, never UTF-16 units.
 */

import { h } from "./dom.js";
import { texts } from "./texts.js";

const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]/u;
const PICTURE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u{1F1E6}-\u{1F1FF}]/u;
const IN_PICTURES = new Set(["\u200d", "\ufe0f"]);

/** A text on its own, isolated from what is around it. */
export function quoted(text, spans = []) {
  return h("bdi", { class: "quoted" }, marked(String(text ?? texts.none), spans));
}

/** The beginning of a text, for lists and tables. */
export function shortened(text, most = 80) {
  const points = [...String(text ?? texts.none)];
  if (points.length <= most) return quoted(text);
  return h("bdi", { class: "quoted" }, signs(points.slice(0, most)), "…");
}

/** The text without anything hidden, for places that take no elements. */
export function visible(text) {
  const points = [...String(text ?? texts.none)];
  return points.map((point, at) => (isHidden(points, at) ? name(point) : point)).join("");
}

/** A value as JSON, indented; what is hidden in its texts is escaped, as JSON may. */
export function escapedJson(value) {
  const lines = JSON.stringify(value, null, 2).split("\n");
  return lines
    .map((line) => [...line].map((point) => (HIDDEN.test(point) ? escape(point) : point)).join(""))
    .join("\n");
}

function escape(point) {
  const units = Array.from({ length: point.length }, (_, at) => point.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

function marked(text, spans) {
  const points = [...text];
  const places = spans.flatMap(({ start, end }) => [start, end]).filter((at) => at > 0);
  const cuts = [...new Set([0, ...places, points.length])].sort((a, b) => a - b);
  const pieces = [];
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const [start, end] = [cuts[at], Math.min(cuts[at + 1], points.length)];
    if (start >= end) continue;
    const over = spans.filter((span) => span.start <= start && span.end >= end);
    const content = signs(points.slice(start, end));
    pieces.push(over.length ? h("mark", { data: numbers(over) }, content) : content);
  }
  return pieces;
}

function numbers(spans) {
  const found = spans.map((span) => span.number).filter(Boolean);
  return found.length ? { n: found.join(" ") } : {};
}

function signs(points) {
  const made = [];
  let plain = "";
  for (let at = 0; at < points.length; at += 1) {
    if (!isHidden(points, at)) {
      plain += points[at];
      continue;
    }
    if (plain) made.push(plain);
    plain = "";
    const first = at;
    while (points[at + 1] === points[first] && isHidden(points, at + 1)) at += 1;
    made.push(sign(name(points[first]), at - first + 1));
  }
  return plain ? [...made, plain] : made;
}

/** What stands for hidden characters: their code point, and how many of it follow each other. */
function sign(code, times) {
  const title = texts.signs[code] ?? texts.signs.other;
  return h("span", { class: "sign", title }, times > 1 ? `${code} ×${times}` : code);
}

/** Joiners and selectors within an emoji belong to it; anywhere else they hide something. */
function isHidden(points, at) {
  if (!HIDDEN.test(points[at])) return false;
  return !(IN_PICTURES.has(points[at]) && at > 0 && PICTURE.test(points[at - 1]));
}

function name(point) {
  return `U+${point.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
