import { find, html, icon, titleOf } from "./dom.js";
import { focusStars, starGroup } from "./stars.js";

/** Shows the visitor's own ratings, the newest first. `actions` has `rate(film, stars)` and `remove(film)`. */
export function showRatings(ratings, actions) {
  const list = find("ratings");
  const at = [...list.children].findIndex(row => row.contains(document.activeElement));
  const item = list.children[at]?.dataset.item;
  list.replaceChildren(...ratings.map(film => html("li", { "data-item": film.item },
    html("span", { class: "title" }, titleOf(film)),
    starGroup(film, film.stars, stars => actions.rate(film, stars)),
    html("button", {
      type: "button", class: "icon", "aria-label": `Remove the rating of ${film.title}`, onclick: () => actions.remove(film),
    }, icon("cross")))));
  find("mine-count").textContent = ratings.length;
  find("mine-status").textContent = ratings.length
    ? "Change a star and the list changes, too."
    : "None yet. Search for a film that you know, or rate one in the list.";
  if (at < 0)
    return;
  const same = [...list.children].find(row => row.dataset.item === item) ?? list.children[Math.min(at, ratings.length - 1)];
  if (same)
    focusStars(same);
  else
    find("mine").focus({ preventScroll: true });
}
