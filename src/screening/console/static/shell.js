/** What every view stands in: the bar with the views, who one is, and the banner of a lost connection. */

import { connection, get } from "./api.js";
import { themeButton } from "./appearance.js";
import { showKeys } from "./dialogs.js";
import { h, put } from "./dom.js";
import { moment } from "./format.js";
import { quoted } from "./quoted.js";
import { link } from "./route.js";
import { texts } from "./texts.js";

const SECONDS = 3;

/** The page's frame for `me`, the answer of `/v1/me`. */
export function shell(me, { onSignOut }) {
  const links = Object.fromEntries(
    Object.entries(texts.views).map(([name, label]) => [name, h("a", { href: link(name) }, label)]),
  );
  const main = h("main", { id: "main", tabindex: "-1" });
  const banner = h("div", { class: "banner", role: "status", hidden: true });
  const said = h("div", { class: "unseen", role: "status" });
  watch(banner);
  const element = h(
    "div",
    { class: "page" },
    h("a", { class: "skip", href: "#main", on: { click: skip } }, texts.skip),
    h(
      "header",
      { class: "bar" },
      h("a", { class: "brand", href: link("overview") }, mark(), texts.brand),
      h("nav", { "aria-label": texts.nav }, Object.values(links)),
      h(
        "div",
        { class: "bar-end" },
        h("span", { class: "who", title: texts.who.title(me.scopes.join(", ")) }, quoted(me.name)),
        h(
          "button",
          { type: "button", class: "quiet", on: { click: showKeys }, title: texts.keys.title },
          texts.keys.button,
        ),
        themeButton(),
        me.tokens &&
          h(
            "button",
            { type: "button", class: "quiet", on: { click: onSignOut } },
            texts.who.signOut,
          ),
      ),
    ),
    banner,
    said,
    main,
  );
  return {
    element,
    main,
    me,
    select,
    may: (scope) => me.scopes.includes(scope),
    title: (name) => texts.views[name],
    say,
  };

  function select(name) {
    for (const [each, anchor] of Object.entries(links)) {
      if (each === name) anchor.setAttribute("aria-current", "page");
      else anchor.removeAttribute("aria-current");
    }
  }

  /** Tell those who hear the page. */
  function say(text) {
    put(said, text);
  }

  function skip(event) {
    event.preventDefault();
    main.focus();
  }
}

/** The banner is there while the console does not answer, and it is asked until it does. */
function watch(banner) {
  let reached = new Date().toISOString();
  let timer = null;
  const ask = () => get("v1/me").catch(() => null);
  connection.addEventListener("lost", () => {
    if (banner.hidden) put(banner, texts.lost(moment(reached)));
    banner.hidden = false;
    timer ??= setInterval(ask, SECONDS * 1000);
  });
  connection.addEventListener("reached", () => {
    reached = new Date().toISOString();
    banner.hidden = true;
    clearInterval(timer);
    timer = null;
  });
}

function mark() {
  return h("img", { src: "static/icon.svg", alt: "", width: 20, height: 20 });
}
