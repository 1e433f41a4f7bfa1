import { Failure, searchFilms } from "./api.js";
import { find, html, titleOf } from "./dom.js";
import { announce, hide, showFailure } from "./notice.js";

const pause = 100; // Milliseconds after a key in which the next one is usually typed.

/** The search field: a combobox whose list opens while typing. Calls back with the chosen film. */
export function startSearch(onPick) {
  const [input, list] = [find("search"), find("found")];
  let [films, active, timer, running] = [[], -1, 0, null];

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, pause);
  });
  input.addEventListener("focus", () => input.value.trim() && look());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden)
        look();
      else
        activate((active + (event.key === "ArrowDown" ? 1 : films.length - 1)) % films.length);
    } else if (event.key === "Enter" && films[active] && !list.hidden) {
      event.preventDefault();
      pick(films[active]);
    } else if (event.key === "Escape") {
      if (list.hidden)
        input.value = "";
      close();
    }
  });

  async function look() {
    running?.abort();
    const text = input.value.trim();
    if (!text) {
      close();
      return;
    }

    running = new AbortController();
    const { signal } = running;
    try {
      const found = await searchFilms(text, signal);
      if (!signal.aborted && document.activeElement === input)
        open(found, text);
    } catch (error) {
      if (signal.aborted)
        return;
      if (!(error instanceof Failure))
        throw error;
      showFailure(error.message, input, () => input.focus());
    }
  }

  function open(found, text) {
    hide();
    films = found;
    list.replaceChildren(...films.map((film, n) => html("li", {
      id: `found-${n}`,
      role: "option",
      "aria-selected": "false",
      onpointerdown: event => event.preventDefault(),
      onpointermove: () => activate(n),
      onclick: () => pick(film),
    },
    html("span", { class: "title" }, titleOf(film)),
    html("span", { class: "count" }, ` ${film.popularity.toLocaleString("en")} ratings`))));
    if (films.length === 0)
      list.append(html("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, `No title contains “${text}”.`));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    activate(films.length ? 0 : -1);
    announce(films.length ? `${films.length} films found.` : "No film found.");
  }

  function activate(number) {
    active = number;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", n === active ? "true" : "false"));
    list.children[active]?.scrollIntoView({ block: "nearest" });
    if (active >= 0)
      input.setAttribute("aria-activedescendant", `found-${active}`);
    else
      input.removeAttribute("aria-activedescendant");
  }

  function pick(film) {
    close();
    input.value = "";
    onPick(film);
  }

  function close() {
    clearTimeout(timer);
    running?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
}
