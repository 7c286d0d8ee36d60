/** Which colour is what. */

import { h } from "./dom.js";

/** A key: pairs of a colour (a variable of the stylesheet) and its words. */
export function swatches(pairs) {
  const key = ([variable, label]) => h("span", null, swatch(variable), label);
  return h("span", { class: "legend" }, pairs.map(key));
}

/** A small square of a colour. */
export function swatch(variable) {
  return h("i", { class: "swatch", style: { "--swatch": `var(${variable})` } });
}
