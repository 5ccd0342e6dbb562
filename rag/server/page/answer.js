// A question and its answer: how it grows, and what stands below it.

import { characters, cut, el, inWords, lit, origin, percent } from "./dom.js";
import { Turn } from "./turn.js";
import { verdict } from "./verdict.js";

const MARKERS = /(?:\s*\[\d+\])+\s*$/;
const HOPELESS = 0.01;
const CLOSEST = 2;

// The answer without its markers, as an earlier turn of a conversation.
export function plain(document) {
  const chars = characters(document.answer);
  if (!document.abstained) {
    return claimsOf(document).map(([start, end]) => cut(chars, start, end)).join(" ");
  }
  let text = chars;
  for (const near of document.nearest.toReversed()) {
    const mark = characters(` [${near.marker}]`);
    for (const [, end] of near.claims) {
      if (cut(text, end, end + mark.length) === mark.join("")) text = [...text.slice(0, end), ...text.slice(end + mark.length)];
    }
  }
  return text.join("");
}

function claimsOf(document) {
  const spans = new Map(document.citations.flatMap((c) => c.claims).map((span) => [span.join(), span]));
  return [...spans.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

export class Answer extends Turn {
  constructor(question, number, given) {
    super(question, number, given);
    this.question = question;
    this.answer = el("p", { class: "answer", "aria-live": "polite", "aria-busy": "true" });
    this.waiting.before(this.answer);
  }

  say(stage) {
    this.waiting.textContent = stage;
  }

  claim({ text, citations, answer_spans: exact }) {
    this.cited.push(...citations);
    const chars = characters(text);
    const markers = MARKERS.exec(text)?.[0] ?? "";
    const end = chars.length - characters(markers).length;
    const words = lit(chars, 0, end, exact, (part) => el("strong", {}, part));
    const shown = el("span", { class: "claim" }, words, this.markers(markers));
    this.answer.append(...(this.answer.hasChildNodes() ? [" "] : []), shown);
  }

  markers(text) {
    return [...text.matchAll(/\d+/g)].map(([number]) => {
      const citation = this.cited.find((each) => each.marker === Number(number));
      return citation ? this.marker(citation) : `[${number}]`;
    });
  }

  // The whole answer, streamed before or not.
  done(document) {
    this.document = document;
    this.cited = document.abstained ? document.nearest : [...document.citations, ...document.earlier];
    if (document.abstained) this.refuse(document);
    else if (!this.answer.hasChildNodes()) this.pieces(document).forEach((piece) => this.claim(piece));
    this.answer.setAttribute("aria-busy", "false");
    this.waiting.remove();
    this.below.replaceChildren(...this.footer(document), ...this.sources(document), this.actions());
  }

  pieces(document) {
    const chars = characters(document.answer), starts = claimsOf(document).map(([start]) => start);
    return starts.map((start, n) => {
      const end = starts[n + 1] ?? chars.length;
      const exact = document.answer_spans.filter(([from]) => start <= from && from < end);
      const within = exact.map(([from, to]) => [from - start, to - start]);
      return { text: cut(chars, start, end).trimEnd(), citations: [], answer_spans: within };
    });
  }

  refuse(document) {
    const first = document.nearest[0]?.claims[0]?.[0];
    const chars = characters(document.answer);
    const said = first === undefined ? document.answer : cut(chars, 0, first).replace(/[^.!?…]*:\s*$/, "").trim();
    this.answer.classList.add("abstained");
    this.answer.replaceChildren(said || document.answer);
  }

  footer(document) {
    const lines = [];
    if (document.confidence !== null) {
      const number = percent(document.confidence);
      lines.push(document.abstained
        ? el("p", { class: "confidence" }, "Chance that an answer would have been right: ", el("b", {}, number))
        : el("p", { class: "confidence" }, `${inWords(document.confidence)[0].toUpperCase()}${inWords(document.confidence).slice(1)}, `, el("b", {}, number)));
    }
    const said = [
      ...document.unanswered.map((part) => `Not answered: ${part}`),
      document.note,
      document.understood && `Understood as: ${document.understood}`,
      document.fallback && `Answered offline, with quotes: ${document.fallback}`,
      document.incomplete && `The answer may be incomplete: ${document.incomplete}`,
    ];
    lines.push(...said.filter(Boolean).map((line) => el("p", { class: "remark" }, line)));
    if (document.rejected.length) {
      const withheld = document.rejected.map((each) => el("li", {}, `${each.text} (${each.reason})`));
      const many = `${withheld.length} claim${withheld.length === 1 ? "" : "s"} withheld`;
      lines.push(el("details", { class: "withheld" }, el("summary", {}, many), el("ul", {}, withheld)));
    }
    return lines;
  }

  sources(document) {
    const quotes = document.abstained ? document.nearest : document.citations;
    if (!quotes.length) return this.closest(document);
    const heading = document.abstained ? "Nearest, but no answer" : "Sources";
    return [...this.sides(document), ...this.quotes(heading, quotes), ...this.quotes("Earlier, but no longer", document.earlier)];
  }

  quotes(heading, quotes) {
    return quotes.length ? [el("h3", {}, heading), el("ol", { class: "sources" }, quotes.map((each) => this.source(each)))] : [];
  }

  // Where articles disagree: each value beside the others, with those who give it.
  sides(document) {
    if (!document.sides.length) return [];
    const shown = document.sides.map(({ value, markers }) => {
      const told = document.citations.filter((each) => markers.includes(each.marker));
      return el("li", {}, el("b", {}, value), told.map((each) => el("span", { class: "origin" }, origin(each) || each.title, this.marker(each))));
    });
    return [el("h3", {}, "The articles disagree"), el("ul", { class: "sides" }, shown)];
  }

  source(citation) {
    const chars = characters(citation.quote);
    const words = lit(chars, 0, chars.length, citation.answer ? [citation.answer] : [], (part) => el("strong", {}, part));
    const press = (event) => this.open(citation, this.cited, event.currentTarget);
    return el(
      "li", { value: citation.marker },
      el("button", { type: "button", class: "title", onclick: press }, citation.title),
      origin(citation) && el("span", { class: "origin" }, origin(citation)),
      el("blockquote", {}, words),
    );
  }

  closest(document) {
    const hopeless = document.confidence !== null && document.confidence < HOPELESS;
    const passages = hopeless ? [] : document.passages.slice(0, CLOSEST);
    if (!document.abstained || !passages.length) return [];
    const shown = passages.map((passage) => {
      const quote = { ...passage, title: passage.article_id, quote: passage.text, answer: null };
      const press = (event) => this.open(quote, [quote], event.currentTarget);
      return el("li", {}, el("button", { type: "button", class: "title", onclick: press }, this.address(passage.article_id).title ?? passage.article_id), el("blockquote", {}, passage.text));
    });
    return [el("h3", {}, "Closest passages, which are no answer"), el("ul", { class: "sources" }, shown)];
  }

  actions() {
    const [verdicts, said] = this.asked ? verdict(this.asked, this.document) : ["", ""];
    return el("div", { class: "closing" }, el("div", { class: "actions" }, this.copyButton(), verdicts), said);
  }

  asText() {
    const { document } = this;
    const quotes = document.abstained ? document.nearest : [...document.citations, ...document.earlier];
    return `${[this.question, document.answer, this.footnotes(quotes)].filter(Boolean).join("\n\n")}\n`;
  }

  fail(message) {
    this.answer.setAttribute("aria-busy", "false");
    super.fail(message);
  }
}
