// Elements, texts and numbers. A text of an article enters the page as a text node only.

export function el(name, given = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

export const byId = (id) => document.getElementById(id);

// The server counts characters, JavaScript halves of some of them: a text is cut as an array of characters.
export const characters = (text) => Array.from(text);
export const cut = (chars, start, end) => chars.slice(start, end).join("");

// The characters of `chars` from `from` to `to`, those within `spans` in an element each.
export function lit(chars, from, to, spans, wrap) {
  const parts = [];
  let at = from;
  for (const [start, end] of spans) {
    const [first, last] = [Math.max(start, at), Math.min(end, to)];
    if (first >= last) continue;
    parts.push(cut(chars, at, first), wrap(cut(chars, first, last)));
    at = last;
  }
  return [...parts, cut(chars, at, to)];
}

export function percent(probability) {
  if (probability < 0.01) return "less than 1%";
  return probability > 0.99 ? "more than 99%" : `${Math.round(100 * probability)}%`;
}

export function inWords(probability) {
  if (probability >= 0.9) return "very likely right";
  if (probability >= 0.7) return "likely right";
  return probability >= 0.4 ? "perhaps right" : "unsure";
}

const days = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

export function day(published) {
  const moment = new Date(`${published}T00:00:00Z`);
  return Number.isNaN(moment.valueOf()) ? published : days.format(moment);
}

// Outlet, day and page, of what is known.
export function origin(of) {
  return [of.source, of.published && day(of.published), of.page && `p. ${of.page}`].filter(Boolean).join(" · ");
}

export const isAddress = (text) => /^https?:\/\//.test(text ?? "");
