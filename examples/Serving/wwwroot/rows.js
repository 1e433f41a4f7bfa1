import { focusStars } from "./stars.js";

/**
 * Makes a function that shows films as the rows of a list. `make(film, actions)` gives a row: its element, and a function that updates it.
 * Rows that stay are moved, not made anew, so they keep the focus and whatever is open in them. If the row with the focus leaves, its
 * successor gets the focus, or `fallback` if no row is left.
 */
export function rowsOf(list, make, fallback) {
  const rows = new Map();
  return (films, actions) => {
    for (const film of films) {
      if (rows.has(film.item))
        rows.get(film.item).update(film);
      else
        rows.set(film.item, make(film, actions));
    }

    const focused = document.activeElement;
    const at = [...list.children].findIndex(element => element.contains(focused));
    const items = new Set(films.map(film => film.item));
    for (const [item, { element }] of rows) {
      if (!items.has(item)) {
        element.remove();
        rows.delete(item);
      }
    }

    films.forEach((film, n) => {
      const { element } = rows.get(film.item);
      if (list.children[n] !== element)
        list.insertBefore(element, list.children[n] ?? null);
    });

    if (at < 0)
      return;
    if (focused.isConnected)
      focused.focus({ preventScroll: true }); // Moving an element takes its focus.
    else if (films.length)
      focusStars(list.children[Math.min(at, films.length - 1)]);
    else
      fallback.focus({ preventScroll: true });
  };
}
