/** One alert: what matched and why on the first screen, what else is known below. */

import { get, post } from "../api.js";
import { askReason } from "../dialogs.js";
import { h, put } from "../dom.js";
import { fully, moment } from "../format.js";
import { quoted } from "../quoted.js";
import { severity, word } from "../severity.js";
import { pane } from "../states.js";
import { texts } from "../texts.js";
import { history, origin, raw } from "./alert_history.js";
import { matches } from "./alert_matches.js";
import { payment } from "./alert_payment.js";

const said = texts.alert;

/** The place beside the list; `show(id)` fills it, `show(null)` empties it. */
export function alertDetail(page, { onClose }) {
  const element = h("article", {
    class: "alert",
    hidden: true,
    tabindex: "-1",
    "aria-label": said.label,
  });
  let place = null;
  let open = null;
  return { element, show, reveal, close: () => place?.close() };

  function show(id) {
    place?.close();
    open = null;
    element.hidden = !id;
    put(element);
    if (!id) return;
    place = pane(
      element,
      (signal) => get(`v1/alerts/${encodeURIComponent(id)}`, {}, signal),
      render,
    );
    put(place.content, h("div", { class: "alert-bar" }, h("span"), closeButton()));
    place.load();
  }

  function render(detail, content = place.content) {
    open = detail;
    const { alert } = detail;
    put(
      content,
      h(
        "header",
        { class: "alert-bar" },
        h("div", null, severity(alert.severity), " ", h("span", { class: "aside" }, when(alert))),
        h("div", { class: "buttons" }, revealButton(detail), closeButton()),
      ),
      h("h2", { class: "headline" }, headline(alert)),
      h("p", { class: "aside" }, said.clue),
      h(
        "div",
        { class: "columns first-screen" },
        payment(detail),
        h("div", null, reasons(alert), matches(alert)),
      ),
      history(detail),
      h("div", { class: "columns" }, ...origin(detail)),
      raw(alert),
    );
    element.scrollTop = 0;
  }

  function revealButton(detail) {
    if (detail.revealed) return h("span", { class: "revealed" }, said.revealed);
    if (!page.may("reveal")) return null;
    return h("button", { type: "button", class: "primary", on: { click: reveal } }, said.reveal);
  }

  function closeButton() {
    return h(
      "button",
      { type: "button", title: said.closeHint, on: { click: onClose } },
      said.close,
    );
  }

  /** Ask why, then show the values. */
  async function reveal() {
    if (!open || open.revealed || !page.may("reveal")) return;
    const id = open.alert.alert_id;
    const done = await askReason({
      title: said.revealTitle,
      note: said.revealNote,
      action: said.revealAction,
      task: (reason) => post(`v1/alerts/${encodeURIComponent(id)}/reveal`, { reason }),
    });
    if (!done || open?.alert.alert_id !== id) return;
    render(done.answer);
    element.focus();
  }
}

function when(alert) {
  return [
    word("mode", alert.mode),
    " · ",
    h(
      "time",
      { datetime: alert.detected_at, title: fully(alert.detected_at) },
      said.detected(moment(alert.detected_at)),
    ),
  ];
}

/** What was found where, in a line: `E-mail address in payee.proxy, phrase in description`. */
function headline(alert) {
  const places = new Map(alert.matches.map((match) => [`${match.type} ${match.field}`, match]));
  const found = [...places.values()]
    .slice(0, 3)
    .flatMap((match, at) => [
      at > 0 && ", ",
      at
        ? word("type", match.type).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
        : word("type", match.type),
      said.in,
      h("code", null, quoted(match.field)),
    ]);
  const more = places.size - 3;
  return [found, more > 0 && said.andMore(more)];
}

function reasons(alert) {
  const items = alert.severity_reasons.map((reason) => h("li", null, quoted(reason)));
  return h(
    "section",
    { class: "section" },
    h("h3", null, said.severity),
    items.length ? h("ul", { class: "reasons" }, items) : h("p", null, said.noReasons),
  );
}
