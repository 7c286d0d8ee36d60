/** The start: who one is, then the view that the address names. */

import { connection, get, post, remove } from "./api.js";
import { h, put } from "./dom.js";
import { showKeys } from "./dialogs.js";
import { setZone } from "./format.js";
import { bind } from "./keys.js";
import { parse } from "./route.js";
import { shell } from "./shell.js";
import { signIn } from "./sign_in.js";
import { failing } from "./states.js";
import { texts } from "./texts.js";
import * as alerts from "./views/alerts.js";
import * as lists from "./views/lists.js";
import * as overview from "./views/overview.js";

const VIEWS = { overview, alerts, lists };
let current = null;
let page = null;

connection.addEventListener("signed-out", () => askForToken(texts.signIn.ended));
window.addEventListener("hashchange", () => page && follow());
bind({ "?": showKeys });
start();

async function start() {
  try {
    if (!(await signedInByAddress())) return;
    const me = await get("v1/me");
    setZone(me.timezone);
    page = shell(me, { onSignOut: () => remove("v1/session").then(() => askForToken(null)) });
    put(document.body, page.element);
    follow();
  } catch (error) {
    if (error.status === 401) return;
    put(document.body, h("main", { class: "alone" }, failing(error, start)));
  }
}

/** Take the token out of the address before anything else is asked; false where it is not known. */
async function signedInByAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given === null) return true;
  history.replaceState(null, "", location.pathname + location.search);
  try {
    await post("v1/session", { token: given });
    return true;
  } catch (error) {
    if (error.status !== 401) throw error;
    askForToken(error.message);
    return false;
  }
}

function askForToken(why) {
  current?.view.close();
  current = page = null;
  put(document.body, signIn(why, start));
}

function follow() {
  const route = parse(location.hash);
  const name = VIEWS[route.view] ? route.view : "overview";
  if (current?.name === name) {
    current.view.update(route);
    return;
  }
  const isFirst = current === null;
  current?.view.close();
  put(page.main);
  page.main.className = `view-${name}`;
  page.select(name);
  document.title = texts.title(texts.views[name]);
  current = { name, view: VIEWS[name].open(page.main, route, page) };
  window.scrollTo(0, 0);
  if (!isFirst) page.main.focus({ preventScroll: true });
}
