/** Asks the server. Knows no DOM and keeps nothing. */
import type { Ticket } from "./session";
import { parseReply, type Reply } from "./wire";

export type Failure = "offline" | "server";

/** `ended`: the server does not know the conversation any more. */
export class SendError extends Error {
  constructor(readonly failure: Failure | "ended") {
    super(failure);
  }
}

// Longer than any honest turn, shorter than the patience of somebody in pain.
const PATIENCE_MS = 30_000;

// Whether the server is there at all is told at once, or it is not there.
const REACH_MS = 10_000;

/** In: address, method, for how long to wait, and perhaps a JSON body, a ticket, a signal that gives up early. Out: the response. */
export async function request(
  address: string,
  method: string,
  patience: number,
  { body, ticket, signal, keepalive = false }: { body?: object; ticket?: Ticket; signal?: AbortSignal; keepalive?: boolean } = {},
): Promise<Response> {
  const giveUp = new AbortController();
  const stop = (): void => giveUp.abort();
  const timer = setTimeout(stop, patience);
  signal?.addEventListener("abort", stop);
  const headers: Record<string, string> = {};
  if (body) headers["Content-Type"] = "application/json";
  if (ticket?.secret) headers.Authorization = `Bearer ${ticket.secret}`;
  try {
    const response = await fetch(address, {
      method, headers, body: body ? JSON.stringify(body) : null, credentials: "omit", cache: "no-store", signal: giveUp.signal, keepalive,
    });
    // The body is read here, while the clock still runs.
    return new Response(response.status === 204 ? null : await response.text(), { status: response.status });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** In: the server's address. Out: what keeps the chat from working, or null. Nothing about the person is sent. */
export async function reach(server: string): Promise<Failure | null> {
  if (!navigator.onLine) return "offline";
  try {
    const response = await request(`${server}/health`, "GET", REACH_MS);
    // Clinics may close this address to the outside; only a server that says itself that it is unwell counts.
    return response.status >= 500 ? "server" : null;
  } catch {
    return navigator.onLine ? "server" : "offline";
  }
}

/**
 * In: the server's address, the conversation's ticket, what to send, and a signal that gives up early.
 * Out: the reply. Throws SendError when there is nothing to show.
 */
export async function send(server: string, ticket: Ticket, message: string, signal: AbortSignal): Promise<Reply> {
  if (!navigator.onLine) throw new SendError("offline");
  let ended = false;
  try {
    const body = { sender: ticket.id, message };
    const response = await request(`${server}/webhooks/rest/webhook`, "POST", PATIENCE_MS, { body, ticket, signal });
    ended = response.status === 404 && ticket.secret !== null;
    // Otherwise the status is not looked at: a refusal (too long, too many) also carries words, and they are worth showing.
    const reply = ended ? null : parseReply(await response.json());
    if (reply) return reply;
  } catch {
    if (!navigator.onLine) throw new SendError("offline");
  }
  throw new SendError(ended ? "ended" : "server");
}
