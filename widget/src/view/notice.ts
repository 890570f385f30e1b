/** What everybody sees before the first message: what this is and is not, what is kept; and three first questions. */
import type { Settings } from "../settings";
import type { Key, Say } from "../words";
import { button, h } from "./dom";

const POINTS: Key[] = ["notice.limits", "notice.kept", "notice.names"];
const STARTERS: Key[] = ["starters.first", "starters.second", "starters.third"];

/** In: the settings and what to do with a question. Out: the notice; its lead has the id "notice" for the dialog. */
export function notice(say: Say, { emergency }: Settings, onAsk: (question: string) => void): HTMLElement {
  const starters = STARTERS.map((key) => button(say(key), "choice", () => onAsk(say(key))));
  return h(
    "div",
    { class: "opening" },
    h(
      "section",
      { class: "notice", "aria-labelledby": "notice-heading" },
      h("h3", { id: "notice-heading" }, say("notice.heading")),
      h(
        "p",
        { id: "notice" },
        h("strong", {}, say("notice.lead")),
        ` ${say("notice.emergency", { emergency: emergency.display })}`,
      ),
      h("ul", {}, ...POINTS.map((key) => h("li", {}, say(key)))),
    ),
    h("div", { role: "group", "aria-labelledby": "starters", class: "choices" },
      h("p", { id: "starters", class: "label" }, say("starters.label")), ...starters),
  );
}
