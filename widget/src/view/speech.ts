/**
 * What screen readers are told. The transcript itself is silent, because it also holds the person's own words, buttons
 * and sources; these regions get the new text only, and stand in the page empty from the start, or they are not heard.
 */
import { h } from "./dom";

// Screen readers miss a change that comes in the same moment as another one.
const SETTLE_MS = 250;
// Long enough to be picked up; then emptied, so that nobody meets the text a second time while reading the page.
const KEEP_MS = 5_000;

export class Speech {
  private readonly polite = [h("div", { "aria-live": "polite" }), h("div", { "aria-live": "polite" })] as const;
  private readonly urgent = h("div", { role: "alert" });
  private turn = 0;
  readonly element = h("div", { class: "spoken" }, ...this.polite, this.urgent);

  /** Says the text when the reader is next idle. Two regions take turns, so that equal texts are both heard. */
  say(text: string): void {
    const region = this.polite[this.turn === 0 ? 0 : 1];
    this.turn = 1 - this.turn;
    region.textContent = "";
    setTimeout(() => (region.textContent = text), SETTLE_MS);
    setTimeout(() => (region.textContent = ""), SETTLE_MS + KEEP_MS);
  }

  /** Says the text at once, whatever is being read. It stays until `silence`. */
  alert(text: string): void {
    this.urgent.textContent = "";
    setTimeout(() => (this.urgent.textContent = text), SETTLE_MS);
  }

  silence(): void {
    this.urgent.textContent = "";
  }
}
