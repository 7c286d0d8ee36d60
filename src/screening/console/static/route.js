/** Where one is, in the address's fragment: `#/view/id?parameters`. */

/** The route of a fragment; one that is none leads to the overview. */
export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const [view, ...rest] = path.split("/");
  return {
    view: view || "overview",
    id: decoded(rest.join("/")),
    params: new URLSearchParams(query),
  };
}

/** The fragment of a route. */
export function link(view, id = "", params = new URLSearchParams()) {
  const query = new URLSearchParams(params).toString();
  const path = id ? `${view}/${encodeURIComponent(id)}` : view;
  return `#/${path}${query ? `?${query}` : ""}`;
}

/** Go there; `replace`: as if one had always been there. */
export function go(hash, { replace = false } = {}) {
  if (!replace) {
    location.hash = hash;
    return;
  }
  history.replaceState(null, "", hash);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
