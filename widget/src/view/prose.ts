/** Shows answer text: paragraphs and lists, nothing else. */
import { toBlocks } from "../blocks";
import { h } from "./dom";

/** In: texts as sent. Out: paragraphs and lists. */
export function prose(texts: string[]): HTMLElement[] {
  return texts.flatMap(toBlocks).map((block) =>
    block.kind === "p" ? h("p", {}, block.text) : h(block.kind, {}, ...block.items.map((item) => h("li", {}, item))),
  );
}
