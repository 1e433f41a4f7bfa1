const svgNamespace = "http://www.w3.org/2000/svg";

/** The element with an id. */
export const find = id => document.getElementById(id);

/** Makes an HTML element. Attributes that begin with "on" are handlers; null and false are left out. */
export const html = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

/** Makes an SVG element. */
export const svg = (tag, attributes, ...children) => fill(document.createElementNS(svgNamespace, tag), attributes, children);

/** An icon of index.html. */
export const icon = name => svg("svg", { "aria-hidden": "true", class: `icon-${name}` }, svg("use", { href: `#${name}` }));

/** A title and its year. */
export const titleOf = film => [film.title, ...film.year ? [" ", html("span", { class: "year" }, `${film.year}`)] : []];

/** Stars as people write them. */
export const inWords = stars => `${stars} ${stars === 1 ? "star" : "stars"}`;

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on"))
      element.addEventListener(name.slice(2), value);
    else if (value != null && value !== false)
      element.setAttribute(name, value === true ? "" : value);
  }

  element.append(...children.flat(Infinity).filter(child => child != null && child !== ""));
  return element;
}
