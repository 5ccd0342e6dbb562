// What every turn of the conversation has: a heading, what stands below it, and a text to copy.

import { day, el, isAddress } from "./dom.js";

const COPY = "Copy with sources";

export class Turn {
  // `open(citation, all, opener)` shows an article; `address(id)` is its URL, if it has one; `narrowed` says of what.
  constructor(heading, number, { open, address, narrowed }) {
    this.document = null;
    this.asked = null; // what was sent for it
    this.cited = [];
    this.open = open;
    this.address = address;
    this.below = el("div", { class: "below" });
    this.waiting = el("p", { class: "waiting" }, "Searching");
    const id = `turn-${number}`;
    this.element = el(
      "article", { class: "turn", "aria-labelledby": id },
      el("h2", { id, tabindex: "-1" }, heading), narrowed && el("p", { class: "origin" }, narrowed), this.waiting, this.below,
    );
  }

  marker(citation) {
    const label = `Source ${citation.marker}: ${citation.title}`;
    const press = (event) => this.open(citation, this.cited, event.currentTarget);
    return el("button", { type: "button", class: "marker", "aria-label": label, title: citation.title, onclick: press }, String(citation.marker));
  }

  fail(message) {
    this.waiting.remove();
    this.below.replaceChildren(el("p", { class: "problem", role: "alert" }, message));
  }

  footnotes(citations) {
    return citations.map((each) => {
      const { url } = this.address(each.article_id);
      const about = [each.title, each.source, each.published && day(each.published), each.page && `p. ${each.page}`];
      const where = isAddress(url) ? `\n    ${url}` : "";
      return `[${each.marker}] ${about.filter(Boolean).join(", ")}: “${each.quote}”${where}`;
    }).join("\n");
  }

  copyButton() {
    const button = el("button", { type: "button", class: "quiet", onclick: () => this.copy(button) }, COPY);
    return button;
  }

  async copy(button) {
    try {
      await navigator.clipboard.writeText(this.asText());
    } catch { // without https the clipboard is closed to scripts
      const field = el("textarea", { class: "unseen" });
      field.value = this.asText();
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = COPY; }, 2000);
  }
}
