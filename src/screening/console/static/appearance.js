/** The switch between light, dark and the system's choice; charts hear of a change. */

import { h } from "./dom.js";
import { texts } from "./texts.js";

const ORDER = ["system", "light", "dark"];
const system = matchMedia("(prefers-color-scheme: dark)");

/** Tells `change` whenever colours change. */
export const appearance = new EventTarget();
system.addEventListener("change", tell);

/** A button that goes through the three. */
export function themeButton() {
  const button = h("button", { type: "button", class: "quiet", on: { click: next } });
  name();
  return button;

  function next() {
    choose(ORDER[(ORDER.indexOf(chosen()) + 1) % ORDER.length]);
    name();
  }

  function name() {
    const label = texts.theme[chosen()];
    button.textContent = label;
    button.title = texts.theme.title;
    button.setAttribute("aria-label", `${texts.theme.title}: ${label}`);
  }
}

/** A colour of the stylesheet, as it is now. */
export function colour(variable) {
  const probe = h("i", { hidden: true, style: { color: `var(${variable})` } });
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function chosen() {
  return document.documentElement.dataset.theme ?? "system";
}

function choose(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem("fresnel.theme");
    else localStorage.setItem("fresnel.theme", theme);
  } catch {
    // It holds for this page alone.
  }
  tell();
}

function tell() {
  appearance.dispatchEvent(new Event("change"));
}
