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
