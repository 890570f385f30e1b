/** Shows answer text: paragraphs and lists, nothing else. */
import { toBlocks } from "../blocks";
import { h, type Child } from "./dom";

/** In: text. Out: it, with each phone number kept on one line and in its own order in right-to-left text. */
export function withNumbers(text: string): Child[] {
  return text.split(/(\+?\(?\d[\d ()-]{5,18}\d)/).map((part, at) => (at % 2 ? h("bdi", { class: "number" }, part) : part));
}

/** In: texts as sent. Out: paragraphs and lists. */
export function prose(texts: string[]): HTMLElement[] {
  return texts.flatMap(toBlocks).map((block) =>
    block.kind === "p" ? h("p", {}, ...withNumbers(block.text)) : h(block.kind, {}, ...block.items.map((item) => h("li", {}, ...withNumbers(item)))),
  );
}
