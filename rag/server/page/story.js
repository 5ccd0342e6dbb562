// A story in its dated steps, the earliest first.

import { day, el } from "./dom.js";
import { Turn } from "./turn.js";

const NOTHING = "The articles tell nothing of this.";

const counted = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
const changed = ({ changes }) => changes.map(({ before, now }) => `${before}, now ${now}`).join("; ");
const when = (step) => (step.day ? day(step.day) : "No date");

// "3 steps, from 4 articles of 2 outlets"
export function counts({ steps, articles, outlets }) {
  const told = `${counted(steps.length, "step")}, from ${counted(articles, "article")}`;
  return outlets ? `${told} of ${counted(outlets, "outlet")}` : told;
}

export class Story extends Turn {
  constructor(topic, number, given) {
    super(`Timeline: ${topic}`, number, given);
    this.topic = topic;
  }

  done(document) {
    this.document = document;
    this.cited = document.citations;
    this.waiting.remove();
    const told = document.steps.length
      ? [el("ol", { class: "steps" }, document.steps.map((step) => this.step(step))), el("p", { class: "remark" }, counts(document))]
      : [el("p", { class: "answer abstained" }, NOTHING)];
    this.below.replaceChildren(...told, el("div", { class: "actions" }, document.steps.length ? this.copyButton() : ""));
  }

  step(step) {
    const citation = this.cited.find((each) => each.marker === step.marker);
    const about = [citation.source ?? citation.title, changed(step)].filter(Boolean);
    return el(
      "li", {},
      el("time", step.day ? { datetime: step.day } : {}, when(step)),
      el("div", {}, el("p", { class: "told" }, step.text, this.marker(citation)), el("span", { class: "origin" }, about[0]),
        about[1] && el("span", { class: "change" }, about[1])),
    );
  }

  asText() {
    const { steps, citations } = this.document;
    const lines = steps.map((step) => {
      const change = changed(step);
      return `${when(step)}: ${step.text} [${step.marker}]${change && ` (${change})`}`;
    });
    return `${[this.topic, lines.join("\n"), this.footnotes(citations)].join("\n\n")}\n`;
  }
}
