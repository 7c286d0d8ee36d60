/** Alerts: the list, its filters, and the one that is open beside it. */

import { get } from "../api.js";
import { h, put } from "../dom.js";
import { bind } from "../keys.js";
import { go, link } from "../route.js";
import { pane } from "../states.js";
import { alertDetail } from "./alert_detail.js";
import { exportMenu } from "./alert_export.js";
import { alertFilters, selection } from "./alert_filters.js";
import { alertList } from "./alert_list.js";
import { liveAlerts } from "./alert_live.js";
import { alertTools } from "./alert_tools.js";

const LIMIT = 50;

/** Show it until it is closed. */
export function open(root, route, page) {
  let shown = { id: null, filters: null };
  const filters = alertFilters((params) => go(link("alerts", shown.id ?? "", params)));
  const detail = alertDetail(page, { onClose: close });
  const list = alertList({ onOpen: (id) => go(link("alerts", id, shown.filters)), onMore: more });
  const tools = alertTools({
    filters,
    exports: exportMenu(page, () => shown.filters),
    onFresh: () => live.show(),
  });
  const body = h("div", { class: "alert-list" });
  const place = pane(body, () => get("v1/alerts", parameters()), first);
  const live = liveAlerts({
    list,
    tools,
    page,
    hasFilters: () => [...shown.filters].length > 0,
    latest,
  });
  put(
    root,
    h("h1", { class: "unseen" }, page.title("alerts")),
    h(
      "div",
      { class: "alerts" },
      filters.element,
      h("div", { class: "alert-middle" }, tools.element, body),
      detail.element,
    ),
  );
  const unbind = bind({
    j: step(1),
    ArrowDown: step(1),
    k: step(-1),
    ArrowUp: step(-1),
    Escape: close,
    "/": filters.focus,
    r: detail.reveal,
  });
  update(route);
  return { update, close: leave };

  function update({ id, params }) {
    const wanted = selection(params);
    if (String(wanted) !== String(shown.filters ?? "none")) {
      shown.filters = wanted;
      filters.set(wanted);
      live.forget();
      place.load();
    }
    if ((id || null) === shown.id) return;
    shown.id = id || null;
    root.classList.toggle("split", Boolean(id));
    list.select(shown.id);
    detail.show(shown.id);
  }

  function parameters(before = null) {
    const params = new URLSearchParams(shown.filters);
    params.set("limit", LIMIT);
    if (before) params.set("before", before);
    return params;
  }

  function first(answer, content) {
    list.set(answer, [...shown.filters].length > 0);
    list.select(shown.id);
    tools.total(answer.total);
    if (list.element.parentNode !== content) put(content, list.element);
  }

  async function latest() {
    return get("v1/alerts", parameters());
  }

  async function more(cursor) {
    list.append(await get("v1/alerts", parameters(cursor)));
  }

  function step(by) {
    return () => {
      const id = list.step(by, shown.id);
      if (id && shown.id) go(link("alerts", id, shown.filters), { replace: true });
    };
  }

  function close() {
    if (!shown.id) return false;
    const id = shown.id;
    go(link("alerts", "", shown.filters));
    update({ id: "", params: shown.filters });
    list.focus(id);
    return true;
  }

  function leave() {
    unbind();
    live.close();
    place.close();
    detail.close();
    root.classList.remove("split");
  }
}
