/** What stands around an answer's text: its table, its review state, its sources and how sure they make us. */
import type { Answer, Picture, Review, Source } from "../wire";
import type { Say } from "../words";
import { h, spokenOnly } from "./dom";

// More columns than this do not fit beside each other in the panel, so their rows are stacked.
const COLUMNS_THAT_FIT = 3;

/** In: equal rows, heads first, and the title. Out: a table that a narrow panel can stack without losing its heads. */
export function table(say: Say, rows: string[][], title: string): HTMLElement {
  const [heads = [], ...body] = rows;
  // The roles repeat what the tags say, because stacking the cells with CSS takes table meaning away in some browsers.
  const head = h("tr", { role: "row" }, ...heads.map((cell) =>
    cell === ""
      ? h("td", { role: "cell" })
      : h("th", { role: "columnheader", scope: "col" }, cell)));
  const lines = body.map((row) => h("tr", { role: "row" }, ...row.map((cell, at) =>
    at === 0
      ? h("th", { role: "rowheader", scope: "row" }, cell)
      : h("td", { role: "cell", "data-head": heads[at] ?? "" }, cell))));
  return h("table", {
    role: "table",
    class: heads.length > COLUMNS_THAT_FIT ? "wide" : "",
    "aria-label": say("table.label", { title }),
  }, h("thead", { role: "rowgroup" }, head), h("tbody", { role: "rowgroup" }, ...lines));
}

/** In: a review. Out: its state in words; nothing is claimed that the server did not send. */
export function reviewState(say: Say, review: Review): string {
  if (!review.signed) return say("review.draft");
  return review.by && review.on
    ? say("review.signed", { by: review.by, on: review.on })
    : say("review.signed_short");
}

function sourceItem(say: Say, { label, url }: Source): HTMLElement {
  if (!url) return h("li", {}, label);
  const link = h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label, " ",
    h("span", { class: "quiet" }, say("sources.new_tab")));
  return h("li", {}, link);
}

function part(heading: string, ...content: HTMLElement[]): HTMLElement[] {
  return [h("h4", {}, heading), ...content];
}

function background(say: Say, answer: Answer): HTMLElement[] {
  const { sources, certainty, review } = answer;
  const due = review.due ? [h("p", {}, say("review.due", { due: review.due }))] : [];
  return [
    ...part(say("sources.heading"), sources.length
      ? h("ul", {}, ...sources.map((one) => sourceItem(say, one)))
      : h("p", {}, say("sources.none"))),
    ...(certainty ? part(say("sources.certainty"), h("p", {}, certainty)) : []),
    ...part(say("review.heading"), h("p", {}, reviewState(say, review)), ...due),
  ];
}

/** In: a picture and the server that shows it. Out: it with its caption; its place is kept, so that nothing jumps when it comes. */
function figure({ path, alt, caption, width, height }: Picture, server: string): HTMLElement {
  const image = h("img", { src: server + path, alt, width, height, decoding: "async" });
  return h("figure", {}, image, caption ? h("figcaption", {}, caption) : null);
}

/** In: an answer; the server; whether its title is still to be shown. Out: table, review state, and a closed part with sources. */
export function supplement(say: Say, answer: Answer, server: string, titled: boolean): HTMLElement {
  const about = titled ? spokenOnly(`: ${answer.title}`) : null;
  return h(
    "div",
    { class: "supplement" },
    titled ? h("h3", {}, answer.title) : null,
    answer.picture ? figure(answer.picture, server) : null,
    answer.table ? table(say, answer.table, answer.title) : null,
    h("p", { class: answer.review.signed ? "review" : "review draft" }, reviewState(say, answer.review)),
    h("details", {}, h("summary", {}, say("sources.summary"), about), ...background(say, answer)),
  );
}
