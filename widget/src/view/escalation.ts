/** The three escalation notices. The level is a word first; colour and border only repeat it. */
import type { Settings } from "../settings";
import type { Call, Escalation, Level } from "../wire";
import type { Say } from "../words";
import { h, icon, phoneLink } from "./dom";
import { prose } from "./prose";

// A stop sign, a telephone, a calendar: the shape tells the levels apart where color does not.
const SIGNS: Record<Level, string> = {
  emergency: "M8 2h8l6 6v8l-6 6H8l-6-6V8ZM11 6v8h2V6ZM11 16v2h2v-2Z",
  urgent: "M6.6 2.5 10 6.8 8.2 9.6c1 2.5 3.7 5.2 6.2 6.2l2.8-1.8 4.3 3.4c-.6 2.4-2.2 4.1-4.5 4.1-8 0-14.5-6.5-14.5-14.5 0-2.3 1.7-3.9 4.1-4.5Z",
  physician: "M7 2h2v2h6V2h2v2h4v18H3V4h4ZM5 10v10h14V10ZM8 13h8v2H8Z",
};

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

function callLinks(say: Say, calls: Call[]): HTMLElement | null {
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
    h("div", { class: "level" }, icon(SIGNS[escalation.level]), h("h3", spoken(escalation), headingOf(say, escalation))),
    h("div", spoken(escalation), ...prose(advice)), callLinks(say, whomToCall(escalation, settings)));
}

/** In: an escalation. Out: what stays on top until the conversation is cleared; a number that stands there anyway is not repeated. */
export function banner(say: Say, escalation: Escalation, settings: Settings): HTMLElement {
  const { level } = escalation;
  const shown = [settings.phone?.display, settings.emergency.display];
  const calls = whomToCall(escalation, settings).filter(({ label }) => level === "emergency" || !shown.includes(label));
  return h("section", { class: `banner ${level}`, "aria-label": say(`level.${level}`) },
    icon(SIGNS[level]), h("p", spoken(escalation), headingOf(say, escalation)), callLinks(say, calls));
}
