// The server, asked over fetch: with the page's token, renewed once when it has expired.
class Refused extends Error {
  constructor(status, said, wait) {
    super(said);
    this.status = status;
    this.wait = wait;
  }
}

class Server {
  #given; // gives the page's token: null, a string, or a function that gives one or a promise of one
  #known = null;

  constructor(given) {
    this.#given = given;
  }

  get named() {
    return Boolean(this.#given());
  }

  async fetch(path, options = {}) {
    let response = await this.#send(path, options, false);
    if (response.status === 401 && typeof this.#given() === "function") response = await this.#send(path, options, true);
    if (response.ok) return response;
    const problem = await response.json().catch(() => null);
    throw new Refused(response.status, problem?.error?.message ?? response.statusText, response.headers.get("Retry-After"));
  }

  async #send(path, options, renew) {
    const given = this.#given();
    if (typeof given === "function" && (renew || this.#known === null)) this.#known = await given();
    const token = typeof given === "function" ? this.#known : given;
    const headers = { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
    // Cookies of our own origin only: a proxy in front may know the reader by them. We set none.
    return fetch(new URL(path, HOME), { ...options, headers, credentials: "same-origin" });
  }

  post(path, body, options = {}) {
    const headers = { "Content-Type": "application/json", Accept: options.accept ?? "application/json" };
    return this.fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal: options.signal });
  }
}

// Named events of a server-sent stream, as [name, data].
async function* events(response) {
  let buffered = "";
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    buffered += value;
    const blocks = buffered.split("\n\n");
    buffered = blocks.pop();
    for (const block of blocks) {
      const name = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (name && data) yield [name, JSON.parse(data)];
    }
  }
}
