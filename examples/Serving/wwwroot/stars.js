import { html, icon, inWords } from "./dom.js";

let scale = { minimum: 1, maximum: 5, step: 1 };

/** The stars that the service takes. */
export const useScale = given => scale = given;

/**
 * A group of stars to rate a film with: its element, and a function that shows other stars. The arrow keys only move, so that passing a
 * star is no rating; Enter, Space, a digit or a click rates.
 */
export function starGroup(film, stars, onRate) {
  const values = [];
  for (let value = scale.minimum; value <= scale.maximum; value += scale.step)
    values.push(value);
  const radios = values.map(value => html("button", {
    type: "button",
    role: "radio",
    "aria-label": inWords(value),
    class: value % 1 ? "half" : scale.step < 1 ? "whole" : null,
    onclick: () => onRate(value),
    onpointerenter: () => light(value),
  }, icon("star")));
  const element = html("div", {
    class: "stars",
    role: "radiogroup",
    "aria-label": `Rate ${film.title}`,
    onkeydown: move,
    onpointerleave: () => light(stars ?? 0),
    onfocusout: () => light(stars ?? 0),
  }, radios);
  check();
  return { element, update };

  function update(changed) {
    if (changed === stars)
      return;
    stars = changed;
    const isFocused = element.contains(document.activeElement);
    check();
    if (isFocused)
      focusStars(element);
  }

  function check() {
    radios.forEach((radio, n) => {
      radio.setAttribute("aria-checked", values[n] === stars ? "true" : "false");
      radio.tabIndex = values[n] === (stars ?? values[0]) ? 0 : -1;
    });
    light(stars ?? 0);
  }

  function light(lit) {
    radios.forEach((radio, n) => radio.classList.toggle("lit", values[n] <= lit));
  }

  function move(event) {
    if (event.ctrlKey || event.metaKey || event.altKey)
      return;
    const at = radios.indexOf(document.activeElement);
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -radios.length, End: radios.length };
    if (event.key in steps) {
      event.preventDefault();
      const next = radios[Math.min(Math.max(at + steps[event.key], 0), radios.length - 1)];
      radios.forEach(radio => radio.tabIndex = radio === next ? 0 : -1);
      next.focus();
      light(values[radios.indexOf(next)]);
    } else if (values.includes(Number(event.key)) && /^\d$/.test(event.key)) {
      onRate(Number(event.key));
    }
  }
}

/** Moves the focus into a group. */
export const focusStars = element => element.querySelector("[role='radio'][tabindex='0']").focus({ preventScroll: true });
