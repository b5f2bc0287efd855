// What the chat page's links do: open a source, read it in its article, copy, remove, pause. Gradio renders, this listens.
// One delegated listener each, so that nothing is lost when Gradio renders anew.
"use strict";
(() => {
  const base = new URL(".", document.currentScript.src.replace(/static\/[^/]*$/, "")).pathname.replace(/\/$/, "");
  const open = new Set(); // ids of the cards a reader has open: a new rendering closes them
  let current = null; // the turn whose cards are shown; null: the last one
  let returnTo = null; // the link that had the focus before the reader opened

  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // ---- cards -------------------------------------------------------------------------------------------------------

  function cardOf(link) {
    return document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
  }

  function setOpen(card, wanted) {
    card.open = wanted; // its toggle event comes later, perhaps after Gradio's next rendering
    if (wanted) open.add(card.id);
    else open.delete(card.id);
  }

  function showTurn(section) {
    const sections = all("#fn-panel .fn-turn");
    const shown = section ?? sections.at(-1);
    for (const each of sections) each.classList.toggle("fn-current", each === shown);
  }

  function openSource(link) {
    const card = cardOf(link);
    if (!card) return;
    const section = card.closest(".fn-turn");
    current = section.id;
    showTurn(section);
    for (const other of all("details.fn-card", section)) if (other !== card) setOpen(other, false);
    setOpen(card, true);
    card.scrollIntoView({ block: "nearest" });
    read($("a.fn-open", card), link, card);
  }

  // ---- the reader --------------------------------------------------------------------------------------------------

  function reader() {
    let pane = $("#fn-reader");
    if (pane) return pane;
    pane = document.createElement("aside");
    pane.id = "fn-reader";
    pane.setAttribute("role", "dialog");
    pane.setAttribute("aria-label", "Article");
    pane.hidden = true;
    pane.innerHTML =
      '<div class="fn-bar"><button type="button" class="fn-prev" aria-label="Previous source" title="Previous source">‹' +
      '</button><span class="fn-place" aria-live="polite"></span><button type="button" class="fn-next"' +
      ' aria-label="Next source" title="Next source">›</button><a class="fn-whole" target="_blank" rel="noopener">Open' +
      ' as a page</a><button type="button" class="fn-close" aria-label="Close the article" title="Close">×</button></div>' +
      '<iframe title="Article with the cited words marked"></iframe>';
    document.body.append(pane);
    $(".fn-close", pane).addEventListener("click", close);
    $(".fn-prev", pane).addEventListener("click", () => step(-1));
    $(".fn-next", pane).addEventListener("click", () => step(1));
    $("iframe", pane).addEventListener("load", (event) => {
      const page = event.target.contentDocument;
      page?.addEventListener("keydown", (key) => key.key === "Escape" && close());
    });
    return pane;
  }

  function read(link, from, card = null) {
    const pane = reader();
    const address = link.getAttribute("href");
    if (!address.startsWith(base + "/articles/")) return;
    if (pane.hidden) {
      returnTo = from;
      from.place = alike(from).indexOf(from);
    }
    const frame = $("iframe", pane);
    // Only the fragment differs between two citations of one passage: the frame has to load anew all the same.
    frame.contentWindow.location.replace("about:blank");
    frame.src = address;
    $(".fn-whole", pane).href = address;
    pane.card = card;
    const cards = card ? all("details.fn-card", card.closest(".fn-turn")) : [];
    const at = cards.indexOf(card);
    const where = card ? $(".fn-meta", card).textContent : "";
    $(".fn-place", pane).textContent = card ? `Source ${at + 1} of ${cards.length}${where && " · " + where}` : "";
    mark(card);
    $(".fn-prev", pane).disabled = at < 1;
    $(".fn-next", pane).disabled = at < 0 || at + 1 >= cards.length;
    pane.classList.toggle("fn-single", !card);
    if (pane.hidden) {
      pane.hidden = false;
      document.documentElement.classList.add("fn-reading");
      $(".fn-close", pane).focus({ preventScroll: true });
    }
  }

  function mark(card) {
    for (const link of all("#fn-chat a.fn-cite")) link.classList.toggle("fn-active", !!card && link.hash === `#${card.id}`);
  }

  function step(by) {
    const card = reader().card;
    if (!card) return;
    // Gradio may have rendered the cards anew since.
    const here = document.getElementById(card.id);
    const cards = all("details.fn-card", here.closest(".fn-turn"));
    const next = cards[cards.indexOf(here) + by];
    if (!next) return;
    setOpen(here, false);
    setOpen(next, true);
    next.scrollIntoView({ block: "nearest" });
    read($("a.fn-open", next), returnTo, next);
  }

  function close() {
    const pane = $("#fn-reader");
    if (!pane || pane.hidden) return;
    pane.hidden = true;
    mark(null);
    $("iframe", pane).src = "about:blank";
    document.documentElement.classList.remove("fn-reading");
    (returnTo?.isConnected ? returnTo : renderedAnew(returnTo))?.focus({ preventScroll: true });
    returnTo = null;
  }

  // An answer still being written is rendered again with each statement: the link that was opened is then another node,
  // at the same place among those of its address.
  function renderedAnew(link) {
    return link && alike(link)[link.place];
  }

  function alike(link) {
    return all(`a[href="${CSS.escape(link.getAttribute("href"))}"]`);
  }

  // ---- copy, judge, remove ----------------------------------------------------------------------------------------------

  async function copy(link) {
    const section = document.getElementById("turn-" + link.getAttribute("href").slice("#copy-".length));
    const text = $(".fn-markdown", section)?.textContent ?? "";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea"); // without https there is no clipboard object
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const before = link.textContent;
    link.textContent = "Copied";
    setTimeout(() => (link.textContent = before), 1600);
  }

  async function rate(link) {
    const [, rating, answer] = /^#(up|down)-(.+)$/.exec(link.getAttribute("href"));
    const response = await fetch(`${base}/api/feedback`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ answer_id: answer, rating }),
    }).catch(() => null);
    const before = link.textContent;
    link.textContent = response?.ok ? "Thank you" : "Not stored";
    setTimeout(() => (link.textContent = before), 1600);
  }

  async function remove(link) {
    if (!link.classList.contains("fn-sure")) {
      link.classList.add("fn-sure");
      link.textContent = "Really remove?";
      setTimeout(() => {
        link.classList.remove("fn-sure");
        link.textContent = "Remove";
      }, 4000);
      return;
    }
    const place = link.getAttribute("href").slice("#remove-".length);
    link.textContent = "Removing…";
    const response = await fetch(`${base}/api/articles/${place}`, { method: "DELETE" });
    if (response.ok || response.status === 404) $("#fn-refresh").click();
    else link.textContent = (await response.json()).error.message;
  }

  function act(link) {
    const part = link.closest(".fn-acting");
    const before = link.textContent;
    if (before === "…") return; // pressed already
    put($(".fn-wanted", part), decodeURIComponent(link.getAttribute("href").slice("#act-".length)));
    link.textContent = "…";
    setTimeout(() => (link.textContent = before), 4000); // a list that stays as it was is not rendered again
    setTimeout(() => $(".fn-does", part).click()); // once Gradio has taken what is in the box
  }

  function put(part, value) {
    const box = $("textarea, input", part);
    box.value = value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Articles that a filter hides stay ticked.
  function tick(box) {
    const part = $("#fn-ticked");
    const ids = new Set(JSON.parse($("textarea, input", part).value || "[]"));
    const id = decodeURIComponent(box.name);
    if (box.checked) ids.add(id);
    else ids.delete(id);
    put(part, JSON.stringify([...ids]));
  }

  // ---- listeners ---------------------------------------------------------------------------------------------------

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      const does = link.matches(".fn-cite")
        ? openSource
        : link.matches(".fn-open")
          ? (it) => read(it, it, it.closest("details.fn-card"))
          : link.matches(".fn-copy")
            ? copy
            : link.matches(".fn-rate")
              ? rate
              : link.matches(".fn-remove")
                ? remove
                : link.matches(".fn-act")
                  ? act
                  : null;
      if (!does) return;
      event.preventDefault();
      event.stopPropagation();
      does(link);
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === " " && event.target.matches?.("a[role=button]")) {
      event.preventDefault();
      event.target.click();
    }
  });

  document.addEventListener("change", (event) => event.target.matches?.(".fn-tick input") && tick(event.target));

  document.addEventListener(
    "toggle",
    (event) => {
      const card = event.target;
      if (!card.matches?.("details.fn-card, details.fn-refused") || !card.isConnected) return;
      if (card.open) open.add(card.id);
      else open.delete(card.id);
    },
    true,
  );

  // ---- after every rendering ---------------------------------------------------------------------------------------

  let sections = 0;
  function settle() {
    const found = all("#fn-panel .fn-turn");
    if (found.length !== sections) {
      sections = found.length;
      current = null; // a new turn, or a new conversation
    }
    showTurn(current && document.getElementById(current));
    for (const id of open) {
      const card = document.getElementById(id);
      if (card && !card.open) card.open = true;
    }
    // Gradio's sanitiser drops aria-label, and names messages by their markup.
    for (const link of all(".fn-cite[title]:not([aria-label])")) link.setAttribute("aria-label", link.title);
    for (const link of all(":is(.fn-remove, .fn-act, .fn-tick input)[title]:not([aria-label])")) link.setAttribute("aria-label", link.title);
    for (const message of all("#fn-chat [data-testid=bot][aria-label*='<']")) message.setAttribute("aria-label", "Answer");
    for (const message of all("#fn-chat [data-testid=user][aria-label*='<']")) message.setAttribute("aria-label", "Question");
    $("#fn-box [data-testid=submit-button]")?.setAttribute("aria-label", "Ask");
    $("#fn-box [data-testid=stop-button]")?.setAttribute("aria-label", "Stop");
    const box = $("#fn-box textarea");
    if (box && !box.hasAttribute("aria-label")) box.setAttribute("aria-label", "Your question");
    const find = $("#fn-find textarea, #fn-find input");
    if (find && !find.hasAttribute("aria-label")) find.setAttribute("aria-label", "Find in the library");
    for (const day of all("#fn-filters .timebox")) {
      const name = $("[data-testid=block-info]", day.parentElement)?.textContent.trim();
      $("input", day)?.setAttribute("aria-label", name);
      $("button", day)?.setAttribute("aria-label", `${name}: choose`);
    }
    for (const part of all(":is(#fn-filters, .fn-acting) > .label-wrap"))
      part.setAttribute("aria-expanded", String(part.classList.contains("open")));
    $("#fn-joining-told")?.setAttribute("aria-live", "polite");
    document.body.classList.toggle("fn-talking", found.length > 0);
  }
  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      settle();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
