/** Puts the stylesheet into the shadow root in a way that a strict content security policy allows. */
import base from "./style/base.css";
import conditions from "./style/conditions.css";
import messages from "./style/messages.css";
import panel from "./style/panel.css";

// The conditions come last, because they change what the others say.
const css = [base, panel, messages, conditions].join("\n");

// Read at load, as the browser hides it afterwards: old browsers need it on a <style> element under a strict policy.
const nonce = document.currentScript instanceof HTMLScriptElement ? document.currentScript.nonce : "";

let shared: CSSStyleSheet | null = null;

/** In: a shadow root. It gets the sheet that all elements on the page share, or a copy in browsers without sharing. */
export function applyStyle(root: ShadowRoot): void {
  if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
    if (!shared) {
      shared = new CSSStyleSheet();
      shared.replaceSync(css);
    }
    root.adoptedStyleSheets = [shared];
    return;
  }
  const style = document.createElement("style");
  if (nonce) style.nonce = nonce;
  style.textContent = css;
  (root as ShadowRoot).append(style);
}
