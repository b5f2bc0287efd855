// The demo's controls: each sets one attribute of the widget, and the snippet says what that would be on another page.
"use strict";
const chat = document.querySelector("footnote-chat");
const form = document.getElementById("choices");
const script = new URL("widget.js", location.href).href;

function show() {
  const chosen = Object.fromEntries(new FormData(form));
  document.documentElement.dir = chosen.dir;
  chat.style.setProperty("--footnote-accent", chosen.accent === "#8a2b1d" ? "" : chosen.accent);
  const attributes = [];
  for (const name of ["theme", "mode", "position", "language"]) {
    const usual = { theme: "auto", mode: "inline", position: "", language: "en" }[name];
    if (chosen[name]) chat.setAttribute(name, chosen[name]);
    else chat.removeAttribute(name);
    if (chosen[name] !== usual) attributes.push(` ${name}="${chosen[name]}"`);
  }
  form.querySelector(".snippet code").textContent =
    `<script src="${script}" defer></script>\n<footnote-chat${attributes.join("")}></footnote-chat>`;
}

form.addEventListener("input", show);
show();
