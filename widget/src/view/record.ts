/** A copy of the conversation, to keep as a file or on paper. It is made in the page; nothing is sent. */
import type { Settings } from "../settings";
import { adopt } from "../style";
import css from "../style/record.css";
import type { Say } from "../words";
import { contactSentences } from "./contact";
import { h } from "./dom";

// What only works on the screen, and pictures, which a file kept elsewhere could not find.
const LEFT_OUT = "button, form, img, .choices, .feedback, .spoken";
const HOST = "plainspine-print";
const ALONE = `
  @media screen { .${HOST} { display: none !important; } }
  @media print {
    html, body { display: block !important; block-size: auto !important; overflow: visible !important; position: static !important; }
    body > :not(.${HOST}) { display: none !important; }
  }`;

/** In: words, language and settings, and the messages. Out: the copy: what it is, whom to call, each message with open sources. */
export function record(say: Say, language: string, settings: Settings, messages: Iterable<Element>): HTMLElement {
  const copies = Array.from(messages, (message) => message.cloneNode(true) as HTMLElement);
  for (const copy of copies) {
    for (const part of copy.querySelectorAll(LEFT_OUT)) part.remove();
    for (const sources of copy.querySelectorAll("details")) sources.open = true;
  }
  const date = new Date().toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
  return h("main", { class: "record", lang: language, dir: "auto" },
    h("h1", {}, settings.title ?? say("panel.title")),
    h("p", {}, say("record.made", { date })),
    h("p", {}, `${say("notice.lead")} ${say("notice.limits")}`),
    ...contactSentences(say, settings).map((text) => h("p", {}, text)),
    ...copies);
}

/** In: a copy. The browser keeps it as a page that needs no other file. */
export function save(copy: HTMLElement): void {
  const text = (node: Node): string => new XMLSerializer().serializeToString(node);
  // The style is text here and never an element, which the policy of the clinic's page would refuse.
  const page = `<!doctype html><html lang="${copy.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${
    text(h("title", {}, copy.querySelector("h1")?.textContent ?? ""))}<style>${css}</style></head><body>${text(copy)}</body></html>`;
  const address = URL.createObjectURL(new Blob([page], { type: "text/html" }));
  h("a", { href: address, download: `chat-${new Date().toISOString().slice(0, 10)}.html` }).click();
  // Phones take a moment to fetch what the click handed over.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** In: a copy. It is printed alone: while the printer asks, it stands in the clinic's page, which hides everything else. */
export function print(copy: HTMLElement): void {
  const host = h("div", { class: HOST });
  const root = host.attachShadow({ mode: "open" });
  adopt(root, css);
  root.append(copy);
  const showPageAgain = adopt(document, ALONE);
  document.body.append(host);
  // Some phones print later, so what was put in goes only when the browser says that it is done.
  addEventListener("afterprint", () => {
    host.remove();
    showPageAgain();
  }, { once: true });
  window.print();
}
