import { find } from "./dom.js";

const retries = new Map();
let onAction = null;

find("notice-action").addEventListener("click", () => {
  const action = onAction;
  hide();
  action?.();
});
find("notice-close").addEventListener("click", hide);

/** Says something to people who do not see the page. */
export const announce = text => say("announcement", text);

/** Shows a message, with a button if there is something to do. */
export function show(text, label, action) {
  retries.clear();
  display(text, label, action);
  announce(text);
}

/** Shows what went wrong, and offers to try again all that failed while the message is there. `key` names what `retry` tries. */
export function showFailure(text, key, retry) {
  if (find("notice").hidden)
    retries.clear();
  retries.delete(key);
  retries.set(key, retry);
  display(text, "Try again", tryAgain);
  say("alarm", text);
}

/** Takes back what failed, because it has succeeded or something else was chosen since. */
export function settle(key) {
  if (retries.delete(key) && retries.size === 0)
    hide();
}

export function hide() {
  if (find("notice").contains(document.activeElement))
    find("list-title").focus({ preventScroll: true });
  find("notice").hidden = true;
  onAction = null;
}

function tryAgain() {
  const all = [...retries.values()];
  retries.clear();
  all.forEach(retry => retry());
}

function display(text, label, action) {
  onAction = action;
  find("notice-text").textContent = text;
  find("notice-action").textContent = label ?? "";
  find("notice-action").hidden = !action;
  find("notice").hidden = false;
}

// The same text again is no change, which screen readers would not read.
function say(region, text) {
  find(region).textContent = "";
  setTimeout(() => find(region).textContent = text, 50);
}
