"use strict";
// A form is sent once and says that it is busy; what is laid ready stays ticked on
// this phone. The pages work without it.

for (const form of document.querySelectorAll("form[data-busy]")) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) {
      event.preventDefault();
      return;
    }
    isSent = true;
    const button = event.submitter || form.querySelector(".a-go");
    if (!button || button.classList.contains("linkish")) return;
    const words = button.name === "look" ? form.dataset.looking : form.dataset.busy;
    // After this turn: a disabled button would not be sent.
    setTimeout(() => {
      button.setAttribute("aria-disabled", "true");
      button.textContent = words;
    });
  });
}

const remembered = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name)) || [];
  } catch {
    return [];
  }
};

function keepTicks(list) {
  const name = `home-visit:${list.dataset.ticks}`;
  const boxes = [...list.querySelectorAll("input")];
  const done = remembered(name);
  boxes.forEach((box, n) => {
    box.checked = done.includes(n);
    box.addEventListener("change", () => {
      const ticked = boxes.flatMap((each, at) => (each.checked ? [at] : []));
      try {
        localStorage.setItem(name, JSON.stringify(ticked));
      } catch {
        // A browser that keeps nothing: the ticks last as long as the page.
      }
    });
  });
}

const keepAll = () => document.querySelectorAll("[data-ticks]").forEach(keepTicks);
keepAll();
document.querySelector("[data-live]")?.addEventListener("live-shown", keepAll);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Back from the next page: the old page must not look as if it were still busy.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
