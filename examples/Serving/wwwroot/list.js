import { find } from "./dom.js";
import { entry } from "./entry.js";
import { focusStars } from "./stars.js";

const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const entries = new Map();
const list = find("list");

/** Shows the films in their order. Entries that stay are moved, not made anew, so an open one stays open. */
export function showList(films, actions) {
  const focused = document.activeElement;
  const position = [...list.children].findIndex(element => element.contains(focused));
  const top = position < 0 ? focused.getBoundingClientRect().top : 0;
  const before = new Map([...list.children].map(element => [element, element.getBoundingClientRect().top]));

  const items = new Set(films.map(film => film.item));
  for (const [item, { element }] of entries) {
    if (!items.has(item)) {
      element.remove();
      entries.delete(item);
    }
  }

  films.forEach((film, n) => {
    if (entries.has(film.item))
      entries.get(film.item).update(film);
    else
      entries.set(film.item, entry(film, actions));
    const { element } = entries.get(film.item);
    if (list.children[n] !== element)
      list.insertBefore(element, list.children[n] ?? null);
  });

  // Someone who rates in the list goes on at the same place. Whatever else has the focus stays where it is on the screen.
  if (position >= 0)
    focusStars(list.children[Math.min(position, films.length - 1)]);
  else if (focused !== document.body)
    scrollBy(0, focused.getBoundingClientRect().top - top);
  if (!stillness.matches)
    animate(before);
}

function animate(before) {
  for (const element of list.children) {
    const distance = before.has(element) ? before.get(element) - element.getBoundingClientRect().top : null;
    if (distance === null)
      element.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 400, easing: "ease-out" });
    else if (distance)
      element.animate([{ transform: `translateY(${distance}px)` }, { transform: "none" }], { duration: 400, easing: "ease-out" });
  }
}
