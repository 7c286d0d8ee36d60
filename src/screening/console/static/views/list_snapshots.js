/** Snapshots: those that were or wait, why one was refused, and the approval of one. */

import { post } from "../api.js";
import { askReason } from "../dialogs.js";
import { h } from "../dom.js";
import { count, fully, moment, short } from "../format.js";
import { quoted } from "../quoted.js";
import { section } from "../section.js";
import { empty } from "../states.js";
import { table } from "../table.js";
import { texts } from "../texts.js";
import { feeds } from "./list_active.js";

const said = texts.lists;

/** All of them, newest first. */
export function snapshots(rows) {
  const words = said.column;
  const columns = [
    {
      key: "serial",
      label: words.serial,
      cell: (row) => [
        row.serial,
        " ",
        h("code", { class: "faint", title: row.digest }, short(row.digest)),
      ],
    },
    {
      key: "state",
      label: words.state,
      cell: (row) =>
        h("span", { class: `list-state ${row.state}` }, said.state[row.state] ?? row.state),
    },
    {
      key: "created",
      label: words.created,
      cell: (row) => h("span", { title: fully(row.created) }, moment(row.created)),
    },
    {
      key: "indicators",
      label: said.indicators,
      number: true,
      cell: (row) => count(row.indicators),
    },
    { key: "feeds", label: words.feeds, cell: (row) => feeds(row) ?? texts.none },
    { key: "why", label: words.why, cell: why },
  ];
  return section(
    said.snapshots,
    rows.length ? table({ caption: said.snapshots, columns, rows }) : empty(...said.snapshotsEmpty),
  );
}

/** Those that wait for a second person. */
export function waiting(rows, page, reload) {
  const found = rows.filter((row) => row.state === "waiting");
  return found.map((row) =>
    h(
      "section",
      { class: "waiting", "aria-label": said.waiting },
      h(
        "div",
        null,
        h(
          "p",
          null,
          h("strong", null, said.waitingFor(row.serial)),
          " ",
          row.asked_by && [said.askedBy, quoted(row.asked_by), "."],
        ),
        h("p", { class: "aside" }, said.waitingNote(count(row.indicators), fully(row.created))),
      ),
      page.may("approve") ? button(row) : h("p", { class: "aside" }, said.mayNot),
    ),
  );

  function button(row) {
    return h(
      "button",
      {
        type: "button",
        class: "primary",
        disabled: row.asked_by === page.me.name,
        title: row.asked_by === page.me.name ? said.ownRequest : null,
        on: { click: () => approve(row) },
      },
      said.approve,
    );
  }

  async function approve(row) {
    const done = await askReason({
      title: said.approveTitle(row.serial),
      note: said.approveNote,
      action: said.approveAction,
      task: (reason) => post(`v1/lists/${encodeURIComponent(row.digest)}/approve`, { reason }),
    });
    if (!done) return;
    page.say(said.approved(row.serial));
    reload();
  }
}

function why(row) {
  if (row.cause)
    return h("span", { class: row.state === "refused" ? "bad" : null }, quoted(row.cause));
  return row.asked_by ? [said.askedBy, quoted(row.asked_by)] : texts.none;
}
