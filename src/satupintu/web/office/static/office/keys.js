// Keys for the officer's pages. Every one has a visible control; none works
// while a field has the focus, except Ctrl+Enter, which saves.
(() => {
  "use strict";
  const typing = (el) => el.matches("input:not([type=radio]):not([type=checkbox]),textarea,select");
  const links = () => [...document.querySelectorAll(".queue tbody a")];
  const move = (by) => {
    const all = links();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, at + by))].focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      const form = document.activeElement.closest("[data-decide]") || document.querySelector("[data-decide]");
      if (form) form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (key === "/") {
      const box = document.getElementById("q");
      if (!box) return;
      event.preventDefault();
      box.focus();
    } else {
      const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (!target) return;
      event.preventDefault();
      target.click();
      target.focus();
    }
  });
})();
