/** The form that reports a problem. Own words leave the page only when the person has ticked that they may. */
import { REASONS, type Report } from "../feedback";
import type { Settings } from "../settings";
import type { Say } from "../words";
import { contactSentences } from "./contact";
import { button, h } from "./dom";

const LIMIT = 1_000;

export interface ReportActions {
  /** In: the report. Out: whether it was taken. */
  send: (report: Report) => Promise<boolean>;
  cancel: () => void;
  speak: (text: string) => void;
}

function labelled(input: HTMLElement, text: string): HTMLElement {
  return h("label", { class: "tick" }, input, h("span", {}, text));
}

/** In: settings, the topic, for how many days words are kept, and what to do. Out: the form; its first field takes focus. */
export function reportForm(
  say: Say, settings: Settings, topic: string | null, days: number, { send, cancel, speak }: ReportActions,
): HTMLFormElement {
  const reasons = REASONS.map((reason) => h("input", { type: "radio", name: "reason", value: reason }));
  const words = h("textarea", { rows: "2", dir: "auto", maxlength: String(LIMIT), autocomplete: "off" });
  const consent = h("input", { type: "checkbox" });
  const error = h("p", { class: "problem", id: "report-problem" });
  const problem = (text: string, field: HTMLElement): void => {
    error.textContent = text;
    field.setAttribute("aria-describedby", error.id);
    field.focus();
    speak(text);
  };
  const form = h("form", { class: "report", novalidate: "", "aria-label": say("report.open") },
    h("fieldset", {}, h("legend", {}, say("report.reason")),
      ...REASONS.map((reason, at) => labelled(reasons[at] as HTMLElement, say(`report.${reason}`)))),
    h("label", {}, h("span", {}, say("report.words")), words),
    labelled(consent, say("report.consent", { days: String(days) })),
    h("p", { class: "quiet" }, `${say("report.kept")} ${say("failure.emergency", { emergency: settings.emergency.display })}`),
    error,
    h("div", { class: "choices" }, h("button", { type: "submit", class: "send" }, say("report.send")), button(say("report.cancel"), "choice", cancel)));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = "";
    const reason = REASONS[reasons.findIndex((one) => one.checked)];
    const text = words.value.trim();
    if (!reason) return problem(say("report.choose"), reasons[0] as HTMLElement);
    if (text && !consent.checked) return problem(say("report.untold"), consent);
    if (await send({ reason, topic, words: text || null })) return;
    problem([say("report.failed"), ...contactSentences(say, settings)].join(" "), words);
  });
  return form;
}
