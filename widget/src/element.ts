/**
 * <plainspine-chat server title lang phone emergency side color text-color>: the chat on a clinic's page.
 *
 * server     where the assistant runs; by default where this script came from
 * title      the panel's heading
 * lang       the language of the element's own words
 * phone      the clinic's number, as people write it
 * emergency  the emergency number; 911 when not set
 * side       "right" (default) or "left"; mirrored on right-to-left pages
 * color      of header and buttons, as #rrggbb; refused, with a word in the console, when its text could not be read
 * text-color of the text on them, white when not set
 *
 * What stands inside the tag is shown while the script is missing or blocked: put the clinic's numbers there.
 */
import { chosen } from "./choices";
import { Conversation } from "./conversation";
import { readSettings, type Settings } from "./settings";
import { pairRules } from "./colors";
import { adopt, applyStyle } from "./style";
import { Aloud } from "./view/aloud";
import { Composer } from "./view/composer";
import { Connection } from "./view/connection";
import { h } from "./view/dom";
import { banner, headingOf } from "./view/escalation";
import { Launcher } from "./view/launcher";
import { assistantMessage, OwnMessage, spokenReply } from "./view/message";
import { notice } from "./view/notice";
import { Panel } from "./view/panel";
import { print, record, save } from "./view/record";
import { Speech } from "./view/speech";
import { Tools } from "./view/tools";
import { Transcript } from "./view/transcript";
import { speaker, spoken, type Say } from "./words";
import type { Choice, Escalation, Level, Reply } from "./wire";

const RISING: Level[] = ["physician", "urgent", "emergency"];

class PlainspineChat extends HTMLElement {
  static readonly observedAttributes = ["title", "phone", "emergency", "color", "text-color"];

  private readonly root = this.attachShadow({ mode: "open" });
  private readonly conversation = new Conversation(() => this.settings.server);
  private readonly inside = new Speech();
  private readonly outside = new Speech();
  private language!: string;
  private say!: Say;
  private aloud!: Aloud;
  private connection!: Connection;
  private launcher!: Launcher;
  private panel!: Panel;
  private transcript!: Transcript;
  private offered: Choice[] = [];
  private awaited = 0;
  private pinned = -1;
  private dropColors: () => void = () => undefined;
  private built = false;

  connectedCallback(): void {
    if (!this.built) this.build();
    document.addEventListener("keydown", this.onKey);
    addEventListener("online", this.onNetwork);
    addEventListener("offline", this.onNetwork);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
    removeEventListener("online", this.onNetwork);
    removeEventListener("offline", this.onNetwork);
    this.aloud.stop();
  }

  attributeChangedCallback(): void {
    if (this.built) this.applySettings();
  }

  private get settings(): Settings {
    return readSettings(this);
  }

  private get isOpen(): boolean {
    return this.panel.element.open;
  }

  private build(): void {
    this.built = true;
    const language = spoken(this.lang || document.documentElement.lang);
    this.language = language;
    this.say = speaker(language);
    this.aloud = new Aloud(this.say);
    applyStyle(this.root);
    this.launcher = new Launcher(this.say, () => (this.isOpen ? this.close() : this.open()));
    this.transcript = new Transcript(this.say);
    const composer = new Composer(this.say, (text) => this.typed(text), (text) => this.inside.say(text));
    const speak = (text: string): void => this.inside.say(text);
    const tools = new Tools(this.say, {
      resize: (percent) => this.panel.resize(percent), save: () => this.copy(save), print: () => this.copy(print), speak,
    });
    this.connection = new Connection(this.say, () => this.settings, speak, () => this.panel.rest());
    const parts = { transcript: this.transcript, composer, speech: this.inside, tools, connection: this.connection };
    this.panel = new Panel(this.say, parts,
      () => this.clear(), () => this.close());
    this.root.append(h("div", { class: "widget", lang: language },
      this.panel.element, this.launcher.element, this.outside.element));
    this.applySettings();
  }

  private applySettings(): void {
    const { settings } = this;
    this.dropColors();
    this.dropColors = settings.pair ? adopt(this.root, pairRules(settings.pair)) : () => undefined;
    this.panel.apply(settings);
    this.transcript.open(notice(this.say, settings, (question) => this.ask(question, question)));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.isComposing && this.isOpen) this.close();
  };

  private readonly onNetwork = (): void => {
    if (this.isOpen) void this.connection.check();
  };

  private open(): void {
    this.launcher.show(true);
    this.panel.open();
    void this.connection.check();
  }

  private close(): void {
    this.aloud.stop();
    this.panel.close();
    this.launcher.show(false);
    this.launcher.element.focus();
  }

  private clear(): void {
    this.conversation.clear();
    this.aloud.forget();
    this.transcript.clear();
    this.panel.pin(null);
    this.pinned = -1;
    this.inside.silence();
    this.outside.silence();
    this.offered = [];
    this.awaited = 0;
    this.panel.rest();
    this.inside.say(this.say("panel.cleared"));
  }

  private typed(text: string): void {
    const choice = chosen(text, this.offered);
    this.ask(text, choice?.payload ?? text);
  }

  /** In: what the person sees of their message, and what is sent: the same words, or a button's payload. */
  private ask(shown: string, message: string): void {
    const own = new OwnMessage(this.say, shown);
    this.transcript.add(own.element);
    void this.deliver(own, message);
  }

  private async deliver(own: OwnMessage, message: string): Promise<void> {
    this.expect(+1);
    this.transcript.show(own.element);
    const outcome = await this.conversation.ask(message);
    if (outcome === "cleared") return;
    this.expect(-1);
    if ("reply" in outcome) {
      this.connection.show(null);
      const answer = this.answer(outcome.reply, own.element);
      // Question and answer are shown together, but advice to seek care must not start below the edge.
      this.transcript.show(outcome.reply.escalation ? answer : own.element);
      return;
    }
    const retry = (): void => {
      own.sendingAgain();
      this.panel.rest();
      void this.deliver(own, message);
    };
    this.tell(own.failed(outcome.failure, this.settings, retry));
    this.transcript.show(own.element);
  }

  private expect(change: number): void {
    this.awaited += change;
    this.transcript.waiting(this.awaited > 0);
  }

  private answer(reply: Reply, question: HTMLElement): HTMLElement {
    const { say, settings } = this;
    const message = assistantMessage(say, this.language, reply, settings, this.aloud, (one) => this.ask(one.title, one.payload));
    this.transcript.add(message, question);
    this.offered = reply.choices;
    const { escalation } = reply;
    if (escalation) this.pin(escalation);
    if (escalation?.level === "emergency") {
      this.tell(`${headingOf(say, escalation)}. ${reply.texts.join(" ")}`, true);
    } else {
      this.tell(spokenReply(say, reply));
    }
    return message;
  }

  /** Keeps the gravest advice so far in view; milder advice never takes its place. */
  private pin(escalation: Escalation): void {
    const height = RISING.indexOf(escalation.level);
    if (height < this.pinned) return;
    this.pinned = height;
    this.panel.pin(banner(this.say, escalation, this.settings));
  }

  /** In: what to do with a copy of the conversation. Out: false when there is none to copy. */
  private copy(use: (copy: HTMLElement) => void): boolean {
    const { messages } = this.transcript;
    if (messages.length > 0) use(record(this.say, this.language, this.settings, messages));
    return messages.length > 0;
  }

  /** Says what is new. Nothing inside a closed panel is heard, so the regions beside the launcher then speak. */
  private tell(words: string, emergency = false): void {
    const speech = this.isOpen ? this.inside : this.outside;
    if (emergency) speech.alert(words);
    else speech.say(this.isOpen ? words : this.say("status.unread"));
    if (!this.isOpen) this.launcher.unread(true);
  }
}

if (!customElements.get("plainspine-chat")) customElements.define("plainspine-chat", PlainspineChat);
