import * as api from "./api.js";
import { find, html, inWords, titleOf, icon } from "./dom.js";
import { showList } from "./list.js";
import { startModel, stopModel } from "./model.js";
import { announce, show, showFailure } from "./notice.js";
import { poster } from "./poster.js";
import { showRatings } from "./ratings.js";
import { startSearch } from "./search.js";
import { focusStars, starGroup, useScale } from "./stars.js";

const page = 10;
const most = 100;
const actions = { rate, remove, dismiss };
const state = { ratings: [], list: [], count: page };
let changes = Promise.resolve();
let waiting = 0;

startSearch(pick);
find("more").addEventListener("click", () => {
  state.count = Math.min(state.count + page, most);
  attempt(refresh);
});
find("forget-me").addEventListener("click", () => {
  find("forget-text").textContent = `This deletes ${counted(state.ratings.length)}, and the films that you are not interested in. `
    + "The next model is trained without them. Nothing can be restored.";
  find("forget").showModal();
});
find("forget").addEventListener("close", () => find("forget").returnValue === "forget" && attempt(forget));
addEventListener("hashchange", route);
route();
await attempt(start);

async function start() {
  const [model, ratings] = await Promise.all([api.currentModel(), api.ownRatings()]);
  useScale(model.stars);
  state.ratings = ratings;
  showRatings(state.ratings, actions);
  await refresh();
  if (location.hash === "#mine")
    find("mine").scrollIntoView();
  if (!model.model)
    waitForModel();
}

/** Rates or changes a rating: on the page at once, then in the service, whose new list follows. */
function rate(film, stars) {
  performance.mark("rated");
  find("picked").hidden = true;
  change(() => {
    state.ratings = state.ratings.some(other => other.item === film.item)
      ? state.ratings.map(other => other.item === film.item ? { ...other, stars } : other)
      : [{ item: film.item, title: film.title, year: film.year, stars }, ...state.ratings];
    state.list = without(state.list, film);
  }, () => api.rate(film.item, stars), `You rated ${film.title} with ${inWords(stars)}.`);
}

function remove(film) {
  change(() => state.ratings = without(state.ratings, film), () => api.deleteRating(film.item), `Your rating of ${film.title} is removed.`);
}

function dismiss(film) {
  change(() => state.list = without(state.list, film), () => api.dismiss(film.item));
  show(`${film.title} leaves your list.`, "Undo", () => change(() => {}, () => api.deleteDismissal(film.item)));
}

/** Changes the page, and then the service, in the order of the clicks. What fails is taken back. */
function change(apply, send, text) {
  const { ratings, list } = state;
  apply();
  showAll();
  measure("rating to page");
  waiting++;
  changes = changes.then(() => attempt(async () => {
    try {
      await send();
    } catch (error) {
      Object.assign(state, { ratings, list });
      showAll();
      throw error;
    } finally {
      waiting--;
    }

    await refresh(text);
  }, () => change(apply, send, text)));
}

/** Gets the list of the service and shows it. */
async function refresh(text) {
  if (waiting > 0)
    return; // The list of the next change follows.
  const old = new Set(state.list.map(film => film.item));
  const answer = await api.recommendations(state.count);
  if (waiting > 0)
    return;
  state.list = answer.items;
  showAll();
  measure("rating to list");
  find("list-title").textContent = answer.popular ? "Popular films" : "For you";
  find("list-status").textContent = status(answer);
  find("more").hidden = answer.items.length < state.count || state.count >= most;
  const fresh = answer.items.filter(film => !old.has(film.item)).length;
  if (text)
    announce(`${text} ${fresh} of ${answer.items.length} films in the list are new; the first is ${answer.items[0]?.title}.`);
}

function status(answer) {
  if (answer.model === null)
    return "The first model is being trained. Until it is there, these are the films with the most ratings.";
  return answer.popular
    ? "You have not rated any film yet, so these are the ones with the most ratings. A few stars make the list yours."
    : `From ${counted(answer.ratings)}: the films that you are most likely to choose.`;
}

function counted(ratings) {
  return ratings === 1 ? "your rating" : `your ${ratings} ratings`;
}

function without(films, film) {
  return films.filter(other => other.item !== film.item);
}

function showAll() {
  showRatings(state.ratings, actions);
  showList(state.list, actions);
}

/** A film of the search, to be rated. */
function pick(film) {
  const own = state.ratings.find(other => other.item === film.item);
  find("picked").replaceChildren(
    poster(film),
    html("div", {},
      html("h2", {}, titleOf(film)),
      html("p", {}, own ? "You have rated it. Change your stars:" : "How did you like it?")),
    starGroup(film, own?.stars, stars => {
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

async function forget() {
  await api.forgetMe();
  [state.ratings, state.list, state.count] = [[], [], page];
  await refresh();
  show("You are forgotten: your ratings are deleted.");
}

async function waitForModel() {
  const { model } = await api.currentModel().catch(() => ({}));
  if (model)
    await attempt(refresh);
  else
    setTimeout(waitForModel, 1000);
}

/** Runs, and shows a failure in words. */
async function attempt(run, retry = () => attempt(run)) {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof api.Failure))
      throw error;
    showFailure(error.message, retry);
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
