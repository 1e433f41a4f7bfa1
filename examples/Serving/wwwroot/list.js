import { find } from "./dom.js";
import { entry } from "./entry.js";
import { rowsOf } from "./rows.js";

const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const list = find("list");
const showEntries = rowsOf(list, entry, find("list-title"));

/** Shows the films in their order. */
export function showList(films, actions) {
  const focused = document.activeElement;
  const top = focused.getBoundingClientRect().top;
  const before = new Map([...list.children].map(element => [element, element.getBoundingClientRect().top]));
  showEntries(films, actions);

  // What has the focus stays where it is on the screen, except for the button that makes the list longer.
  if (focused !== document.body && focused !== find("more") && focused.isConnected)
    scrollBy({ top: focused.getBoundingClientRect().top - top, behavior: "instant" });
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
