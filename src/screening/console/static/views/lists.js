/** Lists: which is active, which were, what differs, what waits for approval; and look-up. */

import { get } from "../api.js";
import { h, put } from "../dom.js";
import { section } from "../section.js";
import { empty, pane, repeatedly } from "../states.js";
import { table } from "../table.js";
import { texts } from "../texts.js";
import { active, byType } from "./list_active.js";
import { comparison } from "./list_diff.js";
import { forecast } from "./list_forecast.js";
import { quarantine } from "./list_quarantine.js";
import { snapshots, waiting } from "./list_snapshots.js";
import { lookup } from "./lookup.js";
import { replicaColumns } from "./overview_tables.js";

const said = texts.lists;
const SECONDS = 15;

/** Show it until it is closed. */
export function open(root, route, page) {
  const body = h("div", { class: "lists-main" });
  const desk = lookup(page);
  const compared = comparison();
  const parts = { waiting: h("div"), active: h("div"), snapshots: h("div"), more: h("div") };
  let last = null;
  const place = pane(body, () => get("v1/lists"), render);
  put(
    root,
    h("h1", { class: "unseen" }, page.title("lists")),
    h("div", { class: "columns lists" }, body, desk.element),
  );
  place.load();
  const stop = repeatedly(SECONDS, () => body.querySelector("dialog") ?? place.load());
  return { update: () => {}, close: () => [stop(), place.close(), compared.close()] };

  function render(data, content) {
    if (content.childElementCount === 0)
      put(content, parts.waiting, parts.active, parts.snapshots, compared.element, parts.more);
    const now = JSON.stringify({
      ...data,
      active: { ...data.active, age_seconds: null },
      replicas: data.replicas.map((each) => each.serial),
    });
    if (now === last) return;
    last = now;
    put(parts.waiting, waiting(data.snapshots, page, place.load));
    put(parts.active, active(data), byType(data));
    put(parts.snapshots, snapshots(data.snapshots));
    compared.set(data.snapshots);
    put(parts.more, forecast(data.forecast), quarantine(data.quarantine), fleet(data.replicas));
  }
}

function fleet(rows) {
  const at = new Date().toISOString();
  return section(
    said.fleet,
    rows.length
      ? table({ caption: said.fleet, columns: replicaColumns(at), rows })
      : empty(...texts.overview.replicasEmpty),
  );
}
