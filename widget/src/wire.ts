/**
 * The server's answer, checked field by field. The wire is Rasa's list of messages; texts and buttons come first and
 * one `custom` object comes last. Whatever has a wrong shape is left out: half an answer beats a broken panel.
 */
export type Level = "emergency" | "urgent" | "physician";

export interface Choice { title: string; payload: string }
export interface Call { label: string; tel: string }
export interface Source { label: string; url: string | null }
export interface Review { signed: boolean; by: string | null; on: string | null; due: string | null }
export interface Picture { path: string; alt: string; caption: string | null; width: string; height: string }
export interface Answer {
  id: string | null;
  title: string;
  review: Review;
  sources: Source[];
  certainty: string | null;
  table: string[][] | null;
  picture: Picture | null;
}
export interface Escalation { level: Level; heading: string | null; call: Call[]; lang: string | null }
export interface Reply { texts: string[]; choices: Choice[]; answers: Answer[]; escalation: Escalation | null }

type Fields = Record<string, unknown>;

export function fields(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

function each<T>(value: unknown, read: (item: Fields) => T | null): T[] {
  return list(value).map(fields).flatMap((item) => {
    const made = item && read(item);
    return made ? [made] : [];
  });
}

/** In: any value. Out: its https address, or null for every other scheme (no javascript:, data:, http:). */
export function httpsOnly(value: unknown): string | null {
  try {
    const url = new URL(String(value));
    return url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

function choice(item: Fields): Choice | null {
  const title = text(item.title);
  const payload = text(item.payload);
  return title && payload ? { title, payload } : null;
}

function call(item: Fields): Call | null {
  const label = text(item.label);
  const tel = text(item.tel);
  return label && tel && /^\+?[\d ().-]{2,24}$/.test(tel) ? { label, tel } : null;
}

function source(item: Fields): Source | null {
  const label = text(item.label);
  return label ? { label, url: httpsOnly(item.url) } : null;
}

function review(value: unknown): Review {
  const item = fields(value) ?? {};
  return { signed: item.status === "signed", by: text(item.by), on: text(item.on), due: text(item.due) };
}

function table(value: unknown): string[][] | null {
  const rows = list(value).map(list);
  const width = rows[0]?.length ?? 0;
  const sound = rows.length > 1 && width > 1
    && rows.every((row) => row.length === width && row.every((cell) => typeof cell === "string"));
  return sound ? (rows as string[][]) : null;
}

/** A picture comes from the assistant's own server: its address is a path there, never another site's. */
function picture(value: unknown): Picture | null {
  const item = fields(value) ?? {};
  const path = text(item.url);
  const alt = text(item.alt);
  if (!path || !alt || !/^\/pictures\/[\w-]+\.svg$/.test(path)) return null;
  const size = (side: unknown, usual: number): string => String(typeof side === "number" && side > 0 ? Math.round(side) : usual);
  return { path, alt, caption: text(item.caption), width: size(item.width, 352), height: size(item.height, 240) };
}

function answer(item: Fields): Answer | null {
  const title = text(item.title);
  if (!title) return null;
  return {
    id: text(item.id),
    title,
    review: review(item.review),
    sources: each(item.sources, source),
    certainty: text(item.certainty),
    table: table(item.table),
    picture: picture(item.picture),
  };
}

function escalation(value: unknown): Escalation | null {
  const item = fields(value);
  if (!item) return null;
  // A level this version does not know is shown as the highest: sending too far is the safer mistake.
  const level = item.level === "urgent" || item.level === "physician" ? item.level : "emergency";
  const lang = text(item.lang);
  return { level, heading: text(item.heading), call: each(item.call, call), lang: lang && /^[a-z]{2,3}$/.test(lang) ? lang : null };
}

function distinct(choices: Choice[]): Choice[] {
  return choices.filter((one, at) => choices.findIndex((other) => other.payload === one.payload) === at);
}

/** In: the parsed JSON body. Out: the reply, or null when it holds no text, which the caller treats as a failure. */
export function parseReply(body: unknown): Reply | null {
  const messages = each(body, (item) => item);
  const texts = messages.flatMap((item) => text(item.text) ?? []);
  if (texts.length === 0) return null;
  const custom = messages.map((item) => fields(item.custom)).reverse().find(Boolean) ?? {};
  const buttons = messages.flatMap((item) => each(item.buttons, choice));
  return {
    texts,
    choices: distinct([...buttons, ...each(custom.suggestions, choice)]),
    answers: each(custom.answers, answer),
    escalation: escalation(custom.escalation),
  };
}
