// <footnote-chat>: attributes and properties in, events out. docs/embedding.md describes them.
const FILTERS = ["since", "until", "source", "author"];
const LISTS = ["articles", "groups"];
const HISTORY = 12;

class FootnoteChat extends HTMLElement {
  static observedAttributes = ["title", "greeting", "placeholder", "language", "examples", "mode"];

  #turns = [];
  #asking = null;
  #memory = null;
  #token = null;
  server = new Server(() => this.token);
  #shown = null; // the passage that is open: { turn, number, from }

  connectedCallback() {
    if (this.shadowRoot) return;
    if (Object.hasOwn(this, "token")) {
      const { token } = this; // set before this script was there
      delete this.token;
      this.token = token;
    }
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [SHEET];
    root.append(...made("div", "", FRAME).childNodes);
    this.find = (selector) => root.querySelector(selector);
    this.#memory = new Memory(this.id);
    this.#wire();
    this.#label();
    const kept = this.#memory.read();
    for (const one of kept.turns) this.#turn(one.question).restore(one);
    this.#unfold(!this.#launcher || kept.open);
    this.#settle();
    this.tell("ready", {});
  }

  disconnectedCallback() {
    this.#asking?.abort();
  }

  attributeChangedCallback(name) {
    if (!this.shadowRoot) return;
    if (name === "mode") this.#unfold(!this.#launcher);
    this.#label();
  }

  // --- what a page can do

  /** Ask a question as if it had been typed. Gives the answer, null where it was stopped or failed. */
  async ask(question) {
    const text = String(question).trim();
    if (!text) return null;
    this.open();
    return this.#answer(this.#turn(text));
  }

  open() {
    if (!this.find(".frame").hidden) return;
    this.#unfold(true);
    this.find("#box").focus();
    this.tell("open", {});
  }

  close() {
    if (!this.#launcher || this.find(".frame").hidden) return;
    this.#unfold(false);
    this.find(".launcher").focus();
    this.tell("close", {});
  }

  clear() {
    this.#asking?.abort();
    this.#shut();
    this.#turns = [];
    this.find(".turns").replaceChildren();
    this.remember();
    this.#settle();
    this.find("#box").focus();
  }

  /** The reader's token: a string, or a function that gives one (or a promise of one). */
  set token(token) {
    this.#token = token;
    this.server = new Server(() => this.token);
  }

  get token() {
    return this.#token ?? window[this.getAttribute("token-from")] ?? this.getAttribute("token");
  }

  // --- its parts

  get words() {
    const tag = this.getAttribute("language") ?? this.closest("[lang]")?.lang ?? "en";
    return WORDS[tag.slice(0, 2).toLowerCase()] ?? WORDS.en;
  }

  get #launcher() {
    return this.getAttribute("mode") === "launcher";
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`footnote:${name}`, { detail, bubbles: true, composed: true }));
  }

  remember() {
    const turns = this.#turns.map((turn) => turn.kept).filter(Boolean);
    this.#memory.write({ open: !this.find(".frame").hidden, turns });
  }

  #wire() {
    const box = this.find("#box");
    this.find(".launcher").onclick = () => (this.find(".frame").hidden ? this.open() : this.close());
    this.find(".close").onclick = () => this.close();
    this.find(".fresh").onclick = () => this.clear();
    this.find(".shut").onclick = () => this.#shut();
    this.find(".before").onclick = () => this.#step(-1);
    this.find(".after").onclick = () => this.#step(1);
    this.find(".passage").addEventListener("click", (event) => this.#read(event));
    this.find(".asking").onsubmit = (event) => {
      event.preventDefault();
      if (this.#asking) this.#asking.abort();
      else if (box.value.trim()) {
        this.ask(box.value);
        box.value = "";
        this.#grow();
      }
    };
    box.oninput = () => this.#grow();
    box.onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (!this.#asking) this.find(".asking").requestSubmit();
    };
    this.shadowRoot.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (this.#shown) this.#shut();
      else this.close();
      event.stopPropagation();
    });
  }

  #label() {
    const words = this.words;
    const said = (name) => this.getAttribute(name) ?? words[name];
    this.find(".root").lang = words === WORDS.fr ? "fr" : "en";
    this.find("#name").textContent = said("title");
    this.find(".greeting").textContent = said("greeting");
    this.find("#box").placeholder = said("placeholder");
    this.find("label[for=box]").textContent = words.question;
    this.find(".log").setAttribute("aria-label", words.log);
    for (const [selector, label] of [
      [".launcher", words.open], [".close", words.close], [".fresh", words.fresh], [".shut", words.close],
      [".before", words.before], [".after", words.after],
    ]) {
      this.find(selector).setAttribute("aria-label", label);
      this.find(selector).title = label;
    }
    this.find(".frame").setAttribute("aria-labelledby", "name");
    this.find(".frame").setAttribute("role", this.#launcher ? "dialog" : "region");
    this.find(".examples").replaceChildren(
      ...(this.getAttribute("examples") ?? "").split("|").map((text) => text.trim()).filter(Boolean).map((text) => {
        const button = made("button", "example", "");
        button.type = "button";
        button.textContent = text;
        button.onclick = () => this.ask(text);
        return button;
      }),
    );
    for (const turn of this.#turns) turn.label();
    this.#settle();
  }

  #unfold(open) {
    this.find(".frame").hidden = !open;
    this.find(".launcher").setAttribute("aria-expanded", String(open));
    this.toggleAttribute("open", open);
    this.remember();
  }

  #settle() {
    const busy = Boolean(this.#asking);
    const send = this.find(".send");
    send.classList.toggle("busy", busy);
    send.setAttribute("aria-label", busy ? this.words.stop : this.words.ask);
    send.title = busy ? this.words.stop : this.words.ask;
    this.find(".hello").hidden = this.#turns.length > 0;
    this.find(".fresh").hidden = !this.#turns.length;
  }

  #grow() {
    const box = this.find("#box");
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }

  #turn(question) {
    const turn = new Turn(this, question);
    this.#turns.push(turn);
    this.find(".turns").append(turn.root);
    return turn;
  }

  // --- asking

  again(turn) {
    return this.#answer(turn);
  }

  async #answer(turn) {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const earlier = this.#turns.slice(0, this.#turns.indexOf(turn)).filter((one) => one.kept ?? one.said.length);
    const history = earlier.flatMap((one) => [
      { role: "user", content: one.question },
      { role: "assistant", content: one.kept?.text ?? one.said.join(" ") },
    ]);
    this.#shut();
    turn.waits();
    this.#settle();
    this.#follow(turn);
    this.tell("ask", { question: turn.question });
    let answer = null;
    try {
      const body = { question: turn.question, history: history.slice(-HISTORY), ...this.#filters() };
      const language = this.find(".root").lang;
      const response = await this.server.post(`api/ask?markup=1&language=${language}`, body, {
        accept: "text/event-stream",
        signal: asking.signal,
      });
      for await (const [name, data] of events(response)) {
        if (name === "error") throw new Refused(0, data.error.message);
        const following = this.#following();
        if (name === "statement") turn.add(data);
        if (name === "answer") {
          answer = turn.finish(data);
          this.remember(); // what is seen is kept, whatever becomes of the rest of the stream
        }
        if (following) this.#follow(turn);
      }
      if (!answer) throw new TypeError("the stream ended early");
      this.tell("answer", { answer });
    } catch (error) {
      if (error.name === "AbortError") turn.fail(this.words.stopped);
      else {
        turn.fail(error instanceof Refused ? error.message : this.words.unreachable);
        this.tell("error", { message: error.message, status: error.status ?? 0, retryAfter: error.wait ?? null });
      }
    } finally {
      if (this.#asking === asking) this.#asking = null;
      this.#settle();
      this.remember();
    }
    return answer;
  }

  #filters() {
    const filters = {};
    for (const name of FILTERS) if (this.getAttribute(name)) filters[name] = this.getAttribute(name);
    for (const name of LISTS)
      if (this.getAttribute(name)) filters[name] = this.getAttribute(name).split(",").map((one) => one.trim());
    return filters;
  }

  #following() {
    const log = this.find(".log");
    return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  }

  // Down to the newest words, but never past the question they answer.
  #follow(turn) {
    const log = this.find(".log");
    const top = turn.root.getBoundingClientRect().top - log.getBoundingClientRect().top + log.scrollTop - 8;
    log.scrollTop = Math.min(top, log.scrollHeight);
  }

  // --- the passage behind a number

  passage(turn, number, from) {
    const cards = turn.cards();
    const card = cards[number - 1];
    if (!card) return;
    this.#shown = { turn, number, from: from ?? this.#shown?.from };
    const head = made("div", "head", "");
    for (const part of card.querySelectorAll(".fn-head > .fn-title, .fn-head > .fn-meta")) head.append(part.cloneNode(true));
    this.find(".passage").replaceChildren(head, ...card.querySelector(".fn-body").cloneNode(true).childNodes);
    this.find("#place").textContent = this.words.place.replace("{n}", number).replace("{of}", cards.length);
    this.find(".before").disabled = number <= 1;
    this.find(".after").disabled = number >= cards.length;
    this.find(".sheet").classList.remove("reading");
    this.find(".sheet").hidden = false;
    this.find(".passage").scrollTop = 0;
    this.find(".sheet").focus({ preventScroll: true });
    for (const cite of turn.root.querySelectorAll(".said a.fn-cite"))
      if (Number(cite.textContent) === number) this.#reveal(cite.closest("p"));
    for (const cite of this.shadowRoot.querySelectorAll("a.fn-cite"))
      cite.classList.toggle("active", turn.root.contains(cite) && Number(cite.textContent) === number);
    this.tell("citation", { number, question: turn.question });
  }

  // Within the conversation only: `scrollIntoView` would move the page around us too.
  #reveal(part) {
    const log = this.find(".log");
    const [seen, wanted] = [log.getBoundingClientRect(), part.getBoundingClientRect()];
    const below = wanted.bottom + 24 - seen.bottom;
    const above = wanted.top - 8 - seen.top;
    if (above < 0 || wanted.height > seen.height) log.scrollTop += above;
    else if (below > 0) log.scrollTop += below;
  }

  #step(by) {
    this.passage(this.#shown.turn, this.#shown.number + by);
  }

  #shut() {
    if (!this.#shown) return;
    const { from } = this.#shown;
    this.#shown = null;
    this.find(".sheet").hidden = true;
    for (const cite of this.shadowRoot.querySelectorAll("a.fn-cite.active")) cite.classList.remove("active");
    from?.focus({ preventScroll: true });
  }

  // A new tab would not know a reader who has a token: then the article is read in here.
  async #read(event) {
    const link = event.target.closest("a.fn-open");
    if (!link || !this.server.named || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const passage = this.find(".passage");
    try {
      const page = await (await this.server.fetch(link.href.split("#")[0])).text();
      const article = new DOMParser().parseFromString(html(page), "text/html").querySelector("article");
      for (const inner of article.querySelectorAll(".fn-jump, .fn-changes")) inner.remove();
      this.find(".sheet").classList.add("reading");
      passage.replaceChildren(document.adoptNode(article));
      const marked = passage.querySelector("mark");
      if (marked) passage.scrollTop += marked.getBoundingClientRect().top - passage.getBoundingClientRect().top - 96;
    } catch (error) {
      passage.append(Object.assign(made("p", "fn-notice", ""), { textContent: error.message }));
    }
  }
}

if (!customElements.get("footnote-chat")) customElements.define("footnote-chat", FootnoteChat);
