/** The session id: opaque, made here, gone with the tab. It is the only thing this element stores. */
const KEY = "plainspine.session";

let inMemory: string | null = null;

function create(): string {
  // Pages served over plain http on a clinic's own network have no randomUUID.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Out: this tab's id; made at the first call, so that a visitor who never asks gets none. */
export function sessionId(): string {
  try {
    const id = sessionStorage.getItem(KEY) ?? create();
    sessionStorage.setItem(KEY, id);
    return id;
  } catch {
    // Storage can be forbidden by the browser; the conversation then lasts as long as the page.
    return (inMemory ??= create());
  }
}

/** Forgets the id; the next message starts a conversation that the server cannot tie to the last one. */
export function forgetSession(): void {
  inMemory = null;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    return;
  }
}
