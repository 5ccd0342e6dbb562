// The conversation: asks, shows, and keeps it in this tab.

import { Answer, plain } from "./answer.js";
import * as article from "./article.js";
import { byId, el, origin } from "./dom.js";
import * as filters from "./filters.js";
import { Refused, ask, tell } from "./server.js";
import { Story, counts } from "./story.js";

const [question, form, go, turns, status] = ["question", "ask", "go", "turns", "status"].map(byId);
const NEWEST = 6, REMEMBERED = 50;
const conversation = [];
let running = null;

// Articles

const show = (quote, all, opener) => article.open(quote, all, opener, askOnly);

async function load() {
  const { entries, total } = await filters.load();
  byId("held").textContent = total === 1 ? "1 article" : `${total.toLocaleString("en")} articles`;
  byId("newest").hidden = !total;
  byId("newest").querySelector("ul").replaceChildren(...entries.slice(0, NEWEST).map(listed));
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

function askOnly(chosen) {
  filters.setOnly(chosen);
  article.close();
  question.focus();
}

// Asking

function placed(kind, text, asked) {
  const turn = new kind(text, conversation.length + 1, { open: show, address: filters.entryOf, narrowed: filters.inWords(asked) });
  turn.asked = asked;
  conversation.push(turn);
  turns.append(turn.element);
  byId("welcome").hidden = true;
  byId("anew").hidden = false;
  return turn;
}

// `work` gets a signal that ends it.
async function run(turn, work) {
  running = new AbortController();
  go.textContent = "Stop";
  status.textContent = "Searching";
  turn.element.scrollIntoView({ block: "start" });
  try {
    await work(running.signal);
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

function answer(text) {
  const history = conversation.filter((turn) => turn instanceof Answer && turn.document).map((turn) => [turn.question, plain(turn.document)]);
  const turn = placed(Answer, text, { question: text, history: history.slice(-REMEMBERED), ...filters.chosen() });
  return run(turn, (signal) => ask(turn.asked, signal, (stage, document) => {
    if (stage === "claim") turn.claim(document);
    else if (stage === "done") finished(turn, document);
    else turn.say({ searching: "Searching", writing: "Writing" }[stage]);
  }));
}

function finished(turn, document) {
  turn.done(document);
  const number = document.citations.length;
  status.textContent = document.abstained ? "The articles do not answer this." : `Answered from ${number} source${number === 1 ? "" : "s"}.`;
  keep();
}

function story(topic) {
  const turn = placed(Story, topic, { topic, ...filters.chosen() });
  return run(turn, async (signal) => {
    turn.done(await tell(turn.asked, signal));
    status.textContent = counts(turn.document);
    keep();
  });
}

// Does with the text in the field what was asked for.
function typed(work) {
  const text = question.value.trim();
  if (running) return;
  if (!text) {
    if (work === story) question.placeholder = "Name the story in a few words";
    question.focus();
    return;
  }
  question.value = "";
  filters.fold();
  work(text);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (running) running.abort();
  else typed(answer);
});

byId("tell").addEventListener("click", () => typed(story));

question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  typed(event.ctrlKey || event.metaKey ? story : answer);
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
  for (const { asked, document } of JSON.parse(sessionStorage.getItem("turns") ?? "[]")) {
    const [kind, text] = document.steps ? [Story, asked.topic] : [Answer, asked.question];
    placed(kind, text, asked).done(document);
  }
} catch {
  sessionStorage.removeItem("turns"); // of an earlier version of the page
}
if (!article.isOpen() && !form.hidden) question.focus();
document.documentElement.dataset.ready = "yes";
