import { svg } from "./dom.js";

const [width, height, margin] = [120, 168, 10];
const [palettes, shapes] = [8, 5];
const letter = 0.62; // The width of a capital letter in the size of the font, on average.
const mostLines = 6;

/** A poster for a film without one: its title set like a playbill, on a ground and a shape that depend on the title. */
export function poster(film) {
  const seed = hash(film.title);
  return svg("svg", { class: `poster palette-${seed % palettes}`, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    svg("rect", { class: "ground", width, height }),
    shape(Math.floor(seed / palettes) % shapes),
    title(film.title),
    film.year ? svg("text", { class: "small", x: margin, y: height - margin }, `${film.year}`) : "");
}

function shape(number) {
  const [right, low] = [width, height];
  return [
    () => svg("circle", { class: "shape", cx: right * 0.68, cy: low * 0.72, r: 34 }),
    () => svg("path", { class: "shape", d: `M0 ${low}V${low * 0.62}L${right} ${low * 0.42}V${low}z` }),
    () => svg("path", { class: "shape", d: [0, 1, 2, 3].map(n => `M0 ${low * 0.6 + n * 17}h${right}v8h-${right}z`).join("") }),
    () => svg("circle", { class: "shape", cx: right, cy: low, r: right * 0.78 }),
    () => svg("path", { class: "shape", d: `M20 ${low}v-52a40 40 0 0 1 80 0v52z` }),
  ][number]();
}

/** Each line fills the width; short words get large. */
function title(text) {
  const inner = width - 2 * margin;
  const rows = lines(text.toUpperCase()).map(line => ({ line, size: Math.min(inner / (line.length * letter), 42) }));
  const most = height - 3.4 * margin;
  const shrink = Math.min(1, most / rows.reduce((sum, row) => sum + row.size * 0.86, 0));
  let y = margin;
  return rows.map(({ line, size }) => {
    y += size * shrink * 0.86;
    const fills = shrink === 1 && size < 42;
    return svg("text", {
      x: margin,
      y: y - 1,
      "font-size": (size * shrink).toFixed(1),
      textLength: fills ? inner : null,
      lengthAdjust: fills ? "spacingAndGlyphs" : null,
    }, line);
  });
}

/** Words in lines of about the same length. */
function lines(text) {
  const words = text.split(/\s+/);
  const longest = Math.max(...words.map(word => word.length), Math.ceil(text.length / 4));
  const rows = [];
  for (const word of words) {
    if (rows.length && rows.at(-1).length + 1 + word.length <= longest)
      rows.push(`${rows.pop()} ${word}`);
    else
      rows.push(word);
  }

  return rows.length > mostLines ? [...rows.slice(0, mostLines - 1), `${rows[mostLines - 1]}…`] : rows;
}

/** FNV-1a: the same number for the same text. */
function hash(text) {
  let value = 2166136261;
  for (const character of text)
    value = Math.imul(value ^ character.codePointAt(0), 16777619) >>> 0;
  return value;
}
