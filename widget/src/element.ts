/**
 * <plainspine-chat server title lang phone emergency side color text-color alone>: the chat on a clinic's page.
 *
 * server     where the assistant runs; by default where this script came from
 * title      the panel's heading
 * lang       the language of the element's own words
 * phone      the clinic's number, as people write it
 * emergency  the emergency number; 911 when not set
 * side       "right" (default) or "left"; mirrored on right-to-left pages
 * color      of header and buttons, as #rrggbb; refused, with a word in the console, when its text could not be read
 * text-color of the text on them, white when not set
 * alone      the chat fills a page of its own and is always open: for a frame
 *
 * What stands inside the tag is shown while the script is missing or blocked: put the clinic's numbers there.
 */
import { chosen } from "./choices";
import { Conversation } from "./conversation";
import { sendHelpful, sendReport } from "./feedback";
import { Idle, WARNED_MS } from "./idle";
import type { Past } from "./remembered";
import { readSettings, type Settings } from "./settings";
import { pairRules } from "./colors";
import { adopt, applyStyle } from "./style";
import { Aloud } from "./view/aloud";
import { Composer } from "./view/composer";
import { Connection } from "./view/connection";
import { h } from "./view/dom";
import { banner, headingOf } from "./view/escalation";
import { feedback } from "./view/feedback";
import { Launcher } from "./view/launcher";
import { assistantMessage, OwnMessage, spokenReply } from "./view/message";
import { notice } from "./view/notice";
import { Panel } from "./view/panel";
import { Question } from "./view/question";
import { print, record, save } from "./view/record";
import { reportForm } from "./view/report";
import { Speech } from "./view/speech";
import { Tools } from "./view/tools";
import { Transcript } from "./view/transcript";
import { speaker, spoken, type Key, type Say } from "./words";
import type { Choice, Escalation, Level, Reply } from "./wire";

// By these somebody is known to be there.
const SIGNS_OF_LIFE = ["keydown", "pointerdown", "input", "wheel", "touchmove"];

const RISING: Level[] = ["physician", "urgent", "emergency"];

class PlainspineChat extends HTMLElement {
  static readonly observedAttributes = ["title", "phone", "emergency", "color", "text-color"];

  private readonly root = this.attachShadow({ mode: "open" });
  private readonly conversation = new Conversation(() => this.settings.server);
  private readonly inside = new Speech();
  private readonly outside = new Speech();
  private readonly idle = new Idle(() => this.warn(), () => this.stays(), () => this.timeUp());
  private language!: string;
  private say!: Say;
  private aloud!: Aloud;
  private connection!: Connection;
  private launcher!: Launcher;
  private panel!: Panel;
  private question!: Question;
  private transcript!: Transcript;
  private offered: Choice[] = [];
  private awaited = 0;
  private pinned = -1;
  private report: HTMLElement | null = null;
  private past: Past | null = null;
  private unseen: HTMLElement | null = null;
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

  private get alone(): boolean {
    return this.hasAttribute("alone");
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
    this.question = new Question(this.say, () => this.panel.rest());
    const parts = {
      transcript: this.transcript, composer, speech: this.inside, tools, connection: this.connection, question: this.question,
    };
    this.panel = new Panel(this.say, parts,
      () => this.clear(), () => this.close());
    const widget = h("div", { class: "widget", lang: language }, this.panel.element, this.launcher.element, this.outside.element);
    for (const sign of SIGNS_OF_LIFE) widget.addEventListener(sign, this.onLife, { passive: true });
    this.root.append(widget);
    this.applySettings();
    // Not by its method, which would take focus from the page around the frame.
    if (this.alone) this.panel.element.open = true;
    void this.restore();
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

  private readonly onLife = (event: Event): void => {
    // What asks whether anybody is there is answered by its own buttons.
    if (!this.question.element.contains(event.target as Node)) this.idle.touch();
  };

  private readonly onNetwork = (): void => {
    if (this.isOpen) void this.connection.check();
  };

  private open(): void {
    this.launcher.show(true);
    this.panel.open();
    this.idle.touch();
    if (this.unseen) this.transcript.show(this.unseen);
    this.unseen = null;
    void this.connection.check();
  }

  private close(): void {
    if (this.alone) return;
    this.aloud.stop();
    this.panel.close();
    this.launcher.show(false);
    this.launcher.element.focus();
  }

  private clear(): void {
    this.forget();
    this.panel.rest();
    this.inside.say(this.say("panel.cleared"));
  }

  private forget(): void {
    this.idle.stop();
    this.question.close();
    void this.conversation.clear().then((erased) => erased || this.note("history.cleared_here"));
    this.aloud.forget();
    this.transcript.clear();
    this.panel.pin(null);
    this.pinned = -1;
    this.past = this.unseen = this.report = null;
    this.inside.silence();
    this.outside.silence();
    this.offered = [];
    this.awaited = 0;
  }

  /** Shows what was said before the page was loaded, without a word; after a long silence only to somebody who asks for it. */
  private async restore(): Promise<void> {
    const past = await this.conversation.restore();
    if (past === "missing") this.question.ask(this.say("history.missing"), []);
    if (!past || past === "missing") return;
    if (past.quietSeconds < past.terms.idleMinutes * 60) return this.show(past);
    this.past = past;
    this.question.ask(this.say("history.old"), [["history.show", () => this.show(past)], ["history.clear", () => this.clear()]]);
  }

  private show({ turns, terms }: Past): void {
    this.past = null;
    const messages = turns.flatMap(({ said, reply }) => [new OwnMessage(this.say, said).element, ...(reply ? [this.told(reply)] : [])]);
    this.transcript.restore(messages);
    this.unseen = messages[messages.length - 1] ?? null;
    if (this.isOpen && this.unseen) this.transcript.show(this.unseen);
    this.idle.start(terms.idleMinutes);
  }

  private warn(): void {
    const values = { minutes: String(WARNED_MS / 60_000) };
    const warning = this.say("idle.warning", values);
    this.question.ask(warning, [["idle.keep", () => this.idle.touch()]]);
    if (this.isOpen) this.inside.say(warning);
    else this.outside.say(this.say("idle.outside", values));
  }

  private stays(): void {
    this.question.close();
    this.inside.say(this.say("idle.kept"));
  }

  /** What is typed and not sent stays. */
  private timeUp(): void {
    const hadFocus = this.panel.element.matches(":focus-within");
    this.forget();
    if (hadFocus && !this.panel.element.matches(":focus-within")) this.panel.rest();
    this.note("idle.cleared");
  }

  private note(key: Key): void {
    this.question.ask(this.say(key), []);
    (this.isOpen ? this.inside : this.outside).say(this.say(key));
  }

  private typed(text: string): void {
    const choice = chosen(text, this.offered);
    this.ask(text, choice?.payload ?? text);
  }

  /** In: what the person sees of their message, and what is sent: the same words, or a button's payload. */
  private ask(shown: string, message: string): void {
    // Whoever goes on without asking for what an earlier person said shall not go on in its place.
    if (this.past) this.forget();
    this.question.close();
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
    const message = this.told(reply);
    this.transcript.add(message, question);
    this.idle.start(this.conversation.terms.idleMinutes);
    this.speak(reply);
    return message;
  }

  /** In: a reply. Out: its message, with a way to say what one thinks of it; none beside advice to seek care at once. */
  private told(reply: Reply): HTMLElement {
    const { say, settings } = this;
    const message = assistantMessage(say, this.language, reply, settings, this.aloud, (one) => this.ask(one.title, one.payload));
    if (this.conversation.kept && (!reply.escalation || reply.answers.length > 0)) {
      message.append(feedback(say, reply.answers, {
        count: (topics, helpful) => sendHelpful(this.settings.server, topics, helpful),
        report: (topic, opener, place) => this.openReport(topic, opener, place),
        speak: (text) => this.inside.say(text),
      }));
    }
    this.offered = reply.choices;
    if (reply.escalation) this.pin(reply.escalation);
    return message;
  }

  private speak(reply: Reply): void {
    const { escalation } = reply;
    if (escalation?.level === "emergency") {
      this.tell(`${headingOf(this.say, escalation)}. ${reply.texts.join(" ")}`, true);
    } else {
      this.tell(spokenReply(this.say, reply));
    }
  }

  /** In: the topic, the button that was pressed, and the row after which the form goes. One form is open at a time. */
  private openReport(topic: string | null, opener: HTMLButtonElement, place: HTMLElement): void {
    this.report?.remove();
    const close = (): void => {
      this.report?.remove();
      opener.focus();
    };
    this.report = reportForm(this.say, this.settings, topic, this.conversation.terms.reportDays, {
      send: async (report) => {
        const reply = await sendReport(this.settings.server, report);
        if (!reply) return false;
        close();
        // Own words may hold a warning sign: then the server's answer is the way to care.
        const message = assistantMessage(this.say, this.language, reply, this.settings, this.aloud, () => undefined);
        this.transcript.add(message);
        if (reply.escalation) this.pin(reply.escalation);
        this.speak(reply);
        this.transcript.show(message);
        return true;
      },
      cancel: close,
      speak: (text) => this.inside.say(text),
    });
    place.after(this.report);
    this.report.querySelector("input")?.focus();
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
