/** What the clinic sets on the tag, read anew at each use so that a page may change it later. */
export interface Phone { display: string; tel: string }
export interface Settings { server: string; title: string | null; phone: Phone | null; emergency: Phone }

// A classic script knows its own address only while it first runs; its origin is the server when none is named.
const scriptOrigin = document.currentScript instanceof HTMLScriptElement && document.currentScript.src
  ? new URL(document.currentScript.src).origin
  : "";

const DEFAULT_EMERGENCY = "911";

/** In: a phone number as people write it. Out: that and its dialable form, or null when it holds no digits. */
export function toPhone(written: string | null): Phone | null {
  const display = (written ?? "").trim();
  const tel = display.replace(/(?!^\+)\D/g, "");
  return /\d/.test(tel) ? { display, tel } : null;
}

/** In: the element. Out: its settings, with the defaults filled in. */
export function readSettings(host: HTMLElement): Settings {
  const server = host.getAttribute("server")?.trim().replace(/\/+$/, "");
  return {
    server: server || scriptOrigin,
    title: host.getAttribute("title")?.trim() || null,
    phone: toPhone(host.getAttribute("phone")),
    emergency: toPhone(host.getAttribute("emergency")) ?? { display: DEFAULT_EMERGENCY, tel: DEFAULT_EMERGENCY },
  };
}
