/**
 * Parsing and choosing, without a browser. Run by tests/widget/test_units.py with the Node that Playwright brings, or by
 * `node --test widget/tests/units.test.ts` with Node 22.18 or later.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { toBlocks } from "../src/blocks.ts";
import { chosen } from "../src/choices.ts";
import { contrast, pairRules, readablePair } from "../src/colors.ts";
import { httpsOnly, parseReply } from "../src/wire.ts";

const reply = (custom: unknown) => parseReply([{ text: "Words." }, { custom }]);
const answer = (part: object) => reply({ answers: [{ title: "T", ...part }] })?.answers[0];

test("markup: paragraphs, lists, and lines that go on", () => {
  const cases: [string, unknown][] = [
    ["", []],
    [" \n\t\n", []],
    ["one\ntwo\n\nthree", [{ kind: "p", text: "one two" }, { kind: "p", text: "three" }]],
    ["- a\n- b", [{ kind: "ul", items: ["a", "b"] }]],
    ["1. a\n   goes on\n2. b", [{ kind: "ol", items: ["a goes on", "b"] }]],
    ["so:\r\n- a\r\nend", [{ kind: "p", text: "so:" }, { kind: "ul", items: ["a"] }, { kind: "p", text: "end" }]],
    ["- a\n\n- b", [{ kind: "ul", items: ["a"] }, { kind: "ul", items: ["b"] }]],
    ["1998 was\n-5 degrees", [{ kind: "p", text: "1998 was -5 degrees" }]],
    ["<b>x</b>", [{ kind: "p", text: "<b>x</b>" }]],
  ];
  for (const [text, blocks] of cases) assert.deepEqual(toBlocks(text), blocks, text);
});

test("a body without words is no reply", () => {
  for (const body of [null, undefined, "", "text", 7, {}, [], [null], [{ text: " " }], [{ text: 5 }], [{ custom: { kind: "answer" } }]]) {
    assert.equal(parseReply(body), null, JSON.stringify(body));
  }
});

test("what has a wrong shape is left out, the rest stays", () => {
  const sound = { texts: ["Words."], choices: [], answers: [], escalation: null };
  for (const custom of [null, 1, "x", [], {}, { answers: {} }, { answers: [null, 3, {}] }, { escalation: [] }, { suggestions: [{ title: "x" }] }]) {
    assert.deepEqual(reply(custom), sound, JSON.stringify(custom));
  }
});

test("the last custom object counts, and a choice is offered once", () => {
  const body = [
    { text: "Words.", buttons: [{ title: "A", payload: "a" }] },
    { custom: { escalation: { level: "urgent" } } },
    { custom: { escalation: null, suggestions: [{ title: "A again", payload: "a" }, { title: "B", payload: "b" }] } },
  ];
  const parsed = parseReply(body);
  assert.equal(parsed?.escalation, null);
  assert.deepEqual(parsed?.choices.map(({ title }) => title), ["A", "B"]);
});

test("an unknown level is the highest, and only numbers can be called", () => {
  const level = (name: unknown) => reply({ escalation: { level: name } })?.escalation?.level;
  assert.deepEqual(["urgent", "physician", "emergency", "mild", null, 3].map(level),
    ["urgent", "physician", "emergency", "emergency", "emergency", "emergency"]);
  const tels = ["911", "+1 (555) 555-0142", "javascript:1", "9", "", "call me", "9".repeat(40)];
  const call = tels.map((tel) => ({ label: "x", tel }));
  assert.deepEqual(reply({ escalation: { level: "urgent", call } })?.escalation?.call.map(({ tel }) => tel), tels.slice(0, 2));
});

test("a language is a short tag or none", () => {
  const lang = (tag: unknown) => reply({ escalation: { level: "emergency", lang: tag } })?.escalation?.lang;
  assert.deepEqual(["ar", "yue", "EN", "x", "ar-EG\" onload", 3, null].map(lang), ["ar", "yue", null, null, null, null, null]);
});

test("addresses are https or nothing", () => {
  const bad = ["javascript:alert(1)", "data:text/html,x", "http://x.example", "//x.example", "/x", "", null, undefined, {}, "https://"];
  for (const address of bad) assert.equal(httpsOnly(address), null, String(address));
  assert.equal(httpsOnly("https://x.example/a b"), "https://x.example/a%20b");
});

test("a picture is one of the assistant's own", () => {
  const path = (url: unknown) => answer({ picture: { url, alt: "A" } })?.picture?.path ?? null;
  assert.equal(path("/pictures/a_b-c.svg"), "/pictures/a_b-c.svg");
  for (const url of ["https://x.example/a.svg", "//x.example/pictures/a.svg", "/pictures/../a.svg", "/pictures/a.png", "", 3]) {
    assert.equal(path(url), null, String(url));
  }
  assert.equal(answer({ picture: { url: "/pictures/a.svg" } })?.picture, null, "no words, no picture");
  assert.equal(answer({ picture: { url: "/pictures/a.svg", alt: "A", width: -1, height: "9" } })?.picture?.width, "352");
});

test("a table has equal rows of text or is left out", () => {
  const table = (rows: unknown) => answer({ table: rows })?.table ?? null;
  assert.deepEqual(table([["", "a"], ["b", "c"]]), [["", "a"], ["b", "c"]]);
  for (const rows of [null, "x", [], [["a", "b"]], [["a"], ["b"]], [["a", "b"], ["c"]], [["a", "b"], ["c", 1]]]) assert.equal(table(rows), null);
});

test("only the word signed is a signature", () => {
  const signed = (review: unknown) => answer({ review })?.review.signed;
  assert.deepEqual([{ status: "signed" }, { status: "Signed" }, { status: true }, "signed", null, undefined].map(signed),
    [true, false, false, false, false, false]);
});

test("a choice can be typed by number or words", () => {
  const choices = [{ title: "The day", payload: "a" }, { title: "Is it safe?", payload: "b" }];
  const typed: [string, string | undefined][] = [
    ["1", "a"], [" 2 ", "b"], ["2.", "b"], ["the day", "a"], ["THE DAY!", "a"], ["is it safe", "b"],
    ["0", undefined], ["3", undefined], ["12", undefined], ["", undefined], ["the", undefined], ["1 or 2", undefined],
  ];
  for (const [text, payload] of typed) assert.equal(chosen(text, choices)?.payload, payload, text);
  assert.equal(chosen("1", []), null);
});

test("contrast is that of WCAG, and a weak pair is refused", () => {
  assert.equal(contrast("#000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#777777"), 1);
  assert.ok(Math.abs((contrast("#767676", "#fff") ?? 0) - 4.54) < 0.01);
  for (const color of ["red", "#12345", "", "#ggg", "#000;x"]) assert.equal(contrast(color, "#fff"), null, color);
  assert.equal(readablePair("#777777", "#fff"), null);
  assert.deepEqual(readablePair("#ffe680", "#000"), { fill: "#ffe680", text: "#000", ink: false });
  assert.ok(!pairRules({ fill: "#ffe680", text: "#000", ink: false }).includes("--accent"), "too light to write with");
  assert.ok(pairRules({ fill: "#5b2a6f", text: "#fff", ink: true }).includes("--accent: #5b2a6f"));
});
