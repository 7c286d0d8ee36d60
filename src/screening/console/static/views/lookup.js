/** Look-up: is this value on the list? Masked; each look-up is in the audit log. */

import { post } from "../api.js";
import { askReason } from "../dialogs.js";
import { h, put } from "../dom.js";
import { failing } from "../states.js";
import { texts } from "../texts.js";
import { answered } from "./lookup_answer.js";

const said = texts.lookup;

/** The desk. What is looked up is kept in the field alone, never in the address. */
export function lookup(page) {
  const value = h("input", {
    id: "lookup-value",
    required: true,
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 8192,
  });
  const type = h(
    "select",
    { id: "lookup-type" },
    h("option", { value: "" }, said.guess),
    Object.entries(texts.type).map(([key, label]) => h("option", { value: key }, label)),
  );
  const result = h("div", { class: "lookup-result", role: "status" });
  const action = h("button", { type: "submit", class: "primary" }, said.action);
  const form = h(
    "form",
    { on: { submit } },
    h("label", { for: "lookup-value" }, said.value),
    value,
    h(
      "div",
      { class: "lookup-line" },
      h("div", null, h("label", { for: "lookup-type" }, said.type), type),
      action,
    ),
  );
  const may = page.may("lookup");
  return {
    element: h(
      "section",
      { class: "section lookup", "aria-label": said.title },
      h("h2", null, said.title),
      h("p", { class: "figure-note" }, may ? said.note : said.mayNot),
      may && form,
      result,
    ),
  };

  async function submit(event) {
    event.preventDefault();
    const asked = { value: value.value, ...(type.value && { type: type.value }) };
    action.disabled = true;
    try {
      show(await post("v1/lookup", asked), asked);
    } catch (error) {
      put(result, failing(error, null));
    } finally {
      action.disabled = false;
    }
  }

  function show(answer, asked) {
    const button =
      !answer.revealed &&
      page.may("reveal") &&
      h("button", { type: "button", on: { click: () => reveal(asked) } }, said.reveal);
    put(result, answered(answer), button);
  }

  async function reveal(asked) {
    const done = await askReason({
      title: said.revealTitle,
      note: texts.alert.revealNote,
      action: texts.alert.revealAction,
      task: (reason) => post("v1/lookup", { ...asked, reveal: true, reason }),
    });
    if (done) show(done.answer, asked);
  }
}
