/** The keyboard. Law: nothing is taken from a field one writes in, nor from the browser. */

const TYPED = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
let layers = [];

/** Keys of a view: a map from `event.key` to what to do. Gives what takes them away again. */
export function bind(map) {
  layers = [map, ...layers];
  return () => {
    layers = layers.filter((each) => each !== map);
  };
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  const isTyped = event.target.closest?.(TYPED);
  if (isTyped && event.key !== "Escape") return;
  if (isTyped) event.target.blur();
  const task = layers.map((map) => map[event.key]).find(Boolean);
  if (task && task(event) !== false) event.preventDefault();
});
