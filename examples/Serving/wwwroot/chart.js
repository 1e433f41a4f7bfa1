import { svg } from "./dom.js";

const height = 220;
const [left, right, top, bottom] = [52, 20, 34, 34];

/** A line chart of one figure over the trainings. */
export function chart(title, trainings, valueOf, width) {
  const values = trainings.map(valueOf);
  const ticks = niceTicks(Math.min(...values), Math.max(...values));
  const [lowest, highest] = [ticks[0], ticks.at(-1)];
  const inner = width - left - right;
  const x = n => left + (trainings.length === 1 ? inner / 2 : 12 + n / (trainings.length - 1) * (inner - 24));
  const y = value => height - bottom - (value - lowest) / (highest - lowest) * (height - top - bottom);
  const accepted = trainings.map((one, n) => ({ one, n })).filter(({ one }) => one.outcome === "Accepted");
  const every = Math.ceil(trainings.length / Math.max(1, Math.floor(inner / 44)));
  const digits = Math.max(2, Math.ceil(-Math.log10(ticks[1] - ticks[0])));
  const label = `${title}: ${describe(trainings, values)}`;
  return svg("svg", { class: "chart", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
    svg("text", { class: "chart-title", x: 0, y: 16 }, title),
    ticks.map(tick => [
      svg("path", { class: "grid", d: `M${left} ${y(tick)}H${width - right}` }),
      svg("text", { class: "tick", x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, tick.toFixed(digits)),
    ]),
    trainings.map((one, n) => n % every ? "" :
      svg("text", { class: "tick", x: x(n), y: height - bottom + 20, "text-anchor": "middle" }, `${one.number}`)),
    svg("text", { class: "tick", x: width - right, y: height - 2, "text-anchor": "end" }, "training"),
    svg("path", { class: "line", d: accepted.map(({ one, n }, first) => `${first ? "L" : "M"}${x(n)} ${y(valueOf(one))}`).join("") }),
    trainings.map((one, n) => svg("circle", {
      class: one.outcome === "Accepted" ? "point" : "point hollow", cx: x(n), cy: y(values[n]), r: 4.5,
    }, svg("title", {}, `Training ${one.number}: ${values[n].toFixed(4)}, ${one.outcome.toLowerCase()}`))));
}

/** Three to seven round numbers that enclose the values. */
function niceTicks(low, high) {
  const spread = Math.max(high - low, 0.01);
  const unit = 10 ** Math.floor(Math.log10(spread / 3));
  const step = unit * [1, 2, 5, 10].find(factor => spread / (factor * unit) <= 4);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 2);
  return Array.from({ length: last - first + 1 }, (_, n) => (first + n) * step);
}

function describe(trainings, values) {
  const [from, to] = [values[0].toFixed(3), values.at(-1).toFixed(3)];
  return trainings.length === 1
    ? `${from} after the first training.`
    : `from ${from} to ${to} in ${trainings.length} trainings. The table below has all values.`;
}
