/** What people can do with the whole conversation: larger text, a copy to keep, a copy on paper. */
import { rememberedSize, rememberSize, SIZES } from "../text_size";
import type { Key, Say } from "../words";
import { button, h } from "./dom";

export interface ToolActions {
  /** In: the size in percent. */
  resize: (percent: number) => void;
  /** Out: false when there is nothing to copy yet. */
  save: () => boolean;
  print: () => boolean;
  speak: (text: string) => void;
}

export class Tools {
  /** Opens and closes the row of tools. */
  readonly opener: HTMLButtonElement;
  readonly element: HTMLElement;
  private readonly note = h("p", { class: "quiet" });
  private at = rememberedSize();

  constructor(private readonly say: Say, private readonly actions: ToolActions) {
    this.opener = button(say("tools.label"), "plain", () => this.show(this.element.hidden));
    this.opener.setAttribute("aria-controls", "tools");
    this.element = h("div", { id: "tools", class: "tools", role: "group", "aria-label": say("tools.label") },
      h("div", { role: "group", "aria-labelledby": "size" }, h("span", { id: "size" }, say("tools.size")),
        button(say("tools.smaller"), "tool", () => this.resize(-1)),
        button(say("tools.larger"), "tool", () => this.resize(+1))),
      h("div", {},
        button(say("tools.save"), "tool", () => this.copy(actions.save, "tools.saved")),
        button(say("tools.print"), "tool", () => this.copy(actions.print, null))),
      this.note);
    this.show(false);
  }

  /** The chosen size of the text. */
  get percent(): number {
    return SIZES[this.at] ?? 100;
  }

  private show(open: boolean): void {
    this.element.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    this.note.textContent = this.say("tools.copy");
  }

  private resize(step: number): void {
    this.at = Math.min(SIZES.length - 1, Math.max(0, this.at + step));
    rememberSize(this.at);
    this.actions.resize(this.percent);
    this.tell(this.say("tools.size_now", { percent: String(this.percent) }));
  }

  private copy(make: () => boolean, done: Key | null): void {
    if (!make()) this.tell(this.say("tools.nothing"));
    else if (done) this.tell(this.say(done));
  }

  private tell(text: string): void {
    this.note.textContent = text;
    this.actions.speak(text);
  }
}
