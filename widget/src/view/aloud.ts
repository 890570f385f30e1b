/** Reads a message aloud, when asked, with a voice that lives on the device. A voice on the net would be sent the text. */
import type { Say } from "../words";
import { button } from "./dom";

function voiceFor(language: string): SpeechSynthesisVoice | undefined {
  return window.speechSynthesis?.getVoices().find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language));
}

function showWhenReadable(one: HTMLButtonElement, language: string): void {
  one.hidden = !voiceFor(language);
}

export class Aloud {
  private readonly buttons = new Map<HTMLButtonElement, string>();
  private reading: HTMLButtonElement | null = null;

  constructor(private readonly say: Say) {
    // Browsers look for the device's voices only when first asked, and tell later that they have found them.
    window.speechSynthesis?.addEventListener?.("voiceschanged", () => this.buttons.forEach((language, one) => showWhenReadable(one, language)));
  }

  /** In: what to read, a part at a time, and its language. Out: the button that starts and stops it; hidden while there is no voice. */
  button(parts: string[], language: string): HTMLElement {
    const made = button(this.say("aloud.read"), "aloud", () => (this.reading === made ? this.stop() : this.read(made, parts, language)));
    this.buttons.set(made, language);
    showWhenReadable(made, language);
    return made;
  }

  stop(): void {
    if (!this.reading) return;
    this.reading.textContent = this.say("aloud.read");
    this.reading = null;
    speechSynthesis.cancel();
  }

  /** Stops and lets go of the buttons of messages that are gone. */
  forget(): void {
    this.stop();
    this.buttons.clear();
  }

  private read(from: HTMLButtonElement, parts: string[], language: string): void {
    this.stop();
    this.reading = from;
    from.textContent = this.say("aloud.stop");
    parts.forEach((part, at) => {
      const words = new SpeechSynthesisUtterance(part);
      words.voice = voiceFor(language) ?? null;
      words.lang = language;
      const ended = (): void => {
        if (this.reading === from) this.stop();
      };
      if (at === parts.length - 1) words.onend = ended;
      words.onerror = ended;
      speechSynthesis.speak(words);
    });
  }
}
