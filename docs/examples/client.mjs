// Talks to a Plainspine server: lines in, answers out.  node docs/examples/client.mjs http://127.0.0.1:5005
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";

const sender = randomUUID(); // one for each conversation: whoever knows it can go on with it

async function say(message) {
  const body = JSON.stringify({ sender, message });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${process.argv[2]}/webhooks/rest/webhook`, { method: "POST", headers, body, signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const turn = await answer.json();
  const { custom } = turn.pop();
  const choices = [...turn.flatMap(({ buttons = [] }) => buttons), ...custom.suggestions];
  const list = choices.map(({ title }, index) => `${index + 1}. ${title}`); // the number, the title or the payload can be sent back
  return [...turn.map(({ text }) => text), list.join("\n")].filter(Boolean).join("\n\n");
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(await say(line.trim()).catch(() => "No answer came. Please call the clinic. In an emergency, call 911."));
}
