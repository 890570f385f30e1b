/** The element's own words: one JSON file a language, typed by the English one. */
import en from "./words/en.json";

export type Key = keyof typeof en;
export type Say = (key: Key, values?: Record<string, string>) => string;

const languages: Record<string, Record<Key, string>> = { en };

/** In: a language tag such as "es-MX". Out: the language we can speak, English when we have no full translation. */
export function spoken(tag: string): string {
  const base = tag.toLowerCase().split("-")[0] ?? "";
  return Object.hasOwn(languages, base) ? base : "en";
}

/** In: a language from `spoken`. Out: a function from key and values to text; {name} marks are replaced. */
export function speaker(language: string): Say {
  const words = languages[language] ?? en;
  return (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (mark, name: string) => values[name] ?? mark);
}
