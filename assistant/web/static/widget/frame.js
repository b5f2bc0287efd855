// The widget's own markup: constants only. Whatever comes from elsewhere is put in as text, or marked up by the server.
const icon = (paths) =>
  `<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;
const THUMB =
  '<path d="M7.5 20V10l4-6.5c1.6 0 2.4 1.2 2 2.8L13 9.5h5.6c1.1 0 1.7.9 1.5 1.9l-1.4 7c-.2.9-.8 1.6-1.7 1.6zM4 10.5V20"/>';
const ICONS = {
  chat: icon('<path d="M4 5.5h16v11H10.5L6 20.5v-4H4z"/><path d="M11 9.2l1.6-.9v5.2"/>'),
  close: icon('<path d="M6 6l12 12M18 6L6 18"/>'),
  fresh: icon('<path d="M5 5h9M5 5v14h14v-9"/><path d="M11 13.2l8.4-8.4 1.8 1.8-8.4 8.4-2.3.5z"/>'),
  send: icon('<path d="M12 19V5.5M6 11l6-6 6 6"/>'),
  stop: icon('<rect x="7" y="7" width="10" height="10" rx="1.5" fill="currentColor"/>'),
  before: icon('<path class="flip" d="M14.5 6l-6 6 6 6"/>'),
  after: icon('<path class="flip" d="M9.5 6l6 6-6 6"/>'),
  copy: icon('<rect x="9" y="9" width="10.5" height="10.5" rx="2"/><path d="M15 9V4.5H4.5V15H9"/>'),
  good: icon(THUMB),
  bad: icon(`<g transform="rotate(180 12 12)">${THUMB}</g>`),
};

const FRAME = `
<div class="root" title="">
  <button class="launcher" type="button" aria-controls="frame">${ICONS.chat}</button>
  <section class="frame" id="frame">
    <header class="bar">
      <h2 class="name" id="name"></h2>
      <button class="plain fresh" type="button">${ICONS.fresh}</button>
      <button class="plain close" type="button">${ICONS.close}</button>
    </header>
    <div class="log" role="log" tabindex="0">
      <div class="hello"><p class="greeting"></p><div class="examples"></div></div>
      <div class="turns"></div>
    </div>
    <form class="asking">
      <label class="hidden" for="box"></label>
      <textarea id="box" rows="1" maxlength="4000" enterkeyhint="send" dir="auto"></textarea>
      <button class="send" type="submit">${ICONS.send}${ICONS.stop}</button>
    </form>
    <section class="sheet" role="dialog" aria-labelledby="place" tabindex="-1" hidden>
      <header class="bar">
        <h3 class="name" id="place"></h3>
        <button class="plain before" type="button">${ICONS.before}</button>
        <button class="plain after" type="button">${ICONS.after}</button>
        <button class="plain shut" type="button">${ICONS.close}</button>
      </header>
      <div class="passage" tabindex="0"></div>
    </section>
  </section>
</div>`;

const TURN = `
<p class="question" dir="auto"></p>
<div class="said"></div>
<p class="waiting" hidden></p>
<div class="failure" hidden><span class="fn-notice"></span> <button class="quiet again" type="button"></button></div>
<details class="sources" hidden><summary></summary><div class="cards"></div></details>
<div class="tools" hidden>
  <button class="quiet copy" type="button">${ICONS.copy}<span></span></button>
  <button class="quiet rate" type="button" data-rating="up" aria-pressed="false">${ICONS.good}</button>
  <button class="quiet rate" type="button" data-rating="down" aria-pressed="false">${ICONS.bad}</button>
  <span class="thanks" role="status"></span>
</div>
<form class="reasons" hidden>
  <fieldset><legend></legend><div class="choices"></div></fieldset>
  <textarea rows="2" maxlength="4000" dir="auto"></textarea>
  <button class="small" type="submit"></button>
</form>`;

// A page may demand Trusted Types; all that is put in as markup is either above, or escaped by the server.
const trusted = window.trustedTypes?.createPolicy("footnote", { createHTML: (markup) => markup });
const html = (markup) => trusted?.createHTML(markup) ?? markup;

function made(tag, className, markup) {
  const element = document.createElement(tag);
  element.className = className;
  element.innerHTML = html(markup);
  return element;
}
