/** Talks to the server's REST channel. Knows no DOM and keeps nothing. */
import { parseReply, type Reply } from "./wire";

export type Failure = "offline" | "server";

export class SendError extends Error {
  constructor(readonly failure: Failure) {
    super(failure);
  }
}

// Longer than any honest turn, shorter than the patience of somebody in pain.
const PATIENCE_MS = 30_000;

// Whether the server is there at all is told at once, or it is not there.
const REACH_MS = 10_000;

/** In: the server's address. Out: what keeps the chat from working, or null. Nothing about the person is sent. */
export async function reach(server: string): Promise<Failure | null> {
  if (!navigator.onLine) return "offline";
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), REACH_MS);
  try {
    const response = await fetch(`${server}/health`, { credentials: "omit", cache: "no-store", signal: giveUp.signal });
    // Clinics may close this address to the outside; only a server that says itself that it is unwell counts.
    return response.status >= 500 ? "server" : null;
  } catch {
    return navigator.onLine ? "server" : "offline";
  } finally {
    clearTimeout(timer);
  }
}

async function post(address: string, body: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
    credentials: "omit",
    cache: "no-store",
    signal,
  });
  // The status is not looked at: a refusal (too long, too many) also carries words, and they are worth showing.
  return response.json();
}

/**
 * In: the server's address, the session id, what to send, and a signal that gives up early.
 * Out: the reply. Throws SendError when there is nothing to show.
 */
export async function send(server: string, sender: string, message: string, signal: AbortSignal): Promise<Reply> {
  if (!navigator.onLine) throw new SendError("offline");
  const giveUp = new AbortController();
  const stop = (): void => giveUp.abort();
  const timer = setTimeout(stop, PATIENCE_MS);
  signal.addEventListener("abort", stop);
  try {
    const body = JSON.stringify({ sender, message });
    const reply = parseReply(await post(`${server}/webhooks/rest/webhook`, body, giveUp.signal));
    if (reply) return reply;
  } catch {
    if (!navigator.onLine) throw new SendError("offline");
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
  throw new SendError("server");
}
