import { Failure, similarFilms } from "./api.js";
import { html, icon, svg, titleOf } from "./dom.js";
import { announce, showFailure } from "./notice.js";
import { poster } from "./poster.js";
import { starGroup } from "./stars.js";

/** An entry of the list. `actions` has `rate(film, stars)`, `starsOf(film)` and `dismiss(film)`. */
export function entry(film, actions) {
  const id = `similar-${film.item}`;
  const [expected, why] = [html("div", { class: "expected" }), html("p", { class: "why" })];
  const similar = html("div", { id, class: "similar", hidden: true });
  let others = [];
  const toggle = html("button", {
    type: "button", class: "link", "aria-expanded": "false", "aria-controls": id, onclick: () => open(similar.hidden),
  }, "Similar titles", html("span", { class: "unseen" }, ` to ${film.title}`));
  const element = html("li", { class: "entry", "data-item": film.item },
    poster(film),
    html("div", { class: "body" },
      html("h3", {}, titleOf(film)),
      why,
      html("div", { class: "actions" },
        starGroup(film, null, stars => actions.rate(film, stars)).element,
        toggle,
        html("button", { type: "button", class: "link", onclick: () => actions.dismiss(film) },
          "Not interested", html("span", { class: "unseen" }, ` in ${film.title}`))),
      similar),
    expected);
  update(film);
  return { element, update };

  function update(changed) {
    expected.replaceChildren(...expectedStars(changed.stars));
    why.replaceChildren(...reasons(changed.reasons));
    why.hidden = changed.reasons.length === 0;
    for (const other of others)
      other.stars.update(actions.starsOf(other.film));
  }

  async function open(isOpen) {
    similar.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", isOpen ? "true" : "false");
    if (!isOpen || similar.hasChildNodes())
      return;
    similar.append(html("p", {}, "Loading…"));
    try {
      const { items } = await similarFilms(film.item);
      others = items.map(other => ({
        film: other, stars: starGroup(other, actions.starsOf(other), value => actions.rate(other, value)),
      }));
      similar.replaceChildren(html("ul", {}, others.map(other =>
        html("li", {}, html("span", { class: "title" }, titleOf(other.film)), other.stars.element))));
      announce(`${items.length} titles are similar to ${film.title}.`);
    } catch (error) {
      if (!(error instanceof Failure))
        throw error;
      similar.replaceChildren();
      open(false);
      showFailure(error.message, element, () => open(true));
    }
  }
}

function expectedStars(stars) {
  if (!stars)
    return [];
  const [rating, low, high] = [stars.rating, stars.low, stars.high].map(value => value.toFixed(1));
  const at = value => 6 + (value - 1) / 4 * 148;
  return [
    html("p", { class: "figure" }, html("span", { class: "unseen" }, "Expected: "), rating, icon("star"),
      html("span", { class: "unseen" }, " stars")),
    svg("svg", { class: "range", viewBox: "0 0 160 16", "aria-hidden": "true" },
      svg("path", { class: "track", d: `M${at(1)} 8H${at(5)}` }),
      [1, 2, 3, 4, 5].map(value => svg("path", { class: "track", d: `M${at(value)} 5v6` })),
      svg("path", { class: "band", d: `M${at(Math.max(stars.low, 1))} 8H${at(Math.min(stars.high, 5))}` }),
      svg("circle", { class: "dot", cx: at(stars.rating), cy: 8, r: 5 })),
    html("p", { class: "interval" }, `80 % between ${low} and ${high}`),
  ];
}

/**
 * "Because you rated A ★ 5 and B ★ 4", or "although", if a rating speaks against the film. Four stars for a good film lower the stars of
 * similar ones a little, but are a reason for their place in the list.
 */
function reasons(given) {
  const speaksAgainst = reason => reason.effect < -0.15;
  const [high, low] = [given.filter(reason => !speaksAgainst(reason)), given.filter(speaksAgainst)];
  const list = some => some.flatMap((reason, n) => [n ? " and " : "", html("b", {}, reason.title), "\u00a0",
    html("span", { class: "given" }, icon("star"), html("span", { class: "unseen" }, "stars: "), `${reason.stars}`)]);
  return [
    ...high.length ? ["Because you rated ", ...list(high)] : [],
    ...low.length ? [high.length ? ", although you rated " : "Although you rated ", ...list(low)] : [],
  ].filter(part => part !== "");
}
