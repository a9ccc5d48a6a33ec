// What a page can do better with JavaScript; every page works without it.
"use strict";

(() => {
  // Put the focus on the summary of what is wrong, where the browser leaves `autofocus` on a block alone or lets the
  // address's own fragment win.
  const summary = document.querySelector("[data-focus]");
  if (summary) {
    summary.focus();
    window.addEventListener("load", () => {
      if (document.activeElement === document.body) summary.focus();
    });
  }

  // Say how much room is left in a text, near the end only; the server never cuts a text off.
  const NEAR = 0.8;
  for (const area of document.querySelectorAll("textarea[data-limit]")) {
    const limit = Number(area.dataset.limit);
    const words = document.body.dataset.roomLeft;
    if (!limit || !words) continue;
    const room = document.createElement("p");
    room.className = "form-field__count";
    room.setAttribute("role", "status");
    area.after(room);
    const tell = () => {
      const left = limit - [...area.value].length;
      room.textContent = left < limit * (1 - NEAR) ? words.replace("{left}", String(left)) : "";
    };
    area.addEventListener("input", tell);
    tell();
  }

  // A form is sent once; the server would see a second sending as the same act, this only spares the wait.
  const PAUSE = 5000;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, PAUSE);
  });
})();
