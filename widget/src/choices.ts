/** Lets people type what they could press: the number or the words of a button. */
import type { Choice } from "./wire";

function plain(text: string): string {
  return text.trim().toLowerCase().replace(/[.?!]+$/, "");
}

/** In: what was typed and the newest buttons. Out: the button meant, or null when it is an ordinary message. */
export function chosen(typed: string, choices: Choice[]): Choice | null {
  const said = plain(typed);
  const numbered = /^\d$/.test(said) ? choices[Number(said) - 1] : undefined;
  return numbered ?? choices.find((one) => plain(one.title) === said) ?? null;
}
