// One question and its answer: what is shown of it, and what a reader can do with it.
class Turn {
  constructor(chat, question) {
    this.chat = chat;
    this.question = question;
    this.kept = null; // what is remembered once the answer is whole
    this.said = [];
    this.root = made("div", "turn", TURN);
    this.find = (selector) => this.root.querySelector(selector);
    this.find(".question").textContent = question;
    this.find(".again").onclick = () => chat.again(this);
    this.find(".copy").onclick = () => this.#copy();
    this.find(".reasons").onsubmit = (event) => this.#explain(event);
    for (const button of this.root.querySelectorAll(".rate")) button.onclick = () => this.#rate(button.dataset.rating);
    this.root.addEventListener("click", (event) => {
      const number = event.target.closest("a.fn-cite");
      if (!number) return;
      event.preventDefault();
      chat.passage(this, Number(number.textContent), number);
    });
    this.label();
  }

  label() {
    const words = this.chat.words;
    this.find(".waiting").textContent = words.waiting;
    this.find(".again").textContent = words.again;
    this.find(".copy span").textContent = words.copy;
    this.find(".reasons legend").textContent = words.why;
    this.find(".reasons .small").textContent = words.send;
    const comment = this.find(".reasons textarea");
    comment.placeholder = words.comment;
    comment.setAttribute("aria-label", words.comment);
    this.find("[data-rating=up]").setAttribute("aria-label", words.good);
    this.find("[data-rating=down]").setAttribute("aria-label", words.bad);
    this.find(".choices").replaceChildren(
      ...Object.entries(words.reasons).map(([value, label]) => {
        const choice = made("label", "choice", '<input type="radio" name="reason"><span></span>');
        choice.querySelector("input").value = value;
        choice.querySelector("span").textContent = label;
        return choice;
      }),
    );
  }

  waits() {
    this.said = [];
    this.find(".said").replaceChildren();
    this.find(".cards").replaceChildren();
    this.find(".failure").hidden = true;
    this.find(".waiting").hidden = false;
  }

  add(data) {
    this.said.push(data.statement.text);
    this.find(".said").append(...this.#markup(data.html).childNodes);
    this.find(".cards").append(...this.#markup(data.cards_html).childNodes);
    this.#count();
  }

  // What was announced statement by statement stays in place: only what comes after it is new.
  finish({ html: whole, cards_html: cards, markdown, ...answer }) {
    this.kept = { question: this.question, text: answer.text, id: answer.id, html: whole, cards, markdown, rated: null };
    this.#show(this.kept);
    return answer;
  }

  restore(kept) {
    this.kept = kept;
    this.#show(kept);
    if (kept.rated) this.find(`[data-rating=${kept.rated}]`).setAttribute("aria-pressed", "true");
  }

  #show(kept) {
    const shown = this.find(".said");
    const whole = [...this.#markup(kept.html).querySelector(".fn-answer").children];
    const already = shown.children.length;
    const same = whole.slice(0, already).every((part, at) => part.textContent === shown.children[at].textContent);
    if (same) shown.append(...whole.slice(already));
    else shown.replaceChildren(...whole);
    this.find(".cards").replaceChildren(...this.#markup(kept.cards).childNodes);
    this.find(".waiting").hidden = true;
    this.find(".tools").hidden = false;
    this.#count();
  }

  fail(message, { again = true } = {}) {
    this.find(".waiting").hidden = true;
    this.find(".failure").hidden = false;
    this.find(".failure .fn-notice").textContent = message;
    this.find(".again").hidden = !again;
  }

  cards() {
    return [...this.find(".cards").children];
  }

  // Links are relative to our host, not to the page that shows them.
  #markup(markup) {
    const part = made("div", "", markup);
    for (const link of part.querySelectorAll('a[href^="/"]')) {
      link.href = new URL(link.getAttribute("href"), HOME).href;
      link.target = "_blank";
      link.rel = "noopener";
    }
    for (const action of part.querySelectorAll(".fn-copy, .fn-rate")) action.remove(); // our own stand below
    return part;
  }

  #count() {
    const count = this.cards().length;
    this.find(".sources").hidden = !count;
    this.find(".sources summary").textContent = this.chat.words.sources[Number(count !== 1)].replace("{n}", count);
  }

  async #copy() {
    await copied(this.kept.markdown, this.chat.shadowRoot);
    const label = this.find(".copy span");
    label.textContent = this.chat.words.copied;
    setTimeout(() => (label.textContent = this.chat.words.copy), 2000);
  }

  #rate(rating) {
    for (const button of this.root.querySelectorAll(".rate"))
      button.setAttribute("aria-pressed", String(button.dataset.rating === rating));
    this.find(".reasons").hidden = rating === "up";
    if (rating === "up") this.#send({ rating });
    else this.find(".reasons input").focus();
  }

  #explain(event) {
    event.preventDefault();
    const reason = this.find(".reasons input:checked")?.value ?? null;
    this.find(".reasons").hidden = true;
    this.#send({ rating: "down", reason, comment: this.find(".reasons textarea").value.trim() || null });
    this.find("[data-rating=down]").focus();
  }

  async #send(word) {
    this.kept.rated = word.rating;
    this.chat.remember();
    this.chat.tell("feedback", { ...word, answer_id: this.kept.id });
    try {
      await this.chat.server.post("api/feedback", { answer_id: String(this.kept.id), question: this.question, ...word });
      this.find(".thanks").textContent = this.chat.words.thanks;
    } catch (error) {
      this.find(".thanks").textContent = error instanceof Refused ? error.message : this.chat.words.unreachable;
    }
  }
}

// The clipboard proper needs a secure page; an intranet over http gets the old way.
async function copied(text, root) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const carrier = document.createElement("textarea");
    carrier.className = "hidden";
    carrier.value = text;
    root.append(carrier);
    carrier.select();
    document.execCommand("copy");
    carrier.remove();
  }
}
