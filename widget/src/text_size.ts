/** The size of the text, as the person chose it; remembered for this tab only. Holds a number, nothing that was typed. */
const KEY = "plainspine.text";

/** In percent of the reader's own text size. */
export const SIZES = [100, 125, 150, 200];

/** Out: the place of the remembered size in SIZES; the first when nothing sound is remembered. */
export function rememberedSize(): number {
  try {
    return Math.max(0, SIZES.indexOf(Number(sessionStorage.getItem(KEY))));
  } catch {
    // Storage can be forbidden by the browser; the size then lasts as long as the page.
    return 0;
  }
}

/** In: a place in SIZES. */
export function rememberSize(at: number): void {
  try {
    sessionStorage.setItem(KEY, String(SIZES[at]));
  } catch {
    return;
  }
}
