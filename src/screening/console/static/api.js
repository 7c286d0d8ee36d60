/** The console's own routes. Law: nothing but them is asked; every failure is a sentence. */

import { texts } from "./texts.js";

/** Tells `signed-out`, `lost` and `reached`. */
export const connection = new EventTarget();

/** What went wrong, in a sentence: the problem document's `detail` (RFC 9457). `status` 0: no answer. */
export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export async function get(path, params, signal) {
  return (await asked(address(path, params), { signal })).json();
}

/** Post JSON; the answer's JSON, or null where it has no body. */
export async function post(path, body, signal) {
  const answer = await sent("POST", path, body, signal);
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

/** Post JSON; the answer as a file's content. */
export async function postForFile(path, body) {
  return (await sent("POST", path, body)).blob();
}

export async function remove(path) {
  await sent("DELETE", path, {});
}

/** A path with its parameters, those that are lists repeated. */
export function address(path, params = {}) {
  const pairs = params instanceof URLSearchParams ? [...params] : flat(params);
  const query = new URLSearchParams(pairs).toString();
  return query ? `${path}?${query}` : path;
}

function flat(params) {
  return Object.entries(params).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((each) => each !== null && each !== undefined)
      .map((each) => [name, each]),
  );
}

function sent(method, path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  return asked(path, { method, headers, body: JSON.stringify(body), signal });
}

async function asked(url, options) {
  let answer;
  try {
    answer = await fetch(url, { ...options, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    tell("lost");
    throw new Problem(0, texts.failing.unreachable);
  }
  tell("reached");
  if (answer.ok) return answer;
  const problem = new Problem(answer.status, await sentence(answer));
  if (answer.status === 401 && !url.startsWith("v1/session")) tell("signed-out");
  throw problem;
}

async function sentence(answer) {
  try {
    const { detail, title } = await answer.json();
    return String(detail || title);
  } catch {
    return texts.failing.status(answer.status);
  }
}

function tell(what) {
  connection.dispatchEvent(new Event(what));
}
