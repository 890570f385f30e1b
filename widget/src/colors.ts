/** The clinic's own color pair, refused when it would be hard to read. */
export interface Pair { fill: string; text: string; ink: boolean }

// WCAG 2.2, 1.4.3: text needs 4.5 to 1.
const READABLE = 4.5;
// The light ground on which the fill also serves as ink; as in style/base.css.
const LIGHT = "#f4f7f8";

function channels(color: string): number[] | null {
  const digits = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(color.trim())?.[1];
  if (!digits) return null;
  const full = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16) / 255);
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(parts: number[]): number {
  const [red = 0, green = 0, blue = 0] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** In: two colors such as "#0b5563". Out: their contrast, 1 to 21, or null when one is not such a color. */
export function contrast(one: string, other: string): number | null {
  const [first, second] = [channels(one), channels(other)];
  if (!first || !second) return null;
  const [low = 0, high = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** In: the color of header and buttons, and of the text on them. Out: the pair, or null when it is unreadable or no color. */
export function readablePair(fill: string, text: string): Pair | null {
  const between = contrast(fill, text);
  if (between === null || between < READABLE) return null;
  return { fill: fill.trim(), text: text.trim(), ink: (contrast(fill, LIGHT) ?? 0) >= READABLE };
}

/** In: a pair. Out: the style rules that put it in place of the default one. */
export function pairRules({ fill, text, ink }: Pair): string {
  const filled = `.widget { --fill: ${fill}; --on-fill: ${text}; }`;
  return ink ? `${filled} @media (prefers-color-scheme: light) { .widget { --accent: ${fill}; } }` : filled;
}
