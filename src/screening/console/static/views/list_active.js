/** The list in use: what it is, and what it holds. */

import { h } from "../dom.js";
import { count, duration, fully, percent } from "../format.js";
import { quoted } from "../quoted.js";
import { section } from "../section.js";
import { word } from "../severity.js";
import { empty } from "../states.js";
import { facts, table } from "../table.js";
import { texts } from "../texts.js";
import { bar } from "./trend_ranked.js";

const said = texts.lists;

/** What it is. */
export function active({ active: list, snapshots }) {
  if (!list) return section(said.active, empty(...said.activeEmpty));
  const known = of(list, snapshots);
  const words = said.fact;
  return section(
    said.active,
    facts([
      [words.serial, h("strong", null, list.serial)],
      [
        words.age,
        [
          duration(list.age_seconds ?? (Date.now() - new Date(list.created)) / 1000),
          h("span", { class: "faint" }, ` · ${fully(list.created)}`),
        ],
      ],
      [words.indicators, count(list.indicators ?? known?.indicators)],
      [words.expires, list.expires_at && fully(list.expires_at)],
      [words.feeds, feeds(known)],
      [words.digest, h("code", null, list.digest)],
    ]),
  );
}

/** What it holds, by type and by tier. */
export function byType({ active: list, snapshots }) {
  const known = list && of(list, snapshots);
  if (!known) return null;
  const all = known.indicators;
  const tables = [
    counted(said.byType, "type", known.types, all),
    counted(said.byTier, "tier", known.tiers, all),
  ].filter(Boolean);
  return h("div", { class: `by-type ${tables.length > 1 ? "columns" : ""}` }, tables);
}

/** Counts by one of our kinds, the largest first; null where there are none. */
export function counted(title, kind, counts, all) {
  const rows = Object.entries(counts ?? {}).sort((a, b) => b[1] - a[1]);
  if (!rows.length) return null;
  const most = Math.max(1, ...rows.map(([, number]) => number));
  const columns = [
    {
      key: "name",
      label: texts.dimension[kind],
      cell: ([name]) => (Object.hasOwn(texts, kind) ? word(kind, name) : quoted(name)),
    },
    {
      key: "bar",
      label: h("span", { class: "unseen" }, texts.trends.share),
      cell: ([, number]) => bar(number, most),
    },
    { key: "count", label: said.indicators, number: true, cell: ([, number]) => count(number) },
    all && {
      key: "share",
      label: texts.trends.share,
      number: true,
      cell: ([, number]) => percent(number / all),
    },
  ].filter(Boolean);
  return section(title, table({ caption: title, columns, rows, kind: "ranked" }));
}

/** The names of feeds, whether they come as texts or as objects. */
export function feeds(snapshot) {
  const names = (snapshot?.feeds ?? []).map((feed) =>
    typeof feed === "string" ? feed : feed.name,
  );
  return names.length ? names.map((name, at) => [at > 0 && ", ", quoted(name)]) : null;
}

function of(list, snapshots) {
  return snapshots.find((each) => each.digest === list.digest) ?? list;
}
