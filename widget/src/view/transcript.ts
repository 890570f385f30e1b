/** The part of the panel that scrolls: notice, messages, and the word that an answer is on its way. */
import type { Say } from "../words";
import { h } from "./dom";

// Most answers are there sooner; a status that flashes up for each would only chatter.
const SHOW_AFTER_MS = 400;
const SLOW_AFTER_MS = 8_000;

export class Transcript {
  readonly element: HTMLElement;
  private readonly opening = h("div");
  private readonly log: HTMLElement;
  private readonly status = h("div", { role: "status", class: "status" });
  private timers: number[] = [];

  constructor(private readonly say: Say) {
    this.log = h("div", { role: "log", "aria-live": "off", "aria-label": say("log.messages") });
    this.element = h("div", { class: "transcript", role: "group", tabindex: "0", "aria-label": say("log.label") },
      this.opening, this.log, this.status);
  }

  /** Puts the notice (again) above the messages. */
  open(notice: HTMLElement): void {
    this.opening.replaceChildren(notice);
  }

  get messages(): HTMLCollection {
    return this.log.children;
  }

  /** In: a message, and the one that it answers: when several were sent at once, each answer stands below its own question. */
  add(message: HTMLElement, answered?: HTMLElement): void {
    if (answered?.parentNode === this.log) answered.after(message);
    else this.log.append(message);
  }

  /** Puts messages of the past before those of this page. */
  restore(messages: HTMLElement[]): void {
    this.log.prepend(...messages);
  }

  /** Brings a message to the top, so that a long answer is read from its beginning. */
  show(message: HTMLElement): void {
    message.scrollIntoView({ block: "start" });
  }

  clear(): void {
    this.log.replaceChildren();
    this.waiting(false);
    this.element.scrollTop = 0;
  }

  /** In: whether an answer is awaited. The status comes late, changes when it takes long, and always ends. */
  waiting(on: boolean): void {
    this.timers.forEach(clearTimeout);
    this.timers = [];
    this.status.replaceChildren();
    if (!on) return;
    const show = (text: string) => (): void => {
      const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
      this.status.replaceChildren(h("span", {}, text), dots);
      this.status.scrollIntoView({ block: "nearest" });
    };
    this.timers = [
      window.setTimeout(show(this.say("status.waiting")), SHOW_AFTER_MS),
      window.setTimeout(show(this.say("status.slow")), SLOW_AFTER_MS),
    ];
  }
}
