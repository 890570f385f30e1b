/** Sends messages one after another, so that answers come in the order of the questions. Knows no DOM. */
import { forgetSession, sessionId } from "./session";
import { send, SendError, type Failure } from "./transport";
import type { Reply } from "./wire";

export type Outcome = { reply: Reply } | { failure: Failure } | "cleared";

export class Conversation {
  private life = new AbortController();
  private line: Promise<unknown> = Promise.resolve();

  constructor(private readonly server: () => string) {}

  /** In: the text or payload to send. Out: what came of it; never rejects. */
  ask(message: string): Promise<Outcome> {
    const { signal } = this.life;
    const outcome = this.line.then(() => this.deliver(message, signal));
    this.line = outcome;
    return outcome;
  }

  /** Gives up what is under way and starts afresh under a new session id. */
  clear(): void {
    this.life.abort();
    this.life = new AbortController();
    this.line = Promise.resolve();
    forgetSession();
  }

  private async deliver(message: string, signal: AbortSignal): Promise<Outcome> {
    if (signal.aborted) return "cleared";
    try {
      const reply = await send(this.server(), sessionId(), message, signal);
      return signal.aborted ? "cleared" : { reply };
    } catch (error) {
      if (signal.aborted) return "cleared";
      return { failure: error instanceof SendError ? error.failure : "server" };
    }
  }
}
