/** The button on the clinic's page that opens and closes the panel. */
import type { Say } from "../words";
import { button, h, icon } from "./dom";

const SPEECH = "M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4.4V17H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2Z";

export class Launcher {
  readonly element: HTMLButtonElement;

  constructor(private readonly say: Say, onPress: () => void) {
    this.element = button("", "launcher", onPress);
    this.element.append(icon(SPEECH), h("span", {}, say("launcher.label")));
    for (const [name, value] of [["title", ""], ["aria-haspopup", "dialog"], ["aria-controls", "panel"]] as const) {
      this.element.setAttribute(name, value);
    }
    this.show(false);
  }

  show(open: boolean): void {
    this.element.setAttribute("aria-expanded", String(open));
    if (open) this.unread(false);
  }

  /** Tells in its name that something waits; the dot repeats it for the eye. */
  unread(waiting: boolean): void {
    this.element.classList.toggle("unread", waiting);
    this.element.setAttribute("aria-label", this.say(waiting ? "launcher.unread" : "launcher.label"));
  }
}
