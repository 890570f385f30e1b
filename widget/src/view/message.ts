/** One message in the transcript, the person's or the assistant's. */
import type { Settings } from "../settings";
import type { Failure } from "../transport";
import type { Choice, Reply } from "../wire";
import type { Say } from "../words";
import type { Aloud } from "./aloud";
import { supplement } from "./answer";
import { contactSentences } from "./contact";
import { button, h } from "./dom";
import { card, headingOf } from "./escalation";
import { prose, withNumbers } from "./prose";

function from(sender: string, kind: string, ...content: (HTMLElement | null)[]): HTMLElement {
  return h("div", { class: `message ${kind}` }, h("p", { class: "who" }, sender), ...content);
}

/** In: a reply. Out: what is read of it: level or title, then the texts. */
function substance(say: Say, { escalation, answers, texts }: Reply): string[] {
  const only = answers.length === 1 ? answers[0]?.title : undefined;
  const lead = escalation ? headingOf(say, escalation) : only;
  return [...(lead ? [`${lead}.`] : []), ...texts];
}

/** The person's own message. It keeps its words when sending fails. */
export class OwnMessage {
  readonly element: HTMLElement;
  private trouble: HTMLElement | null = null;

  constructor(private readonly say: Say, readonly shown: string) {
    this.element = from(say("message.you"), "own", h("p", { class: "bubble", dir: "auto" }, shown));
  }

  /** Shows why it was not sent, the clinic's numbers, and a way to try again. Out: the same in words, to be spoken. */
  failed(failure: Failure, settings: Settings, onRetry: () => void): string {
    const say = this.say;
    const reason = say(failure === "offline" ? "failure.offline" : "failure.server");
    const sentences = [reason, say("failure.next"), ...contactSentences(say, settings)];
    this.trouble = h("div", { class: "trouble" },
      h("h3", {}, say("failure.heading")),
      ...sentences.map((text) => h("p", {}, ...withNumbers(text))),
      button(say("failure.retry"), "choice", onRetry));
    this.element.append(this.trouble);
    return [say("failure.heading"), ...sentences].join(". ").replace(/\.\./g, ".");
  }

  sendingAgain(): void {
    this.trouble?.remove();
  }
}

/** In: the newest buttons and what to do. Out: a labelled group; it stays, so that focus is never lost. */
function choices(say: Say, offered: Choice[], onChoose: (choice: Choice) => void): HTMLElement | null {
  if (offered.length === 0) return null;
  return h("div", { role: "group", "aria-label": say("choices.label"), class: "choices" },
    ...offered.map((one) => button(one.title, "choice", () => onChoose(one))));
}

/** In: a reply and its language. Out: the assistant's message, notice before answer. */
export function assistantMessage(
  say: Say, language: string, reply: Reply, settings: Settings, aloud: Aloud, onChoose: (choice: Choice) => void,
): HTMLElement {
  const { escalation, answers, texts } = reply;
  // Beside an answer the texts hold advice and answer without a mark between them, so they stay together, in order,
  // under the notice, and the title moves down to the sources.
  const alone = answers.length === 0;
  const title = escalation || answers.length !== 1 ? null : h("h3", {}, answers[0]?.title ?? "");
  const notice = escalation && card(say, escalation, alone ? texts : [], settings);
  const bubble = escalation && alone
    ? null
    : h("div", { class: "bubble" },
      title, ...prose(texts), ...answers.map((one) => supplement(say, one, settings.server, title === null)));
  const listen = aloud.button(substance(say, reply), escalation?.lang ?? language);
  return from(say("message.assistant"), "theirs", listen, notice, bubble, choices(say, reply.choices, onChoose));
}

/** In: a reply. Out: what is spoken of it: sender, level or title, text, and how many buttons follow. */
export function spokenReply(say: Say, reply: Reply): string {
  const offered = reply.choices;
  const count = String(offered.length);
  const follow = offered.length === 0 ? null
    : say(offered.length === 1 ? "choices.spoken_one" : "choices.spoken", { count });
  return [`${say("message.assistant")}:`, ...substance(say, reply), follow].filter(Boolean).join(" ");
}
