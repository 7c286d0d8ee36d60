/** The payment as the alert has it, what matched marked in its field. */

import { h } from "../dom.js";
import { fully } from "../format.js";
import { quoted, visible } from "../quoted.js";
import { facts } from "../table.js";
import { texts } from "../texts.js";
import { amount } from "./alert_columns.js";

const said = texts.alert;
const LONG = 1500;

/** The section. */
export function payment({ alert, revealed }) {
  const { transaction } = alert;
  const spans = spansByField(alert);
  const paths = Object.keys(transaction.fields);
  const inOrder = [
    ...paths.filter((path) => spans.has(path)),
    ...paths.filter((path) => !spans.has(path)),
  ];
  return h(
    "section",
    { class: "section payment" },
    h("h3", null, said.payment),
    h("p", { class: "amount" }, amount(transaction)),
    paths.length
      ? h(
          "dl",
          { class: "fields" },
          inOrder.map((path) => field(path, transaction, spans.get(path))),
        )
      : h("p", { class: "aside" }, said.noFields),
    Object.keys(transaction.cuts ?? {}).length > 0 && h("p", { class: "aside" }, said.cut),
    !revealed && h("p", { class: "aside" }, said.masked),
    facts(summary(transaction)),
  );
}

function field(path, transaction, spans = []) {
  const text = transaction.fields[path];
  const content = quoted(text, placed(spans, transaction.cuts?.[path]));
  const isLong = text.length > LONG;
  return h(
    "div",
    { class: spans.length ? "matched" : null },
    h("dt", null, h("code", null, quoted(path))),
    h(
      "dd",
      isLong ? { class: "long", tabindex: "0", role: "group", "aria-label": visible(path) } : null,
      text === "" ? texts.none : content,
    ),
  );
}

function summary(transaction) {
  const words = said.fact;
  const context = Object.entries(transaction.context ?? {}).map(([name, value]) => [
    quoted(name),
    quoted(value ?? texts.none),
  ]);
  return [
    [words.customer, transaction.customer && quoted(transaction.customer)],
    [
      words.timestamp,
      [
        fully(transaction.timestamp),
        transaction.timestamp_source === "record" && ` (${said.fromRecord})`,
      ],
    ],
    [words.id, transaction.id && quoted(transaction.id)],
    [words.item, transaction.item && quoted(transaction.item)],
    [
      words.place,
      said.place(visible(transaction.source), transaction.partition, transaction.offset),
    ],
    ...context,
  ];
}

/** Where matches stand, by field; each has the number of its match where there are several. */
function spansByField(alert) {
  const found = new Map();
  alert.matches.forEach((match, at) => {
    const number = alert.matches.length > 1 ? at + 1 : null;
    for (const { field, start, end } of match.parts?.length ? match.parts : [match]) {
      found.set(field, [...(found.get(field) ?? []), { start, end, number }]);
    }
  });
  return found;
}

/** The same places in a text that is cut to pieces with a sign between them. */
function placed(spans, cuts) {
  if (!cuts?.length) return spans;
  let begins = 0;
  return cuts.flatMap((cut) => {
    const shift = begins - cut.start;
    begins += cut.end - cut.start + 1;
    return spans
      .filter((span) => span.start < cut.end && span.end > cut.start)
      .map((span) => ({
        ...span,
        start: Math.max(span.start, cut.start) + shift,
        end: Math.min(span.end, cut.end) + shift,
      }));
  });
}
