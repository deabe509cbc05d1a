"use strict";
// A form is sent once, and not before the check against robots is done.

function begin(box, form) {
  const field = box.querySelector("input");
  const said = box.querySelector("[role=status]");
  const failed = () => {
    said.textContent = box.dataset.failed;
    form.dispatchEvent(new Event("checked"));
  };
  said.hidden = false;
  const worker = new Worker(box.dataset.worker);
  worker.onerror = failed;
  worker.onmessage = ({ data }) => {
    worker.terminate();
    if (!data.proof) {
      failed();
      return;
    }
    field.value = data.proof;
    said.textContent = box.dataset.done;
    form.dispatchEvent(new Event("checked"));
  };
  fetch(box.dataset.challenge, { headers: { Accept: "application/json" } })
    .then((answer) => answer.json())
    .then((challenge) => worker.postMessage(challenge))
    .catch(failed);
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  const box = form.querySelector(".b-proof");
  let isReady = !box;
  let isSent = false;
  let isWanted = false;
  const button = form.querySelector(".b-keep");
  form.addEventListener("checked", () => {
    isReady = true;
    if (isWanted) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    if (isSent || !isReady) event.preventDefault();
    isWanted = true;
    if (button && event.submitter !== null && event.submitter !== button) return;
    if (button) {
      button.setAttribute("aria-disabled", "true");
      button.textContent = form.dataset.busy;
    }
    if (isReady) isSent = true;
  });
  if (box) begin(box, form);
}

// What is chosen, in words; without this the mark on the time says it.
const chosen = document.querySelector(".b-chosen");
const say = (radio) => {
  chosen.textContent = radio.dataset.said;
};
if (chosen) {
  for (const radio of document.querySelectorAll("input[data-said]")) {
    radio.addEventListener("change", () => say(radio));
    if (radio.checked) say(radio);
  }
}

// How long the time is kept: minutes and seconds, by how much has passed since the
// page came, whatever the clock of this device says.
const kept = document.querySelector("[data-left]");
if (kept) {
  const end = performance.now() + 1000 * Number(kept.dataset.left);
  const clock = kept.querySelector(".b-left");
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left <= 0) {
      kept.setAttribute("role", "status");
      kept.textContent = kept.dataset.over;
      return;
    }
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.classList.toggle("soon", left <= 60);
    setTimeout(tick, 500);
  };
  tick();
}

// Back from the next page: the old page must not look as if it were still busy.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
