/** Under an answer: was it helpful, and a way to report a problem. */
import type { Answer } from "../wire";
import type { Key, Say } from "../words";
import { button, h } from "./dom";

export interface FeedbackActions {
  /** In: the topics and the answer. Out: whether it was counted. */
  count: (topics: string[], helpful: boolean) => Promise<boolean>;
  /** In: the topic, if there is one, the button that asked for the form, and where it goes. */
  report: (topic: string | null, opener: HTMLButtonElement, place: HTMLElement) => void;
  speak: (text: string) => void;
}

/** In: the answers of a message, and what to do. Out: the row. Its buttons stay after use, so that focus is never lost. */
export function feedback(say: Say, answers: Answer[], { count, report, speak }: FeedbackActions): HTMLElement {
  const topics = answers.flatMap(({ id }) => id ?? []);
  const note = h("p", { class: "quiet" });
  const tell = (key: Key): void => {
    note.textContent = say(key);
    row.append(note);
    speak(say(key));
  };
  let counted = false;
  const answer = (key: Key, helpful: boolean): HTMLButtonElement => {
    const one = button(say(key), "tool", async () => {
      if (counted) return;
      counted = true;
      one.setAttribute("aria-pressed", "true");
      if (await count(topics, helpful)) return tell("feedback.counted");
      counted = false;
      one.setAttribute("aria-pressed", "false");
      tell("feedback.failed");
    });
    one.setAttribute("aria-pressed", "false");
    return one;
  };
  const asked = topics.length === 0 ? [] : [
    h("span", {}, say("feedback.helpful")), answer("feedback.yes", true), answer("feedback.no", false)];
  const opener = button(say("report.open"), "tool", () => report(topics[0] ?? null, opener, row));
  const row = h("div", { class: "feedback", role: "group", "aria-label": [say("feedback.label"), answers[0]?.title].filter(Boolean).join(": ") },
    ...asked, opener);
  return row;
}
