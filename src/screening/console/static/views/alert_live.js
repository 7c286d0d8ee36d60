/**
 * New alerts as they come. Law: what one reads never moves: while one is further down they wait
 * behind a bar. With filters the list itself is asked which of them fit.
 */

import { connection } from "../api.js";
import { texts } from "../texts.js";

const GATHER_MS = 400;
const MOST_ROWS = 1000;
const TOP_PX = 40;

/** Listen; `latest()` asks for the newest page. */
export function liveAlerts({ list, tools, page, hasFilters, latest }) {
  let waiting = [];
  let timer = null;
  let wasOpen = false;
  let source = null;
  listen();
  const scroller = list.element;
  document.addEventListener("visibilitychange", rest);
  document.addEventListener("scroll", onScroll, { capture: true, passive: true });
  return { show, forget, close };

  function listen() {
    source = new EventSource("v1/alerts/stream");
    source.addEventListener("open", opened);
    source.addEventListener("error", failed);
    source.addEventListener("alert", (event) =>
      hasFilters() ? askSoon() : arrived([JSON.parse(event.data)]),
    );
    source.addEventListener("missed", askSoon);
  }

  /** A page that nobody looks at holds no connection: a browser has six of them for a host. */
  function rest() {
    source.close();
    clearTimeout(timer);
    if (document.visibilityState === "visible") listen();
  }

  function opened() {
    tools.live(true);
    connection.dispatchEvent(new Event("reached"));
    if (wasOpen) askSoon();
    wasOpen = true;
  }

  function failed() {
    tools.live(false);
    if (wasOpen) connection.dispatchEvent(new Event("lost"));
    if (source.readyState === EventSource.CLOSED) {
      clearTimeout(timer);
      timer = setTimeout(ended, 5000);
    }
  }

  /** A stream that was refused is not tried again by the browser; asking says why. */
  async function ended() {
    try {
      await latest();
      listen();
    } catch (error) {
      if (error.status !== 401) timer = setTimeout(ended, 5000);
    }
  }

  function askSoon() {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const answer = await latest().catch(() => null);
      if (!answer) return;
      arrived([...answer.items].reverse(), answer.total);
    }, GATHER_MS);
  }

  /** Rows in the order they came, the newest last; `total` where it is known. */
  function arrived(rows, total = null) {
    const held = new Set(waiting.map((row) => row.alert_id));
    const fresh = rows
      .filter((row) => !list.has(row.alert_id) && !held.has(row.alert_id))
      .reverse();
    if (total === null) tools.add(fresh.length);
    else tools.total(total);
    if (!fresh.length) return;
    waiting = [...fresh, ...waiting].slice(0, MOST_ROWS);
    if (isAtTop()) show({ scroll: false });
    else tools.fresh(waiting.length);
  }

  function show({ scroll = true } = {}) {
    const added = list.prepend(waiting);
    forget();
    if (added) page.say(texts.alerts.fresh(added));
    if (scroll) top()?.scrollTo({ top: 0 });
  }

  function forget() {
    waiting = [];
    tools.fresh(0);
  }

  function onScroll() {
    if (waiting.length && isAtTop()) show({ scroll: false });
  }

  function isAtTop() {
    return (top()?.scrollTop ?? 0) < TOP_PX && !scroller.contains(document.activeElement);
  }

  /** What scrolls: the list's own box beside an open alert, else the page. */
  function top() {
    const box = scroller.closest(".alert-middle");
    return box && getComputedStyle(box).overflowY === "auto" ? box : document.scrollingElement;
  }

  function close() {
    document.removeEventListener("visibilitychange", rest);
    source.close();
    clearTimeout(timer);
    document.removeEventListener("scroll", onScroll, { capture: true });
  }
}
