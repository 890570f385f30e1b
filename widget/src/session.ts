/** The ticket of this tab's conversation, gone with the tab. Nothing that was said is ever stored here. */
const KEY = "plainspine.session";

/** `secret` opens the conversation on the server; a server that keeps no conversations gives none. */
export interface Ticket { id: string; secret: string | null }

let inMemory: Ticket | null = null;

function read(stored: string | null): Ticket | null {
  try {
    const { id, secret } = JSON.parse(stored ?? "");
    return typeof id === "string" && /^[\w-]+$/.test(id) && (typeof secret === "string" || secret === null) ? { id, secret } : null;
  } catch {
    return null;
  }
}

/** Out: an id of our own, for a server that names no conversations. */
export function ownTicket(): Ticket {
  // Pages served over plain http on a clinic's own network have no randomUUID.
  const id = typeof crypto.randomUUID === "function"
    ? crypto.randomUUID()
    : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { id, secret: null };
}

/** Out: the ticket that this tab holds, or null: a visitor who never asks gets none. */
export function heldTicket(): Ticket | null {
  try {
    return read(sessionStorage.getItem(KEY));
  } catch {
    // Storage can be forbidden by the browser; the conversation then lasts as long as the page.
    return inMemory;
  }
}

/** In: the ticket to hold, or null to forget it: the next message then starts a conversation that nothing ties to the last one. */
export function holdTicket(ticket: Ticket | null): void {
  inMemory = ticket;
  try {
    if (ticket) sessionStorage.setItem(KEY, JSON.stringify(ticket));
    else sessionStorage.removeItem(KEY);
  } catch {
    return;
  }
}
