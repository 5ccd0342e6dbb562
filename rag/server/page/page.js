// The conversation: asks, shows, keeps it in this tab, and narrows what is searched.

import * as article from "./article.js";
import { byId, day, el, origin } from "./dom.js";
import { Refused, ask, read } from "./server.js";
import { Turn, plain } from "./turn.js";

const [question, form, go, turns, status] = ["question", "ask", "go", "turns", "status"].map(byId);
const [source, since, until, only] = ["source", "since", "until", "only"].map(byId);
const LISTED = 1000, NEWEST = 6, REMEMBERED = 50;
const conversation = [];
let entries = [];
let running = null;

// Articles

const entryOf = (id) => entries.find((entry) => entry.id === id) ?? {};
const show = (quote, all, opener) => article.open(quote, all, opener, askOnly);

async function load() {
  const { document: held, total } = await read(`articles?limit=${LISTED}`);
  entries = held;
  byId("held").textContent = total === 1 ? "1 article" : `${total.toLocaleString("en")} articles`;
  const outlets = [...new Set(held.map((entry) => entry.source).filter(Boolean))].sort();
  source.replaceChildren(el("option", { value: "" }, "Any"), ...outlets.map((name) => el("option", { value: name }, name)));
  byId("titles").replaceChildren(...held.map((entry) => el("option", { value: entry.title })));
  const newest = held.toSorted((a, b) => (b.published ?? "").localeCompare(a.published ?? "")).slice(0, NEWEST);
  byId("newest").hidden = !newest.length;
  byId("newest").querySelector("ul").replaceChildren(...newest.map(listed));
  if (!total) problem("The library is empty. Put articles into it: rag ingest PATH");
}

function listed(entry) {
  const press = (event) => show({ article_id: entry.id, title: entry.title }, [], event.currentTarget);
  const about = origin(entry);
  return el("li", {}, el("button", { type: "button", class: "title", onclick: press }, entry.title), about && el("span", { class: "origin" }, about));
}

function problem(text) {
  byId("welcome").append(el("p", { class: "problem", role: "alert" }, text));
}

async function start() {
  try {
    await load();
    byId("key").hidden = true;
    form.hidden = false;
    linked();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 401) {
      byId("key").hidden = false;
      form.hidden = true;
      byId("token").focus();
    } else problem(error.message);
  }
}

byId("key").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("token", byId("token").value.trim());
  start();
});

// A link to a quote: #article=ID&version=SHA&start=0&end=9
function linked() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (!given.get("article")) return;
  const [start, end] = ["start", "end"].map((name) => Number(given.get(name) ?? 0));
  const quote = { article_id: given.get("article"), sha256: given.get("version"), start, end, answer: null };
  show(quote, end > start ? [quote] : [], question);
}
addEventListener("hashchange", linked);

// What is searched

function filters() {
  const found = {};
  if (source.value) found.sources = [source.value];
  if (since.value) found.since = since.value;
  if (until.value) found.until = until.value;
  const title = only.value.trim();
  if (title) found.articles = [entries.find((entry) => entry.title === title || entry.id === title)?.id ?? title];
  return found;
}

function narrowed() {
  const parts = [
    only.value.trim() && `“${only.value.trim()}”`,
    source.value,
    since.value && `from ${day(since.value)}`,
    until.value && `to ${day(until.value)}`,
  ].filter(Boolean);
  byId("narrow").querySelector("summary").textContent = parts.length ? `Only ${parts.join(", ")}` : "All articles";
  byId("narrow").classList.toggle("narrowed", parts.length > 0);
}

function askOnly(chosen) {
  only.value = entries.filter((entry) => entry.title === chosen.title).length === 1 ? chosen.title : chosen.id;
  narrowed();
  article.close();
  question.focus();
}

byId("narrow").addEventListener("input", narrowed);
byId("widen").addEventListener("click", () => {
  for (const field of [source, since, until, only]) field.value = "";
  narrowed();
  byId("narrow").open = false;
  question.focus();
});

// Asking

function placed(text, asked) {
  const turn = new Turn(text, conversation.length + 1, { open: show, address: entryOf });
  turn.asked = asked;
  conversation.push(turn);
  turns.append(turn.element);
  byId("welcome").hidden = true;
  byId("anew").hidden = false;
  return turn;
}

async function answer(text) {
  const history = conversation.filter((turn) => turn.document).map((turn) => [turn.question, plain(turn.document)]);
  const turn = placed(text, { question: text, history: history.slice(-REMEMBERED), ...filters() });
  running = new AbortController();
  go.textContent = "Stop";
  status.textContent = "Searching";
  turn.element.scrollIntoView({ block: "start" });
  try {
    await ask(turn.asked, running.signal, (stage, document) => {
      if (stage === "claim") turn.claim(document);
      else if (stage === "done") finished(turn, document);
      else turn.say({ searching: "Searching", writing: "Writing" }[stage]);
    });
  } catch (error) {
    const stopped = error.name === "AbortError";
    turn.fail(stopped ? "Stopped." : error.message);
    status.textContent = stopped ? "Stopped." : "";
    if (error.status === 401) start();
  } finally {
    running = null;
    go.textContent = "Ask";
  }
}

function finished(turn, document) {
  turn.done(document);
  const number = document.citations.length;
  status.textContent = document.abstained ? "The articles do not answer this." : `Answered from ${number} source${number === 1 ? "" : "s"}.`;
  keep();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (running) {
    running.abort();
    return;
  }
  const text = question.value.trim();
  if (!text) return;
  question.value = "";
  byId("narrow").open = false;
  answer(text);
});

question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (!running) form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    if (article.isOpen()) article.close();
    question.focus();
  } else if (event.key === "Escape") {
    if (article.isOpen()) article.close();
    else running?.abort();
  }
});

// What this tab remembers

function keep() {
  const kept = conversation.filter((turn) => turn.document).map(({ asked, document }) => ({ asked, document }));
  try {
    sessionStorage.setItem("turns", JSON.stringify(kept.slice(-REMEMBERED)));
  } catch { /* full: the page still has them */ }
}

byId("anew").addEventListener("click", () => {
  running?.abort();
  conversation.length = 0;
  turns.replaceChildren();
  sessionStorage.removeItem("turns");
  if (article.isOpen()) article.close();
  byId("welcome").hidden = false;
  byId("anew").hidden = true;
  question.focus();
});

await start();
try {
  for (const { asked, document } of JSON.parse(sessionStorage.getItem("turns") ?? "[]")) placed(asked.question, asked).done(document);
} catch {
  sessionStorage.removeItem("turns"); // of an earlier version of the page
}
if (!article.isOpen() && !form.hidden) question.focus();
document.documentElement.dataset.ready = "yes";
