/** The way to a person: the same line, in the same place, in every state of the panel. */
import type { Phone, Settings } from "../settings";
import type { Say } from "../words";
import { h, phoneLink } from "./dom";

function part(name: string, { tel, display }: Phone): HTMLElement {
  return h("span", {}, h("span", { class: "name" }, `${name} `), phoneLink(tel, display));
}

/** In: the settings. Out: the parts of the line; the clinic's number is left out when none is set. */
export function contactParts(say: Say, { phone, emergency }: Settings): HTMLElement[] {
  const help = part(say("contact.emergency"), emergency);
  return phone ? [part(say("contact.person"), phone), help] : [help];
}

/** In: the settings. Out: sentences for when the chat itself cannot help. */
export function contactSentences(say: Say, { phone, emergency }: Settings): string[] {
  const clinic = phone ? [say("failure.phone", { phone: phone.display })] : [];
  return [...clinic, say("failure.emergency", { emergency: emergency.display })];
}
