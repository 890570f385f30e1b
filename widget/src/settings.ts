/** What the clinic sets on the tag, read anew at each use so that a page may change it later. */
import { readablePair, type Pair } from "./colors";

export interface Phone { display: string; tel: string }
export interface Settings { server: string; title: string | null; phone: Phone | null; emergency: Phone; pair: Pair | null }

// A classic script knows its own address only while it first runs; its origin is the server when none is named.
const scriptOrigin = document.currentScript instanceof HTMLScriptElement && document.currentScript.src
  ? new URL(document.currentScript.src).origin
  : "";

const DEFAULT_EMERGENCY = "911";
const DEFAULT_TEXT = "#ffffff";

/** In: a phone number as people write it. Out: that and its dialable form, or null when it holds no digits. */
export function toPhone(written: string | null): Phone | null {
  const display = (written ?? "").trim();
  const tel = display.replace(/(?!^\+)\D/g, "");
  return /\d/.test(tel) ? { display, tel } : null;
}

/** In: the element. Out: the clinic's color pair; null, with a word to whoever builds the page, when it cannot be read. */
function toPair(host: HTMLElement): Pair | null {
  const fill = host.getAttribute("color");
  if (!fill) return null;
  const text = host.getAttribute("text-color") || DEFAULT_TEXT;
  const pair = readablePair(fill, text);
  if (!pair) {
    console.warn(`plainspine-chat: color "${fill}" with text-color "${text}" is not used: write both as #rrggbb, with a contrast of 4.5 to 1.`);
  }
  return pair;
}

/** In: the element. Out: its settings, with the defaults filled in. */
export function readSettings(host: HTMLElement): Settings {
  const server = host.getAttribute("server")?.trim().replace(/\/+$/, "");
  return {
    server: server || scriptOrigin,
    title: host.getAttribute("title")?.trim() || null,
    phone: toPhone(host.getAttribute("phone")),
    emergency: toPhone(host.getAttribute("emergency")) ?? { display: DEFAULT_EMERGENCY, tel: DEFAULT_EMERGENCY },
    pair: toPair(host),
  };
}
