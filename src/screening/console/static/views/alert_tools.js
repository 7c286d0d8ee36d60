/** The line above the list: search, how many, whether it is live, export. */

import { h, put } from "../dom.js";
import { texts } from "../texts.js";

const said = texts.alerts;

/** The line; `fresh(n)` offers alerts that came while one was reading further down. */
export function alertTools({ filters, exports, onFresh }) {
  const number = h("strong");
  const light = h("span", { class: "live" });
  const bar = h("button", {
    type: "button",
    class: "fresh-bar",
    hidden: true,
    on: { click: onFresh },
  });
  const toggle = h(
    "button",
    { type: "button", class: "filters-toggle", "aria-expanded": "false", on: { click: flip } },
    said.filters,
  );
  let all = 0;
  const element = h(
    "div",
    { class: "tools" },
    h(
      "div",
      { class: "tools-line" },
      filters.search,
      toggle,
      h("p", { class: "total", role: "status" }, number, " ", light),
      exports,
    ),
    bar,
  );
  return { element, total, add: (n) => total(all + n), live, fresh };

  function total(count) {
    all = count;
    put(number, said.total(count));
  }

  function live(isOn) {
    light.className = `live ${isOn ? "on" : "off"}`;
    put(light, isOn ? said.live.on : said.live.off);
  }

  function fresh(count) {
    bar.hidden = count === 0;
    put(bar, said.fresh(count));
  }

  function flip() {
    const isOpen = filters.element.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(isOpen));
  }
}
