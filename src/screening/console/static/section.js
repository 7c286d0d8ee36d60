/** A section of a view: its title, what it holds. */

import { h, put } from "./dom.js";

/** A section with a heading; `title` may have elements beside the words. */
export function section(title, ...content) {
  return h("section", { class: "section" }, h("h2", null, title), content);
}

/** A section whose content is made anew only where what it shows has changed. */
export function changing(title, part, content) {
  const box = h("div");
  let last;
  return { element: section(title, box), set };

  function set(data) {
    const given = part(data);
    const now = JSON.stringify(given);
    if (now !== last) put(box, content(given));
    last = now;
  }
}
