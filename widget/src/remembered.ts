/** Talks to the part of the server that names, keeps, shows and erases conversations. Servers may lack it. */
import type { Ticket } from "./session";
import { request } from "./transport";
import { fields, list, parseReply, type Reply } from "./wire";

const PATIENCE_MS = 10_000;

/** What the server holds to: minutes until it is asked whether anybody is there, days for which a report is kept. */
export interface Terms { idleMinutes: number; reportDays: number }
export interface Turn { said: string; reply: Reply | null }
export interface Past { turns: Turn[]; quietSeconds: number; terms: Terms }

export const USUAL: Terms = { idleMinutes: 15, reportDays: 90 };

function number(value: unknown, usual: number): number {
  return typeof value === "number" && value > 0 ? value : usual;
}

function terms(body: Record<string, unknown>): Terms {
  return { idleMinutes: number(body.idle_minutes, USUAL.idleMinutes), reportDays: number(body.report_days, USUAL.reportDays) };
}

/** In: the server's address and a signal that gives up early. Out: a new ticket and the terms; null where there are no such tickets. */
export async function begin(server: string, signal: AbortSignal): Promise<{ ticket: Ticket; terms: Terms } | null> {
  try {
    const body = fields(await (await request(`${server}/conversations`, "POST", PATIENCE_MS, { signal })).json()) ?? {};
    const { id, secret } = body;
    return typeof id === "string" && typeof secret === "string" ? { ticket: { id, secret }, terms: terms(body) } : null;
  } catch {
    return null;
  }
}

/** In: the server's address and a ticket. Out: what was said; "ended" when nothing is left of it; null when it cannot be had now. */
export async function recall(server: string, ticket: Ticket): Promise<Past | "ended" | null> {
  try {
    const response = await request(`${server}/conversations/${ticket.id}`, "GET", PATIENCE_MS, { ticket });
    if (response.status === 404) return "ended";
    const body = fields(await response.json());
    if (!response.ok || !body) return null;
    const turns = list(body.turns).flatMap((turn) => {
      const { said, messages } = fields(turn) ?? {};
      return typeof said === "string" ? [{ said, reply: parseReply(messages) }] : [];
    });
    return { turns, quietSeconds: number(body.quiet_seconds, 0), terms: terms(body) };
  } catch {
    return null;
  }
}

/** In: the server's address and a ticket. Out: whether the server has erased the conversation. */
export async function end(server: string, ticket: Ticket): Promise<boolean> {
  try {
    const { status } = await request(`${server}/conversations/${ticket.id}`, "DELETE", PATIENCE_MS, { ticket, keepalive: true });
    return status === 204 || status === 404;
  } catch {
    return false;
  }
}
