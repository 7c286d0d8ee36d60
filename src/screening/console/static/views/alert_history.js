/** What else is known: the indicator's and the customer's other alerts, where the alert comes from. */

import { h } from "../dom.js";
import { count, day, fully, moment } from "../format.js";
import { escapedJson, quoted, shortened } from "../quoted.js";
import { link } from "../route.js";
import { severity, word } from "../severity.js";
import { facts, table } from "../table.js";
import { texts } from "../texts.js";
import { amount } from "./alert_columns.js";

const said = texts.alert;

/** The section about other alerts. */
export function history({ alert, history: past }) {
  const indicators = past.indicators.map((each) => [
    said.historyOf,
    shortened(each.indicator_id, 60),
    each,
  ]);
  const groups = [
    [
      said.historyCustomer,
      alert.transaction.customer && quoted(alert.transaction.customer),
      past.customer,
    ],
    ...indicators,
  ];
  return h(
    "section",
    { class: "section history" },
    h("h3", null, said.history),
    h(
      "div",
      { class: "columns" },
      groups.map((group) => block(group, alert.alert_id)),
    ),
  );
}

function block([title, name, past], own) {
  if (!past)
    return h("div", null, h("h4", null, title), h("p", { class: "aside" }, said.historyNone));
  const others = past.recent.filter((row) => row.alert_id !== own);
  return h(
    "div",
    null,
    h("h4", null, title, " ", name),
    h(
      "p",
      { class: "aside" },
      past.alerts === 1
        ? said.historyOnly
        : said.historyAlerts(count(past.alerts), day(past.first), day(past.last)),
    ),
    others.length > 0 &&
      table({ caption: `${title} ${said.history}`, columns: COLUMNS, rows: others }),
  );
}

const COLUMNS = [
  {
    key: "detected",
    label: texts.alerts.column.detected,
    cell: (row) =>
      h(
        "a",
        { href: link("alerts", row.alert_id), title: fully(row.detected_at) },
        moment(row.detected_at),
      ),
  },
  { key: "severity", label: texts.alerts.column.severity, cell: (row) => severity(row.severity) },
  {
    key: "kind",
    label: texts.alerts.column.what,
    cell: (row) =>
      row.matches.slice(0, 2).map((match, at) => [at > 0 && ", ", word("type", match.type)]),
  },
  { key: "amount", label: texts.alerts.column.amount, number: true, cell: amount },
];

/** Two sections: the list that judged the payment, and the alert's own record. */
export function origin({ alert, snapshot, seen, review_record: record }) {
  const list = said.snapshotFact;
  const own = said.recordFact;
  return [
    h(
      "section",
      { class: "section" },
      h("h3", null, said.snapshot),
      facts([
        [
          list.serial,
          [
            h("a", { href: link("lists") }, snapshot.serial),
            ` (${snapshot.known ? said.known.yes : said.known.no})`,
          ],
        ],
        [list.created, fully(snapshot.created)],
        [list.digest, h("code", null, snapshot.digest)],
      ]),
    ),
    h(
      "section",
      { class: "section" },
      h("h3", null, said.record),
      facts([
        [own.id, h("code", null, alert.alert_id)],
        [own.review, said.reviewPlace(record.partition, record.offset)],
        [own.first, [fully(seen.first), seen.copies > 1 && `, ${said.copies(seen.copies)}`]],
        [own.config, h("code", null, alert.config_digest)],
        [own.software, quoted(alert.software)],
      ]),
    ),
  ];
}

/** The alert's JSON. */
export function raw(alert) {
  const text = escapedJson(alert);
  return h(
    "details",
    { class: "section raw" },
    h("summary", null, said.raw),
    h("pre", { tabindex: "0", role: "group", "aria-label": said.raw, dir: "ltr" }, text),
  );
}
