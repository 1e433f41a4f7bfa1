import { Failure, currentModel, trainings } from "./api.js";
import { chart } from "./chart.js";
import { find, html } from "./dom.js";
import { showFailure } from "./notice.js";

const interval = 3000;
const number = new Intl.NumberFormat("en");
const time = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
let shown = [];
let timer = 0;

new ResizeObserver(drawCharts).observe(find("charts"));

/** Shows the state of the model, and keeps it up to date until `stopModel`. */
export async function startModel() {
  stopModel();
  const own = timer = setTimeout(startModel, interval);
  try {
    const [current, all] = await Promise.all([currentModel(), trainings()]);
    if (timer === own)
      showModel(current, all);
  } catch (error) {
    if (!(error instanceof Failure))
      throw error;
    stopModel();
    showFailure(error.message, startModel, startModel);
  }
}

export const stopModel = () => clearTimeout(timer);

function showModel(current, all) {
  const { model, training, progress } = current;
  find("figures").replaceChildren(
    ...figure("RMSE", model?.rmse?.toFixed(3) ?? "–", "error in stars; lower is better"),
    ...figure("NDCG@10", model?.ndcg?.toFixed(3) ?? "–", "quality of the first ten; higher is better"),
    ...figure("Ratings", number.format(current.ratings),
      `of ${number.format(current.items)} films; ${number.format(current.newRatings)} since the last training`),
    ...figure("Last training", model?.ended ? ago(model.ended) : "–",
      model?.ended ? `model ${model.number}, ${time.format(new Date(model.ended))}` : "none yet"));
  find("training").hidden = !training;
  if (training)
    find("training").replaceChildren(
      html("label", { for: "progress" }, `Training ${training.number} is running`),
      html("progress", { id: "progress", max: 1, value: progress ?? 0 }),
      `${Math.round(100 * (progress ?? 0))} %`);

  const isNew = JSON.stringify(all) !== JSON.stringify(shown);
  shown = all;
  if (!isNew)
    return;
  find("trainings").replaceChildren(...all.toReversed().map(one => html("tr", {},
    html("th", { scope: "row" }, `${one.number}`),
    html("td", {}, one.rmse?.toFixed(4) ?? "–"),
    html("td", {}, one.ndcg?.toFixed(4) ?? "–"),
    html("td", {}, number.format(one.ratings)),
    html("td", {}, one.ended ? time.format(new Date(one.ended)) : "–"),
    html("td", {}, one.outcome.replace("GivenUp", "Given up"), one.reason ? html("span", { class: "reason" }, ` ${one.reason}`) : ""))));
  drawCharts();
}

function figure(name, value, remark) {
  return [html("div", {}, html("dt", {}, name), html("dd", {}, html("strong", {}, value), html("span", {}, remark)))];
}

function drawCharts() {
  const measured = shown.filter(one => one.rmse != null && one.ndcg != null);
  const charts = find("charts");
  const width = charts.clientWidth >= 720 ? (charts.clientWidth - 32) / 2 : charts.clientWidth;
  find("chart-status").hidden = measured.length === 0;
  charts.replaceChildren(...measured.length && width > 0
    ? [
      chart("RMSE, lower is better", measured, one => one.rmse, width),
      chart("NDCG@10, higher is better", measured, one => one.ndcg, width),
    ]
    : [html("p", {}, "The chart begins with the first training.")]);
}

function ago(date) {
  const minutes = (Date.now() - new Date(date)) / 60_000;
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
  return minutes < 1 ? "just now"
    : minutes < 60 ? words.format(-Math.floor(minutes), "minute")
    : minutes < 1440 ? words.format(-Math.floor(minutes / 60), "hour")
    : words.format(-Math.floor(minutes / 1440), "day");
}
