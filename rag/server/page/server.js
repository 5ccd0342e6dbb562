// What the page asks of the server.

export class Refused extends Error {
  constructor(status, document) {
    super([document.error, document.hint].filter(Boolean).join(" ") || `The server answered with ${status}.`);
    this.status = status;
  }
}

const UNREACHED = "The server cannot be reached. Is `rag serve` still running?";

function headers(more = {}) {
  const token = sessionStorage.getItem("token");
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    throw error.name === "AbortError" ? error : new Refused(0, { error: UNREACHED });
  }
  if (response.ok) return response;
  throw new Refused(response.status, await response.json().catch(() => ({})));
}

export async function read(path) {
  const response = await request(path, { headers: headers() });
  return { document: await response.json(), total: Number(response.headers.get("X-Total-Count")) };
}

export async function send(path, document) {
  const options = { method: "POST", headers: headers({ "Content-Type": "application/json" }) };
  return (await request(path, { ...options, body: JSON.stringify(document) })).json();
}

// The dated steps of a story.
export async function tell({ topic, sources = [], articles = [], ...days }, signal) {
  const query = new URLSearchParams({ q: topic, ...days });
  for (const each of sources) query.append("source", each);
  for (const each of articles) query.append("article", each);
  return (await request(`timeline?${query}`, { headers: headers(), signal })).json();
}

// Calls `heard` with the name and the document of each event; resolves when the answer is whole.
export async function ask(asked, signal, heard) {
  const given = headers({ "Content-Type": "application/json", Accept: "text/event-stream" });
  const response = await request("ask", { method: "POST", headers: given, body: JSON.stringify(asked), signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "", done = false;
  for (;;) {
    const { value, done: ended } = await reader.read();
    if (ended) break;
    const blocks = (waiting + value).split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const name = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (!data) continue;
      if (name === "error") throw new Refused(200, JSON.parse(data));
      done ||= name === "done";
      heard(name, JSON.parse(data));
    }
  }
  if (!done) throw new Refused(0, { error: "The answer broke off.", hint: "Ask again." });
}
