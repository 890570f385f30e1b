/** Waits until nobody seems to be there, tells so, and then lets go. Knows no DOM (WCAG 2.2.1: warned first, and it can be prolonged). */
// Time enough to find and press a button, with any kind of input.
export const WARNED_MS = 120_000;

export class Idle {
  private timer = 0;
  private limit = 0;
  private warned = false;

  /** In: what to do when it has been quiet, when somebody is there after all, and when nobody was. */
  constructor(private readonly onQuiet: () => void, private readonly onBack: () => void, private readonly onEnd: () => void) {}

  /** In: minutes after which it counts as quiet. Counts from now on, until `stop`. */
  start(minutes: number): void {
    this.limit = minutes * 60_000;
    this.touch();
  }

  /** Somebody is there: counts anew. */
  touch(): void {
    if (!this.limit) return;
    if (this.warned) this.onBack();
    this.warned = false;
    this.wait(this.limit, () => {
      this.warned = true;
      this.onQuiet();
      this.wait(WARNED_MS, () => {
        this.stop();
        this.onEnd();
      });
    });
  }

  stop(): void {
    this.limit = 0;
    this.warned = false;
    clearTimeout(this.timer);
  }

  private wait(milliseconds: number, then: () => void): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(then, milliseconds);
  }
}
