/** A small line without axes; what is not known is a gap. The numbers stand beside it. */

import { svg } from "./dom.js";

const WIDTH = 120;
const HEIGHT = 22;

export function sparkline(values) {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const step = WIDTH / Math.max(1, values.length - 1);
  const y = (value) => (HEIGHT - 2 - (value / most) * (HEIGHT - 4)).toFixed(1);
  let pen = "M";
  const path = values.map((value, at) => {
    if (value === null) {
      pen = "M";
      return "";
    }
    const isAlone = pen === "M" && (values[at + 1] ?? null) === null;
    const point = `${pen}${(at * step).toFixed(1)} ${y(value)}${isAlone ? "h0.01" : ""}`;
    pen = "L";
    return point;
  });
  return svg(
    "svg",
    {
      class: "sparkline",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      "aria-hidden": "true",
    },
    svg("path", { d: path.join("") }),
  );
}
