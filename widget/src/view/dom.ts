/** Builds elements. Strings become text nodes only, so nothing that is sent can become markup. */
export type Child = Node | string | null;

/** In: tag, attributes, children (null is left out). Out: the element. */
export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child): child is Node | string => child !== null));
  return element;
}

/** In: text. Out: text for screen readers only. */
export function spokenOnly(text: string): HTMLElement {
  return h("span", { class: "spoken" }, text);
}

/** In: text, a class and what to do. Out: a button that never submits a form. */
export function button(text: string, kind: string, onPress: () => void): HTMLButtonElement {
  const element = h("button", { type: "button", class: kind }, text);
  element.addEventListener("click", onPress);
  return element;
}

/** In: dialable number and text. Out: a phone link whose digits keep their order in right-to-left text. */
export function phoneLink(tel: string, text: string): HTMLAnchorElement {
  return h("a", { class: "phone", href: `tel:${tel.replace(/[^\d+]/g, "")}` }, h("bdi", {}, text));
}

/** In: the path of a 24 by 24 drawing. Out: an icon that is hidden from screen readers. */
export function icon(path: string): SVGSVGElement {
  const make = (tag: string, attributes: Record<string, string>): SVGElement => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag) as SVGElement;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const svg = make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" });
  svg.append(make("path", { d: path }));
  return svg as SVGSVGElement;
}
