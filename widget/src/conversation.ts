/** Sends messages one after another, so that answers come in the order of the questions. Knows no DOM. */
import { begin, end, recall, USUAL, type Past } from "./remembered";
import { heldTicket, holdTicket, ownTicket, type Ticket } from "./session";
import { send, SendError, type Failure } from "./transport";
import type { Reply } from "./wire";

export type Outcome = { reply: Reply } | { failure: Failure } | "cleared";

export class Conversation {
  /** What the server holds to, once it has said so. */
  terms = USUAL;
  private life = new AbortController();
  private line: Promise<unknown> = Promise.resolve();

  constructor(private readonly server: () => string) {}

  /** Whether the server keeps this conversation. */
  get kept(): boolean {
    return Boolean(heldTicket()?.secret);
  }

  /** In: the text or payload to send. Out: what came of it; never rejects. */
  ask(message: string): Promise<Outcome> {
    const { signal } = this.life;
    const outcome = this.line.then(() => this.deliver(message, signal));
    this.line = outcome;
    return outcome;
  }

  /** Out: what was said in this tab before the page was loaded; "missing" when it cannot be had; null when there is nothing. */
  restore(): Promise<Past | "missing" | null> {
    const ticket = heldTicket();
    const { signal } = this.life;
    if (!ticket?.secret) return Promise.resolve(null);
    const past = recall(this.server(), ticket).then((found) => {
      if (signal.aborted) return null;
      if (found === "ended") holdTicket(null);
      if (!found || found === "ended") return found ? null : "missing";
      this.terms = found.terms;
      return found;
    });
    this.line = past;
    return past;
  }

  /** Gives up what is under way and starts afresh. Out: whether the server, if it kept the conversation, has erased it. */
  async clear(): Promise<boolean> {
    this.life.abort();
    this.life = new AbortController();
    this.line = Promise.resolve();
    const ticket = heldTicket();
    holdTicket(null);
    return ticket?.secret ? end(this.server(), ticket) : true;
  }

  private async deliver(message: string, signal: AbortSignal, again = true): Promise<Outcome> {
    try {
      const reply = await this.sent(message, signal);
      return signal.aborted ? "cleared" : { reply };
    } catch (error) {
      if (signal.aborted) return "cleared";
      const failure = error instanceof SendError ? error.failure : "server";
      if (failure !== "ended") return { failure };
      holdTicket(null);
      return again ? this.deliver(message, signal, false) : { failure: "server" };
    }
  }

  private async sent(message: string, signal: AbortSignal): Promise<Reply> {
    const ticket = heldTicket() ?? (await this.begun(signal));
    if (signal.aborted) throw new SendError("server");
    const reply = await send(this.server(), ticket, message, signal);
    // An id of our own is held only now: until a message has come through, the server may yet turn out to name it.
    if (!signal.aborted && !heldTicket()) holdTicket(ticket);
    return reply;
  }

  private async begun(signal: AbortSignal): Promise<Ticket> {
    const begun = navigator.onLine ? await begin(this.server(), signal) : null;
    if (!begun || signal.aborted) return ownTicket();
    this.terms = begun.terms;
    holdTicket(begun.ticket);
    return begun.ticket;
  }
}
