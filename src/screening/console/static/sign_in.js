/** Signed out: the form that takes a token. */

import { post } from "./api.js";
import { h, put } from "./dom.js";
import { quoted } from "./quoted.js";
import { texts } from "./texts.js";

/** The form; `why` is what led here, or null; `done` goes on. */
export function signIn(why, done) {
  const token = h("input", {
    id: "token",
    type: "password",
    required: true,
    autocomplete: "off",
    autofocus: true,
  });
  const problem = h("p", { class: "problem", role: "alert" }, why);
  document.title = texts.title(texts.signIn.title);
  return h(
    "main",
    { class: "alone" },
    h(
      "form",
      { class: "sign-in", on: { submit } },
      h("h1", null, texts.brand),
      h("p", null, texts.signIn.note),
      h("label", { for: "token" }, texts.signIn.token),
      token,
      problem,
      h("button", { type: "submit", class: "primary" }, texts.signIn.action),
    ),
  );

  async function submit(event) {
    event.preventDefault();
    try {
      await post("v1/session", { token: token.value.trim() });
      done();
    } catch (error) {
      put(problem, quoted(error.message));
      token.select();
    }
  }
}
