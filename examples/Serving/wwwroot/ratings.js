import { find, html, icon, titleOf } from "./dom.js";
import { rowsOf } from "./rows.js";
import { starGroup } from "./stars.js";

const showRows = rowsOf(find("ratings"), row, find("mine"));

/** Shows the visitor's own ratings. `actions` has `rate(film, stars)` and `remove(film)`. */
export function showRatings(ratings, actions) {
  showRows(ratings, actions);
  find("mine-count").textContent = ratings.length;
  find("mine-status").textContent = ratings.length
    ? "Change a star and the list changes, too."
    : "None yet. Search for a film that you know, or rate one in the list.";
}

function row(film, actions) {
  const stars = starGroup(film, film.stars, value => actions.rate(film, value));
  const element = html("li", { "data-item": film.item },
    html("span", { class: "title" }, titleOf(film)),
    stars.element,
    html("button", {
      type: "button", class: "icon", "aria-label": `Remove the rating of ${film.title}`, onclick: () => actions.remove(film),
    }, icon("cross")));
  return { element, update: changed => stars.update(changed.stars) };
}
