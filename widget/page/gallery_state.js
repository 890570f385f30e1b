/*
 * Brings the chat into the state that the address names (?id=...&dir=rtl) by doing what a person would do. The network is
 * replaced before the chat uses it: answers come from gallery.json. So is the tab's memory, which all frames of the gallery
 * would share. `data-state` on the page says when all is done.
 */
"use strict";

const wish = new URLSearchParams(location.search);
const realFetch = window.fetch.bind(window);
const kept = new Map();
const host = document.querySelector("plainspine-chat");

Object.defineProperty(window, "sessionStorage", {
  value: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) },
});

function answer(body) {
  return new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
}

/** In: what the network is like ("ok", "slow", "down", "fails", "offline"), the answers, and the minutes until the chat asks who is there. */
function replaceNetwork(network, replies, idleMinutes) {
  if (network === "offline") Object.defineProperty(navigator, "onLine", { get: () => false });
  window.fetch = async (address, options) => {
    if (network === "down") throw new TypeError("no connection");
    const place = new URL(address, location.href).pathname;
    if (place === "/conversations") return answer({ id: "gallery", secret: "gallery", idle_minutes: idleMinutes });
    if (place === "/feedback") return new Response(null, { status: 204 });
    if (place !== "/webhooks/rest/webhook") return new Response("", { status: 404 });
    if (network === "slow") return new Promise(() => {});
    if (network === "fails") throw new TypeError("no connection");
    return answer(replies[JSON.parse(options.body).message] ?? []);
  };
}

async function until(holds) {
  while (!holds()) await new Promise((done) => setTimeout(done, 20));
}

function inside(selector) {
  return [...(host.shadowRoot?.querySelectorAll(selector) ?? [])];
}

function named(name) {
  return inside("button, summary").filter((one) => (one.getAttribute("aria-label") ?? one.textContent) === name).at(-1);
}

const deeds = {
  async say(words) {
    const before = inside(".theirs, .trouble, .status > *").length;
    await deeds.write(words);
    named("Send").click();
    await until(() => inside(".theirs, .trouble, .status > *").length > before);
  },
  async write(words) {
    const [input] = inside("textarea");
    input.value = words;
    input.dispatchEvent(new Event("input"));
  },
  async wait(name) {
    await until(() => named(name));
  },
  async press(name) {
    await until(() => named(name));
    named(name).click();
  },
};

async function play({ states, replies }) {
  const state = states.find(({ id }) => id === wish.get("id")) ?? states[0];
  document.title = `${state.title}: the chat`;
  if (wish.get("dir") === "rtl") document.documentElement.dir = "rtl";
  for (const [name, value] of Object.entries(state.attributes ?? {})) host.setAttribute(name, value);
  replaceNetwork(state.network ?? "ok", replies, state.idle_minutes ?? 15);
  for (const step of state.steps) {
    const [[deed, what]] = Object.entries(step);
    await deeds[deed](what);
  }
  document.documentElement.dataset.state = state.id;
}

realFetch("/gallery.json").then((response) => response.json()).then(play);
