/** Sends what people think of an answer. What goes out is named here, field by field, and nothing else does. */
import { request } from "./transport";
import { parseReply, type Reply } from "./wire";

const PATIENCE_MS = 10_000;

/** The reasons of the server (bot/problems.py). */
export const REASONS = ["wrong", "unclear", "unanswered", "broken", "other"] as const;
export type Reason = (typeof REASONS)[number];

/** `words` are null unless the person has agreed that they are kept. */
export interface Report { reason: Reason; topic: string | null; words: string | null }

/** In: the server's address, the topics of a message, and the answer. Out: whether it was counted. */
export async function sendHelpful(server: string, topics: string[], helpful: boolean): Promise<boolean> {
  try {
    return (await request(`${server}/feedback`, "POST", PATIENCE_MS, { body: { topics, helpful } })).ok;
  } catch {
    return false;
  }
}

/** In: the server's address and a report. Out: what the server says to it, or null when it was not taken. */
export async function sendReport(server: string, { reason, topic, words }: Report): Promise<Reply | null> {
  const body = { reason, topic, ...(words === null ? {} : { words, consent: true }) };
  try {
    const response = await request(`${server}/reports`, "POST", PATIENCE_MS, { body });
    return response.ok ? parseReply(await response.json()) : null;
  } catch {
    return null;
  }
}
