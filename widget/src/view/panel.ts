/** The dialog: header, way to a person, tools, connection, banner, question, transcript, composer; always in this order. */
import type { Settings } from "../settings";
import type { Say } from "../words";
import type { Composer } from "./composer";
import { contactParts } from "./contact";
import { button, h, icon } from "./dom";
import type { Connection } from "./connection";
import type { Question } from "./question";
import type { Speech } from "./speech";
import type { Tools } from "./tools";
import type { Transcript } from "./transcript";

// As in style/conditions.css: at these sizes the panel fills the screen, and only then is the page behind it inert.
const FILLS_SCREEN = "(max-width: 30em), (max-height: 30em)";
const CROSS = "M6 4.6 12 10.6 18 4.6 19.4 6 13.4 12 19.4 18 18 19.4 12 13.4 6 19.4 4.6 18 10.6 12 4.6 6Z";

export interface PanelParts { transcript: Transcript; composer: Composer; speech: Speech; tools: Tools; connection: Connection; question: Question }

export class Panel {
  readonly element: HTMLDialogElement;
  private readonly heading = h("h2", { id: "title" });
  private readonly contact = h("div", { class: "contact", role: "group" });
  private readonly bannerPlace = h("div");

  constructor(
    private readonly say: Say,
    private readonly parts: PanelParts,
    onClear: () => void,
    onClose: () => void,
  ) {
    this.contact.setAttribute("aria-label", say("contact.label"));
    const clear = button(say("panel.clear"), "plain", onClear);
    clear.setAttribute("aria-label", say("panel.clear_name"));
    const close = button("", "plain close", onClose);
    close.setAttribute("aria-label", say("panel.close"));
    close.append(icon(CROSS));
    // The empty title keeps the element's own title attribute from popping up as a tooltip over every message.
    this.element = h("dialog", {
      id: "panel", class: "panel", title: "", tabindex: "-1", "aria-labelledby": "title", "aria-describedby": "notice",
    },
      h("div", { class: "pinned" }, h("div", { class: "head" }, this.heading, parts.tools.opener, clear, close), this.contact),
      parts.tools.element, parts.connection.element, this.bannerPlace, parts.question.element, parts.transcript.element, parts.composer.element, parts.speech.element);
    this.resize(parts.tools.percent);
    this.element.addEventListener("cancel", (event) => {
      event.preventDefault();
      onClose();
    });
  }

  /** Shows what the clinic set: title and numbers. */
  apply(settings: Settings): void {
    this.heading.textContent = settings.title ?? this.say("panel.title");
    this.contact.replaceChildren(...contactParts(this.say, settings));
  }

  /** In: the size of what is read and written, in percent of the reader's own. */
  resize(percent: number): void {
    this.element.dataset.size = String(percent);
  }

  /** Opens and puts focus inside. Only ever called for something the person did. */
  open(): void {
    if (matchMedia(FILLS_SCREEN).matches) this.element.showModal();
    else this.element.show();
    this.rest();
  }

  close(): void {
    this.element.close();
  }

  /** Where focus goes when what had it is gone: the text area, or on touch screens where no keyboard pops up. */
  rest(): void {
    (matchMedia("(pointer: coarse)").matches ? this.element : this.parts.composer.input).focus();
  }

  /** In: the banner, or null to take it away. */
  pin(banner: HTMLElement | null): void {
    this.bannerPlace.replaceChildren(...(banner ? [banner] : []));
  }
}
