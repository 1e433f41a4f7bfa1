import * as api from "./api.js";
import { find, html, inWords, titleOf, icon } from "./dom.js";
import { showList } from "./list.js";
import { startModel, stopModel } from "./model.js";
import { announce, settle, show, showFailure } from "./notice.js";
import { poster } from "./poster.js";
import { showRatings } from "./ratings.js";
import { startSearch } from "./search.js";
import { focusStars, starGroup, useScale } from "./stars.js";

const page = 10;
const most = 100;
const clock = new Intl.DateTimeFormat("en", { timeStyle: "short" });
const actions = { rate, remove, dismiss, starsOf };
const state = { ratings: [], list: [], count: page }; // As the service has them, without the changes that are under way.
const pending = []; // The changes that are under way, in the order of the clicks.
let sent = Promise.resolve(); // All of them, one after the other.
let isKnown = false; // Whether the ratings are those of the service. They may differ until the first answer and after a failure.
let isLoaded = false;
let latest = 0; // Counts the lists that were asked for. Only the newest is shown.
let model = null; // The number of the model of the list.

startSearch(pick);
find("more").addEventListener("click", () => {
  state.count = Math.min(state.count + page, most);
  attempt(refresh);
});
find("forget-me").addEventListener("click", () => {
  find("forget-text").textContent = `This deletes ${counted(shown().ratings.length)} and the list of films that you are not interested in. `
    + "The next training starts from the beginning without them; then the models that learned from them are deleted, too. "
    + "Nothing can be restored.";
  find("forget").returnValue = ""; // In some browsers, Escape leaves it as it was.
  find("forget").showModal();
});
find("forget").addEventListener("close", () => find("forget").returnValue === "forget" && forget());
addEventListener("hashchange", route);
route();
await load();

async function load() {
  tell("Loading…");
  if (!await attempt(start, load, load) && !isLoaded)
    tell("This could not be loaded.");

  function tell(text) {
    find("list-status").textContent = find("mine-status").textContent = text;
  }
}

async function start() {
  useScale((await api.currentModel()).stars);
  await refresh();
  if (location.hash === "#mine")
    find("mine").scrollIntoView();
  watchModel();
}

/** Rates or changes a rating: on the page at once, then in the service, whose new list follows. */
function rate(film, stars) {
  performance.mark("rated");
  find("picked").hidden = true;
  change(film.item, ({ ratings, list }) => ({
    ratings: ratings.some(other => other.item === film.item)
      ? ratings.map(other => other.item === film.item ? { ...other, stars } : other)
      : [{ item: film.item, title: film.title, year: film.year, stars }, ...ratings],
    list: without(list, film),
  }), () => api.rate(film.item, stars), `You rated ${film.title} with ${inWords(stars)}.`);
}

function remove(film) {
  change(film.item, ({ ratings }) => ({ ratings: without(ratings, film) }), () => api.deleteRating(film.item),
    `Your rating of ${film.title} is removed.`);
}

function dismiss(film) {
  change(film.item, ({ list }) => ({ list: without(list, film) }), () => api.dismiss(film.item));
  show(`${film.title} leaves your list.`, "Undo", () => change(film.item, () => ({}), () => api.deleteDismissal(film.item)));
}

function forget() {
  change(forget, () => ({ ratings: [] }), async () => {
    await api.forgetMe();
    state.count = page;
    show("You are forgotten: your ratings are deleted.");
  });
}

/**
 * Changes the page, and then the service, in the order of the clicks. If the service fails, only this change is taken back, and the
 * ratings are loaded again, since the service may have stored the change without an answer. `key` names what is changed.
 */
function change(key, apply, send, text) {
  settle(key);
  pending.push(apply);
  showAll();
  measure("rating to page");
  sent = sent.then(async () => {
    const isDone = await attempt(send, key, () => change(key, apply, send, text));
    pending.shift();
    if (isDone) {
      settle(key); // An earlier change of the same film may have failed since.
      Object.assign(state, apply(state));
    } else {
      isKnown = false;
      showAll();
    }

    attempt(() => refresh(isDone && text), refresh);
  });
}

/** The ratings and the list with all changes. */
function shown() {
  return pending.reduce((films, apply) => ({ ...films, ...apply(films) }), state);
}

function starsOf(film) {
  return shown().ratings.find(other => other.item === film.item)?.stars;
}

/** Gets the list of the service and shows it. */
async function refresh(text) {
  const own = ++latest;
  if (pending.length > 0)
    return; // The list of the next change follows.
  const [answer, ratings] = await Promise.all([api.recommendations(state.count), isKnown ? state.ratings : api.ownRatings()]);
  if (pending.length > 0 || own !== latest)
    return;
  settle(refresh);
  const old = new Set(state.list.map(film => film.item));
  Object.assign(state, { ratings, list: answer.items });
  const wasLoaded = isLoaded;
  isKnown = isLoaded = true;
  showAll();
  measure("rating to list");
  find("list-title").textContent = answer.popular ? "Popular films" : "For you";
  find("list-status").textContent = status(answer);
  find("more").hidden = answer.items.length < state.count || state.count >= most;
  const fresh = answer.items.filter(film => !old.has(film.item)).length;
  if (text)
    announce(`${text} ${fresh} of ${answer.items.length} films in the list are new; the first is ${answer.items[0]?.title}.`);
  if (wasLoaded && answer.model !== null && answer.model !== model)
    await tellModel(answer.model, model);
  model = answer.model;
}

function status(answer) {
  if (answer.model === null)
    return "The first model is being trained. Until it is there, these are the films with the most ratings.";
  if (!answer.popular)
    return `From ${counted(answer.ratings)}: the films that you are most likely to choose.`;
  return state.ratings.length
    ? "The model does not yet know the films that you rated. Until a training takes them in, these are the films with the most ratings."
    : "You have not rated any film yet, so these are the ones with the most ratings. A few stars make the list yours.";
}

function counted(ratings) {
  return ratings === 0 ? "your ratings" : ratings === 1 ? "your rating" : `your ${ratings} ratings`;
}

function without(films, film) {
  return films.filter(other => other.item !== film.item);
}

function showAll() {
  if (!isLoaded)
    return; // Changes of a page that still loads are shown with its first list.
  const { ratings, list } = shown();
  showRatings(ratings, actions);
  showList(list, actions);
}

/** A film of the search, to be rated. */
function pick(film) {
  const own = starsOf(film);
  find("picked").replaceChildren(
    poster(film),
    html("div", {},
      html("h2", {}, titleOf(film)),
      html("p", {}, own ? "You have rated it. Change your stars:" : "How did you like it?")),
    starGroup(film, own, stars => {
      rate(film, stars);
      find("search").focus({ preventScroll: true });
    }).element,
    html("button", { type: "button", class: "icon", "aria-label": "Close", onclick: close }, icon("cross")));
  find("picked").onkeydown = event => {
    if (event.key === "Escape")
      close();
  };
  find("picked").hidden = false;
  focusStars(find("picked"));

  function close() {
    find("picked").hidden = true;
    find("search").focus({ preventScroll: true });
  }
}

/** Loads the list again when another model answers. */
async function watchModel() {
  if (!document.hidden) {
    const current = await api.currentModel().catch(() => ({})); // Without an answer, it looks again later.
    if (current.model && current.model.number !== model)
      await attempt(refresh);
  }

  setTimeout(watchModel, model ? 30_000 : 1000);
}

async function tellModel(number, earlier) {
  const { loaded } = await api.currentModel();
  const which = earlier === null ? "The first" : number > earlier ? "A new" : "An earlier";
  find("news").textContent = `${which} model has been in use since ${clock.format(new Date(loaded))}.`;
}

/** Runs, and shows a failure in words. */
async function attempt(run, key = run, retry = () => attempt(run, key)) {
  try {
    await run();
    return true;
  } catch (error) {
    if (!(error instanceof api.Failure))
      throw error;
    showFailure(error.message, key, retry);
    return false;
  }
}

/** For the browser's tools and the tests: the time since the last rating. */
function measure(name) {
  if (performance.getEntriesByName("rated").length)
    performance.measure(name, "rated");
}

function route() {
  const isModel = location.hash === "#model";
  find("films").hidden = isModel;
  find("model").hidden = !isModel;
  for (const [id, isHere] of [["to-films", !isModel], ["to-model", isModel]])
    isHere ? find(id).setAttribute("aria-current", "page") : find(id).removeAttribute("aria-current");
  if (isModel)
    startModel();
  else
    stopModel();
  if (location.hash === "#mine")
    find("mine").scrollIntoView();
  else if (isModel)
    scrollTo(0, 0);
}
