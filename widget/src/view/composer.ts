/** Where the person writes. Enter sends, Shift and Enter starts a line. */
import type { Say } from "../words";
import { h } from "./dom";

const LIMIT = 1_000; // from which the server, as it is shipped, answers that it is too long
const NEAR = 100;

export class Composer {
  readonly input: HTMLTextAreaElement;
  readonly element: HTMLFormElement;
  private readonly count = h("p", { id: "count", class: "count" });
  private readonly error = h("p", { id: "problem", class: "problem" });
  private warned = "";

  /** In: words, what to do with a message, and how to speak. */
  constructor(
    private readonly say: Say,
    private readonly onSend: (text: string) => void,
    private readonly speak: (text: string) => void,
  ) {
    this.input = h("textarea", {
      id: "question", rows: "1", dir: "auto", autocomplete: "off", enterkeyhint: "send",
      "aria-describedby": "problem count",
    });
    this.element = h("form", { class: "composer", novalidate: "" },
      h("label", { for: "question" }, say("composer.label")),
      h("div", { class: "row" }, this.input, h("button", { type: "submit", class: "send" }, say("composer.send"))),
      this.error, this.count);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener("input", () => this.recount());
    this.input.addEventListener("keydown", (event) => {
      // While a word is being composed (as in Japanese or by dictation) Enter picks the word; 229 is Safari's sign.
      const composing = event.isComposing || event.keyCode === 229;
      if (event.key !== "Enter" || event.shiftKey || composing) return;
      event.preventDefault();
      this.submit();
    });
  }

  empty(): void {
    this.input.value = "";
    this.recount();
  }

  private submit(): void {
    const text = this.input.value.trim();
    if (text === "") return this.problem(this.say("composer.empty"));
    // What is too long for an answer is still looked through for warning signs; the words stay here, to be shortened.
    if (this.input.value.length <= LIMIT) this.empty();
    this.onSend(text);
  }

  private overText(): string {
    return this.say("composer.over", { count: String(this.input.value.length - LIMIT) });
  }

  private problem(text: string): void {
    this.error.textContent = text;
    this.input.setAttribute("aria-invalid", "true");
    this.input.focus();
    this.speak(text);
  }

  /** Nothing is cut off: a long paste stays whole, and the count says how much too long it is. */
  private recount(): void {
    const left = LIMIT - this.input.value.length;
    const state = left < 0 ? "over" : left <= NEAR ? "near" : "";
    this.error.textContent = "";
    this.input.removeAttribute("aria-invalid");
    this.count.textContent = state === "over" ? this.overText()
      : state === "near" ? this.say("composer.left", { count: String(left) }) : "";
    if (state && state !== this.warned) this.speak(this.count.textContent);
    this.warned = state;
  }
}
