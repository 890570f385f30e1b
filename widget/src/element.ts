/**
 * <plainspine-chat server title lang phone emergency side>: the chat on a clinic's page.
 *
 * server     where the assistant runs; by default where this script came from
 * title      the panel's heading
 * lang       the language of the element's own words
 * phone      the clinic's number, as people write it
 * emergency  the emergency number; 911 when not set
 * side       "right" (default) or "left"; mirrored on right-to-left pages
 *
 * What stands inside the tag is shown while the script is missing or blocked: put the clinic's numbers there.
 */
import { chosen } from "./choices";
import { Conversation } from "./conversation";
import { readSettings, type Settings } from "./settings";
import { applyStyle } from "./style";
import { Composer } from "./view/composer";
import { h } from "./view/dom";
import { banner, headingOf } from "./view/escalation";
import { Launcher } from "./view/launcher";
import { assistantMessage, OwnMessage, spokenReply } from "./view/message";
import { notice } from "./view/notice";
import { Panel } from "./view/panel";
import { Speech } from "./view/speech";
import { Transcript } from "./view/transcript";
import { speaker, spoken, type Say } from "./words";
import type { Choice, Reply } from "./wire";

class PlainspineChat extends HTMLElement {
  static readonly observedAttributes = ["title", "phone", "emergency"];

  private readonly root = this.attachShadow({ mode: "open" });
  private readonly conversation = new Conversation(() => this.settings.server);
  private readonly inside = new Speech();
  private readonly outside = new Speech();
  private say!: Say;
  private launcher!: Launcher;
  private panel!: Panel;
  private transcript!: Transcript;
  private offered: Choice[] = [];
  private awaited = 0;
  private built = false;

  connectedCallback(): void {
    if (!this.built) this.build();
    document.addEventListener("keydown", this.onKey);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
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
    this.say = speaker(language);
    applyStyle(this.root);
    this.launcher = new Launcher(this.say, () => (this.isOpen ? this.close() : this.open()));
    this.transcript = new Transcript(this.say);
    const composer = new Composer(this.say, (text) => this.typed(text), (text) => this.inside.say(text));
    this.panel = new Panel(this.say, { transcript: this.transcript, composer, speech: this.inside },
      () => this.clear(), () => this.close());
    this.root.append(h("div", { class: "widget", lang: language },
      this.panel.element, this.launcher.element, this.outside.element));
    this.applySettings();
  }

  private applySettings(): void {
    this.panel.apply(this.settings);
    this.transcript.open(notice(this.say, this.settings, (question) => this.ask(question, question)));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.isComposing && this.isOpen) this.close();
  };

  private open(): void {
    this.launcher.show(true);
    this.panel.open();
  }

  private close(): void {
    this.panel.close();
    this.launcher.show(false);
    this.launcher.element.focus();
  }

  private clear(): void {
    this.conversation.clear();
    this.transcript.clear();
    this.panel.pin(null);
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
      const answer = this.answer(outcome.reply);
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

  private answer(reply: Reply): HTMLElement {
    const { say, settings } = this;
    const message = assistantMessage(say, reply, settings, (one) => this.ask(one.title, one.payload));
    this.transcript.add(message);
    this.offered = reply.choices;
    const { escalation } = reply;
    if (escalation?.level === "emergency") {
      this.panel.pin(banner(say, escalation, settings));
      this.tell(`${headingOf(say, escalation)}. ${reply.texts.join(" ")}`, true);
    } else {
      this.tell(spokenReply(say, reply));
    }
    return message;
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
