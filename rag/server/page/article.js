// An article beside the answer, with the quoted words lit.

import { byId, characters, el, isAddress, lit, origin } from "./dom.js";
import { read } from "./server.js";

const pane = byId("article");
const narrow = matchMedia("(max-width: 64rem)");
const FRONT = 5000; // characters among which front matter is looked for
let opener = null;
let asked = 0;

export const isOpen = () => !pane.hidden;

export function close() {
  pane.hidden = true;
  pane.replaceChildren();
  document.body.classList.remove("reading");
  document.querySelector("main").inert = document.querySelector("header").inert = false;
  if (opener?.isConnected) opener.focus();
  opener = null;
}

// `quote` has article_id, sha256, start, end and answer; the others of `all` in that version are lit too.
export async function open(quote, all, from, only) {
  const mine = ++asked;
  opener = from ?? opener;
  show(quote.title ?? quote.article_id, el("p", { class: "waiting" }, "Opening"));
  try {
    const version = quote.sha256 ? `?version=${quote.sha256}` : "";
    const { document: article } = await read(`articles/${encodeURIComponent(quote.article_id)}${version}`);
    if (mine !== asked) return;
    show(article.title, ...about(article), text(article, quote, all), ask(article, only));
    const here = pane.querySelector(".here");
    if (here) here.scrollIntoView({ block: "center" });
    else pane.scrollTop = 0;
  } catch (error) {
    if (mine === asked) show(quote.title ?? quote.article_id, el("p", { class: "problem", role: "alert" }, error.message));
  }
}

function show(title, ...content) {
  const heading = el("h2", { id: "article-title", tabindex: "-1" }, title);
  const shut = el("button", { type: "button", class: "quiet", onclick: close, "aria-label": "Close the article" }, "Close");
  const had = pane.contains(document.activeElement);
  pane.replaceChildren(el("div", { class: "bar" }, shut), heading, ...content);
  if (pane.hidden || had) {
    pane.hidden = false;
    heading.focus({ preventScroll: true });
  }
  document.body.classList.add("reading");
  cover();
}

// Where the article covers the answer, the keyboard must not reach what is below it.
function cover() {
  const covered = narrow.matches && isOpen();
  document.querySelector("main").inert = document.querySelector("header").inert = covered;
}
narrow.addEventListener("change", cover);

function about(article) {
  const named = [article.author, origin(article)].filter(Boolean).join(" · ");
  const lines = named ? [el("p", { class: "origin" }, named)] : [];
  if (isAddress(article.url)) {
    const { hostname } = new URL(article.url);
    const link = { href: article.url, rel: "noopener noreferrer", target: "_blank" };
    lines.push(el("p", { class: "origin" }, el("a", link, `Read it at ${hostname}`)));
  }
  if (article.versions[0] !== article.sha256) {
    lines.push(el("p", { class: "remark" }, "The article has changed since; this is the text that was quoted."));
  }
  return lines;
}

function text(article, quote, all) {
  const chars = characters(article.text);
  const same = all.filter((each) => each.article_id === quote.article_id && each.sha256 === quote.sha256);
  const spans = [];
  for (const each of same.toSorted((a, b) => a.start - b.start)) {
    if (each.start >= (spans.at(-1)?.end ?? 0)) spans.push(each);
  }
  const chosen = spans.find((each) => each.start <= quote.start && quote.start < each.end);
  const parts = [];
  let at = beginning(chars, spans[0]?.start ?? chars.length);
  for (const each of spans) {
    const exact = each.answer ? [each.answer.map((place) => each.start + place)] : [];
    const words = lit(chars, each.start, each.end, exact, (part) => el("strong", {}, part));
    parts.push(chars.slice(at, each.start).join(""), el("mark", { class: each === chosen ? "here" : "" }, words));
    at = each.end;
  }
  return el("div", { class: "text" }, parts, chars.slice(at).join(""));
}

// Where the text is shown from: after its front matter, unless a quote stands in that.
function beginning(chars, first) {
  const front = /^---\n[\s\S]*?\n---\s*\n/.exec(chars.slice(0, FRONT).join(""))?.[0] ?? "";
  const length = characters(front).length;
  return length <= first ? length : 0;
}

function ask(article, only) {
  if (!only) return "";
  const press = () => { only(article); };
  return el("p", {}, el("button", { type: "button", class: "quiet", onclick: press }, "Ask this article only"));
}
