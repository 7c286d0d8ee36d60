/** Files made here of what is shown. Law: no cell of a CSV is taken for a formula. */

const FORMULA = /^[\s\u0000]*[=+\-@|%]|^[\t\r\n]/u;

/** Rows of values as CSV (RFC 4180); null is an empty cell. */
export function csv(head, rows) {
  return [head, ...rows].map((row) => row.map(quotedCell).join(",")).join("\r\n") + "\r\n";
}

/** Have the browser save this. */
export function save(name, content, type) {
  const url = URL.createObjectURL(
    content instanceof Blob ? content : new Blob([content], { type }),
  );
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function quotedCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : String(value);
  return `"${text.replaceAll('"', '""')}"`;
}
