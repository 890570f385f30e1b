/** Says in words, with the clinic's numbers, that the chat is being reached, is offline or does not answer. */
import type { Settings } from "../settings";
import { reach, type Failure } from "../transport";
import type { Say } from "../words";
import { contactSentences } from "./contact";
import { button, h } from "./dom";
import { withNumbers } from "./prose";

// Most servers answer sooner; a word that flashes up at each opening would only chatter.
const SHOW_AFTER_MS = 400;

export class Connection {
  readonly element = h("div", { class: "connection" });
  private failure: Failure | null = null;
  private round = 0;

  /** In: words, the settings, how to speak, and where focus goes when the part that had it is taken away. */
  constructor(
    private readonly say: Say,
    private readonly settings: () => Settings,
    private readonly speak: (text: string) => void,
    private readonly rest: () => void,
  ) {}

  /** Asks the server whether it is there, and shows what is wrong. */
  async check(): Promise<void> {
    const round = ++this.round;
    const timer = setTimeout(() => {
      if (!this.failure) this.fill(h("p", {}, this.say("connection.connecting")));
    }, SHOW_AFTER_MS);
    const failure = await reach(this.settings().server);
    clearTimeout(timer);
    if (round === this.round) this.show(failure);
  }

  /** In: what is wrong, or null when the server has answered. */
  show(failure: Failure | null): void {
    this.round++;
    const before = this.failure;
    this.failure = failure;
    if (!failure) {
      this.fill();
      if (before) this.speak(this.say("connection.back"));
      return;
    }
    const words = [this.say(`connection.${failure}`), ...contactSentences(this.say, this.settings())].join(" ");
    this.fill(h("p", {}, ...withNumbers(words)), button(this.say("failure.retry"), "choice", () => void this.check()));
    if (before !== failure) this.speak(words);
  }

  private fill(...parts: HTMLElement[]): void {
    const hadFocus = this.element.matches(":focus-within");
    this.element.replaceChildren(...parts);
    if (hadFocus) this.rest();
  }
}
