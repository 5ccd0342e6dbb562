// A reader's verdict on an answer, which the server keeps as an eval case.

import { el } from "./dom.js";
import { send } from "./server.js";

const NONE = "-";

// Two buttons, and a field for the right answer. `asked` is what was sent for the answer.
export function verdict(asked, document) {
  const box = el("div", { class: "verdict" });
  const said = el("p", { class: "remark", role: "status" });

  async function keep(right) {
    try {
      const { case: kept } = await send("feedback", { ...asked, answer: document.answer, ...(right === undefined ? {} : { right }) });
      const known = kept.answers.length ? ` Its known answer: “${kept.answers[0]}”.` : "";
      said.textContent = `Kept as a test case.${known}`;
      box.replaceChildren();
    } catch (error) {
      said.textContent = error.message;
    }
  }

  function ask() {
    const field = el("input", { type: "text", "aria-label": "The right answer", placeholder: "The right answer" });
    const none = el("button", { type: "button", class: "quiet", onclick: () => keep(NONE) }, "The articles do not say");
    const form = el("form", { class: "fix" }, field, el("button", { type: "submit", class: "quiet" }, "Keep"), document.abstained ? "" : none);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field.value.trim()) keep(field.value);
    });
    box.replaceChildren(form);
    field.focus();
  }

  box.append(
    el("button", { type: "button", class: "quiet", onclick: () => keep() }, "Good answer"),
    el("button", { type: "button", class: "quiet", onclick: ask }, "Correct it"),
  );
  return [box, said];
}
