/** Puts style rules into a page or a shadow root in a way that a strict content security policy allows. */
import base from "./style/base.css";
import conditions from "./style/conditions.css";
import messages from "./style/messages.css";
import panel from "./style/panel.css";

// The conditions come last, because they change what the others say.
const css = [base, panel, messages, conditions].join("\n");

// Read at load, as the browser hides it afterwards: old browsers need it on a <style> element under a strict policy.
const nonce = document.currentScript instanceof HTMLScriptElement ? document.currentScript.nonce : "";

const sheets = new Map<string, CSSStyleSheet>();

function sheet(rules: string): CSSStyleSheet {
  const known = sheets.get(rules);
  if (known) return known;
  const made = new CSSStyleSheet();
  made.replaceSync(rules);
  sheets.set(rules, made);
  return made;
}

/** In: where, and the rules; all elements on a page share one sheet. Out: what takes them away again. */
export function adopt(root: Document | ShadowRoot, rules: string): () => void {
  if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
    const added = sheet(rules);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, added];
    return () => (root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== added));
  }
  const style = document.createElement("style");
  if (nonce) style.nonce = nonce;
  style.textContent = rules;
  ((root as Document).head ?? root).append(style);
  return () => style.remove();
}

/** In: a shadow root. It gets the element's own rules. */
export function applyStyle(root: ShadowRoot): void {
  adopt(root, css);
}
