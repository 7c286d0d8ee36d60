/** What is asked in between: a reason before anything is revealed, and the keys. */

import { h, put } from "./dom.js";
import { quoted } from "./quoted.js";
import { texts } from "./texts.js";

const MOST_CHARS = 500;

/**
 * Ask for a reason, then do `task(reason)`; its failure is shown where one asked. Resolves to what it
 * gave, or null where it was given up.
 */
export function askReason({ title, note, action, task }) {
  return new Promise((resolve) => {
    const reason = h("textarea", { id: "reason", rows: 3, required: true, maxlength: MOST_CHARS });
    const problem = h("p", { class: "problem", role: "alert" });
    const go = h("button", { type: "submit", class: "primary" }, action);
    const cancel = h(
      "button",
      { type: "button", on: { click: () => dialog.close() } },
      texts.dialog.cancel,
    );
    const form = h(
      "form",
      { on: { submit } },
      h("h2", { id: "dialog-title" }, title),
      h("p", null, note),
      h("label", { for: "reason" }, texts.dialog.reason),
      reason,
      problem,
      h("div", { class: "buttons" }, go, cancel),
    );
    const dialog = shown(form);
    let result = null;
    dialog.addEventListener("close", () => resolve(result));
    reason.focus();

    async function submit(event) {
      event.preventDefault();
      if (!reason.value.trim()) return put(problem, texts.dialog.needed);
      go.disabled = true;
      try {
        result = { reason: reason.value.trim(), answer: await task(reason.value.trim()) };
        dialog.close();
      } catch (error) {
        put(problem, quoted(error.message));
        go.disabled = false;
      }
    }
  });
}

/** The keys there are. */
export function showKeys() {
  const close = h(
    "button",
    { type: "button", on: { click: () => dialog.close() } },
    texts.dialog.close,
  );
  const rows = texts.keys.list.map(([keys, does]) =>
    h(
      "div",
      null,
      h(
        "dt",
        null,
        keys.map((key) => h("kbd", null, key)),
      ),
      h("dd", null, does),
    ),
  );
  const dialog = shown(
    h("h2", { id: "dialog-title" }, texts.keys.title),
    h("dl", { class: "facts keys" }, rows),
    h("div", { class: "buttons" }, close),
  );
}

function shown(...content) {
  const from = document.activeElement;
  const dialog = h("dialog", { "aria-labelledby": "dialog-title" }, content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (from?.isConnected) from.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
