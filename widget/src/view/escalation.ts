/** The three escalation notices. The level is a word first; colour and border only repeat it. */
import type { Settings } from "../settings";
import type { Call, Escalation } from "../wire";
import type { Say } from "../words";
import { h, phoneLink } from "./dom";
import { prose } from "./prose";

/** In: an escalation. Out: its heading, which always begins with the level in words; another language brings its own. */
export function headingOf(say: Say, { level, heading, lang }: Escalation): string {
  const name = say(`level.${level}`);
  if (!heading) return name;
  if (lang) return heading;
  return heading.toLowerCase().startsWith(name.toLowerCase()) ? heading : `${name}: ${heading}`;
}

/** In: an escalation and the settings. Out: whom to call; an emergency always has somebody. */
function whomToCall({ level, call }: Escalation, { emergency }: Settings): Call[] {
  if (call.length > 0 || level !== "emergency") return call;
  return [{ label: emergency.display, tel: emergency.tel }];
}

function callName(say: Say, { label, tel }: Call): string {
  const digits = (text: string): string => text.replace(/\D/g, "");
  const shown = digits(label) ? label : `${label}: ${tel}`;
  return say("level.call", { label: shown });
}

function callLinks(say: Say, escalation: Escalation, settings: Settings): HTMLElement | null {
  const calls = whomToCall(escalation, settings);
  if (calls.length === 0) return null;
  return h("p", { class: "calls" }, ...calls.map((one) => phoneLink(one.tel, callName(say, one))));
}

/** In: an escalation. Out: attributes by which its words are read aloud in their language and stand in its direction. */
function spoken({ lang }: Escalation): Record<string, string> {
  return lang ? { lang, dir: "auto" } : {};
}

/** In: an escalation and its advice. Out: the card that stands in the transcript. */
export function card(say: Say, escalation: Escalation, advice: string[], settings: Settings): HTMLElement {
  return h("div", { class: `card ${escalation.level}` },
    h("h3", spoken(escalation), headingOf(say, escalation)), h("div", spoken(escalation), ...prose(advice)), callLinks(say, escalation, settings));
}

/** In: an emergency. Out: what stays on top of the panel until the conversation is cleared. */
export function banner(say: Say, escalation: Escalation, settings: Settings): HTMLElement {
  return h("section", { class: "banner", "aria-label": say("level.emergency") },
    h("p", spoken(escalation), headingOf(say, escalation)), callLinks(say, escalation, settings));
}
