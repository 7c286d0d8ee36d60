/** Loading, failing and empty, the same wherever something is asked for. */

import { connection, Problem } from "./api.js";
import { h, put } from "./dom.js";
import { quoted } from "./quoted.js";
import { texts } from "./texts.js";

const PATIENCE_MS = 250;

/**
 * Ask, and show what comes into `root`. `work(signal)` gives the data, `render(data)` shows it.
 * A failure while something is shown leaves it there, with the sentence above it; where the console
 * did not answer, it is asked again as soon as it does.
 */
export function pane(root, work, render) {
  const notice = h("div", { role: "status" });
  const content = h("div", { class: "pane-content" });
  put(root, notice, content);
  let controller = null;
  let isShown = false;

  async function load() {
    controller?.abort();
    const mine = (controller = new AbortController());
    root.setAttribute("aria-busy", "true");
    const patience = setTimeout(() => !isShown && put(notice, loading()), PATIENCE_MS);
    try {
      const data = await work(mine.signal);
      if (mine.signal.aborted) return;
      put(notice);
      render(data, content);
      isShown = true;
    } catch (error) {
      if (mine.signal.aborted) return;
      put(notice, failing(error, load));
      if (error.status === 0) connection.addEventListener("reached", load, { once: true });
    } finally {
      clearTimeout(patience);
      if (controller === mine) root.removeAttribute("aria-busy");
    }
  }

  function close() {
    controller?.abort();
    connection.removeEventListener("reached", load);
  }

  return { load, content, close };
}

export function loading() {
  return h("p", { class: "state-note loading" }, texts.loading);
}

/** The sentence of what went wrong, and a way to try again. */
export function failing(error, retry) {
  if (!(error instanceof Problem)) console.error(error);
  const said = error instanceof Problem ? error.message : texts.failing.page;
  return h(
    "div",
    { class: "state-note failing", role: "alert" },
    h("p", null, h("strong", null, texts.failing.title), " ", quoted(said)),
    retry && h("button", { type: "button", on: { click: retry } }, texts.failing.retry),
  );
}

/** Nothing is here: what would be, and what would make it so. */
export function empty(title, why) {
  return h(
    "div",
    { class: "state-note empty" },
    h("p", null, h("strong", null, title)),
    why && h("p", null, why),
  );
}

/** Every `seconds`, while the page is looked at. */
export function repeatedly(seconds, task) {
  const timer = setInterval(() => document.visibilityState === "visible" && task(), seconds * 1000);
  return () => clearInterval(timer);
}
