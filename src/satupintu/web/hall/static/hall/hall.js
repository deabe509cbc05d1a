"use strict";
// Small comforts of the control room; every page works without them.
(() => {
  // The clock in the head of the page follows the part that is fetched again.
  const main = document.querySelector("main[data-live]");
  const now = document.querySelector("[data-now]");
  if (main && now) {
    main.addEventListener("live-shown", () => {
      const fresh = main.querySelector("[data-clock]");
      if (fresh) now.textContent = fresh.dataset.clock;
    });
  }

  // Minus and plus beside a number of counters.
  document.querySelectorAll("[data-step]").forEach((place) => {
    const input = place.querySelector("input");
    place.querySelectorAll("button").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        const value = Number(input.value) + Number(button.value);
        input.value = Math.max(Number(input.min), Math.min(Number(input.max), value));
      });
    });
  });

  // What takes long says so, and cannot be pressed twice.
  document.querySelectorAll("form[data-slow]").forEach((form) => {
    form.addEventListener("submit", () => {
      form.classList.add("is-busy");
      const status = form.querySelector("[role=status]");
      if (status) status.textContent = status.dataset.words;
      setTimeout(() => form.querySelectorAll("button").forEach((b) => { b.disabled = true; }));
    });
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-slow]").forEach((form) => {
      form.classList.remove("is-busy");
      form.querySelectorAll("button").forEach((b) => { b.disabled = false; });
    });
  });
})();
