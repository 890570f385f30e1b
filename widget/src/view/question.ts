/** A line above the messages that asks something about the whole conversation, with buttons to answer. */
import type { Say, Key } from "../words";
import { button, h } from "./dom";

export class Question {
  readonly element = h("div", { class: "question", role: "group" });

  /** In: words, and where focus goes when a button that had it is taken away. */
  constructor(private readonly say: Say, private readonly rest: () => void) {}

  /** In: what to ask or tell, and for each button its words and what it does besides closing the line. */
  ask(text: string, answers: [Key, () => void][]): void {
    const press = (then: () => void): void => {
      this.close();
      then();
    };
    this.element.setAttribute("aria-label", text);
    this.element.replaceChildren(h("p", {}, text), ...answers.map(([key, then]) => button(this.say(key), "choice", () => press(then))));
  }

  close(): void {
    const hadFocus = this.element.matches(":focus-within");
    this.element.replaceChildren();
    this.element.removeAttribute("aria-label");
    if (hadFocus) this.rest();
  }
}
