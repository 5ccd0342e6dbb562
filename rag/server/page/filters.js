// What is searched: the fields below the question, and how they are said in words.

import { byId, day, el } from "./dom.js";
import { read } from "./server.js";

const narrow = byId("narrow");
const [source, since, until, asOf, only] = ["source", "since", "until", "as-of", "only"].map(byId);
const LISTED = 1000, FOUND = 20, PAUSE = 250;
let entries = [];
let total = 0;
let typing = 0;

export const entryOf = (id) => entries.find((entry) => entry.id === id) ?? {};

// The newest articles, and how many there are.
export async function load() {
  const { document: held, total: all } = await read(`articles?sort=newest&limit=${LISTED}`);
  [entries, total] = [held, all];
  const outlets = [...new Set(held.map((entry) => entry.source).filter(Boolean))].sort();
  byId("outlets").replaceChildren(...outlets.map((name) => el("option", { value: name })));
  offer(held);
  return { entries, total };
}

function offer(found) {
  byId("titles").replaceChildren(...found.map((entry) => el("option", { value: entry.title })));
}

// Of a large library only the newest articles are known here: the others are found by their titles.
async function seek() {
  const words = only.value.trim();
  if (entries.length >= total || !words) return;
  const { document: found } = await read(`articles?sort=newest&limit=${FOUND}&q=${encodeURIComponent(words)}`).catch(() => ({ document: [] }));
  entries.push(...found.filter((entry) => !entryOf(entry.id).id));
  if (words === only.value.trim()) offer(found);
}

// As the server takes them.
export function chosen() {
  const found = {};
  if (source.value.trim()) found.sources = [source.value.trim()];
  if (since.value) found.since = since.value;
  if (until.value) found.until = until.value;
  if (asOf.value) found.as_of = asOf.value;
  const title = only.value.trim();
  if (title) found.articles = [entries.find((entry) => entry.title === title || entry.id === title)?.id ?? title];
  return found;
}

// "Only Wire, from 5 May 2026, as known on 7 May 2026"; nothing for all articles.
export function inWords({ sources = [], since: from, until: to, as_of: known, articles = [] }) {
  const parts = [
    ...articles.map((id) => `“${entryOf(id).title ?? id}”`), ...sources, from && `from ${day(from)}`, to && `to ${day(to)}`,
  ].filter(Boolean);
  const only = parts.length ? [`Only ${parts.join(", ")}`] : [];
  const said = [...only, ...(known ? [`as known on ${day(known)}`] : [])].join(", ");
  return said && `${said[0].toUpperCase()}${said.slice(1)}`;
}

function show() {
  const said = inWords(chosen());
  narrow.querySelector("summary").textContent = said || "All articles";
  narrow.classList.toggle("narrowed", Boolean(said));
}

export function setOnly(entry) {
  only.value = entries.filter((each) => each.title === entry.title).length === 1 ? entry.title : entry.id;
  show();
}

export function fold() {
  narrow.open = false;
}

narrow.addEventListener("input", show);
only.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(seek, PAUSE);
});
byId("widen").addEventListener("click", () => {
  for (const field of [source, since, until, asOf, only]) field.value = "";
  show();
  fold();
  byId("question").focus();
});
