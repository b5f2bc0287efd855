// <footnote-chat>: the chat on anybody's page. Markup comes from the server's renderer, this asks, streams and listens.
// No inline code or style: it runs under `script-src host; style-src host; connect-src host`.
"use strict";
(() => {
  const home = new URL(".", document.currentScript.src).href.replace(/\/$/, "");

  async function* events(response) {
    let buffered = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      buffered += chunk;
      const blocks = buffered.split("\n\n");
      buffered = blocks.pop();
      for (const block of blocks) {
        const name = /^event: (.*)$/m.exec(block)?.[1];
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (name && data) yield [name, JSON.parse(data)];
      }
    }
  }

  class FootnoteChat extends HTMLElement {
    #turns = [];
    #log;
    #box;
    #asking = null;

    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      root.innerHTML =
        `<link rel="stylesheet" href="${home}/static/widget.css"><section class="fn-frame"><h2></h2>` +
        '<div class="fn-log" role="log" aria-live="polite" tabindex="0"></div><form><label><span class="fn-hidden">Your' +
        ' question</span><input type="text" maxlength="4000" autocomplete="off"></label><button>Ask</button></form></section>';
      root.querySelector("h2").textContent = this.getAttribute("title") ?? "Ask the articles";
      this.#log = root.querySelector(".fn-log");
      this.#box = root.querySelector("input");
      this.#box.placeholder = this.getAttribute("placeholder") ?? "Ask a question…";
      root.querySelector("form").addEventListener("submit", (event) => {
        event.preventDefault();
        if (this.#asking) this.#asking.abort();
        else if (this.#box.value.trim()) this.ask(this.#box.value.trim());
      });
    }

    disconnectedCallback() {
      this.#asking?.abort();
    }

    async ask(question) {
      this.#box.value = "";
      const turn = this.#append("fn-turn");
      this.#append("fn-question", turn).textContent = question;
      const answer = this.#append("fn-answer", turn);
      const waiting = this.#append("fn-waiting", turn);
      waiting.textContent = "Reading the articles…";
      const button = this.shadowRoot.querySelector("button");
      button.textContent = "Stop";
      this.#asking = new AbortController();
      const said = [];
      try {
        const response = await fetch(`${home}/api/ask?markup=1`, {
          method: "POST",
          headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
          body: JSON.stringify({ question, history: this.#turns.slice(-12) }),
          signal: this.#asking.signal,
          credentials: "omit",
        });
        if (!response.ok) throw new Error((await response.json()).error.message);
        for await (const [name, data] of events(response)) {
          if (name === "error") throw new Error(data.error.message);
          if (name === "statement") {
            answer.insertAdjacentHTML("beforeend", data.html);
            said.push(data.statement.text);
          } else if (name === "answer") {
            answer.innerHTML = data.html + data.cards_html;
            this.#turns.push({ role: "user", content: question }, { role: "assistant", content: data.text });
          }
          this.#link(answer);
          turn.scrollIntoView({ block: "nearest" });
        }
      } catch (error) {
        this.#append("fn-notice", turn).textContent =
          error.name === "AbortError" ? "Stopped." : error instanceof TypeError ? "Footnote cannot be reached." : error.message;
        if (said.length)
          this.#turns.push({ role: "user", content: question }, { role: "assistant", content: said.join(" ") });
      } finally {
        waiting.remove();
        this.#asking = null;
        button.textContent = "Ask";
      }
    }

    // Links are relative to our host, not to the page that shows them; a number leads to the words it cites.
    #link(answer) {
      for (const link of answer.querySelectorAll('a[href^="/"]')) {
        link.href = new URL(link.getAttribute("href"), home).href;
        link.target = "_blank";
        link.rel = "noopener";
      }
      for (const number of answer.querySelectorAll('a.fn-cite[href^="#"]')) {
        const card = answer.querySelector(`[id="${CSS.escape(number.hash.slice(1))}"]`);
        const place = card?.querySelector("a.fn-open");
        if (!place) continue;
        number.href = place.href;
        number.target = "_blank";
        number.rel = "noopener";
      }
      for (const copy of answer.querySelectorAll(".fn-copy")) copy.remove();
    }

    #append(kind, to = this.#log) {
      const made = document.createElement("div");
      made.className = kind;
      to.append(made);
      return made;
    }
  }

  if (!customElements.get("footnote-chat")) customElements.define("footnote-chat", FootnoteChat);
})();
