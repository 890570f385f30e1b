/* Shows each state of gallery.json in a frame of its own. */
"use strict";

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function shown({ id, title, look }) {
  const direction = new URLSearchParams(location.search).get("dir") === "rtl" ? "&dir=rtl" : "";
  const address = `/gallery/state?id=${id}${direction}`;
  return make("section", { id },
    make("h2", {}, make("a", { href: address }, title)),
    make("p", {}, look),
    make("iframe", { src: address, title, loading: "lazy" }));
}

fetch("/gallery.json")
  .then((response) => response.json())
  .then(({ states }) => document.querySelector("main").append(...states.map(shown)));
