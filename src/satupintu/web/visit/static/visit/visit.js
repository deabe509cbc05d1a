"use strict";
// The visitor's page: tells aloud what changed, keeps what was opened, asks for messages.
// The page works without it.
(() => {
  const now = document.getElementById("now");
  const said = document.getElementById("said");
  if (!now) return;
  const state = () => now.querySelector("[data-state]")?.dataset.state || "";
  const words = () => {
    const told = now.querySelector("[data-say]");
    return told ? told.dataset.say || told.textContent.trim() : "";
  };
  let was = state(), heard = words(), opened = false, audio = null;

  // A sound needs a tap first: browsers allow none on their own.
  const sound = document.getElementById("sound");
  const turn = (button, on) => {
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? button.dataset.on : button.dataset.off;
  };
  const gong = () => {
    if (!audio) return;
    [[0, 784], [0.5, 587], [1.0, 784]].forEach(([at, tone]) => {
      const wave = audio.createOscillator(), loud = audio.createGain();
      const start = audio.currentTime + at;
      wave.frequency.value = tone;
      loud.gain.setValueAtTime(0.5, start);
      loud.gain.exponentialRampToValueAtTime(0.001, start + 0.9);
      wave.connect(loud).connect(audio.destination);
      wave.start(start);
      wave.stop(start + 1);
    });
  };
  const ring = () => {
    if (sound && !isOn(sound)) return;
    gong();
    if (navigator.vibrate) navigator.vibrate([400, 150, 400, 150, 400]);
  };
  const isOn = (row) => row.querySelector("button").getAttribute("aria-pressed") === "true";
  if (sound && window.AudioContext) {
    sound.hidden = false;
    sound.querySelector("button").addEventListener("click", (event) => {
      const on = !isOn(sound);
      audio = on ? audio || new AudioContext() : audio;
      if (audio && on) audio.resume();
      turn(event.currentTarget, on);
      if (on) ring();
    });
  }

  // After each look: what was opened and chosen stays so, what changed is said once.
  let minutes = "";
  now.addEventListener("toggle", (event) => {
    if (event.target.id === "push") opened = event.target.open;
  }, true);
  now.addEventListener("change", (event) => {
    if (event.target.name === "minutes") minutes = event.target.value;
  });
  now.addEventListener("live-shown", () => {
    const push = document.getElementById("push");
    if (push && opened) push.open = true;
    const choice = push && minutes && push.querySelector(`input[value="${minutes}"]`);
    if (choice) choice.checked = true;
    const is = state(), tells = words();
    if (tells && tells !== heard) said.textContent = tells;
    if (is === "called" && was !== "called") {
      ring();
      window.scrollTo({ top: 0 });
    }
    if (is === "ended" && was !== "ended") window.location.reload();
    was = is;
    heard = tells;
  });

  // Messages of the browser, where there are any.
  const ask = document.getElementById("push-me");
  if (!ask || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const send = (sub, off) => {
    const { endpoint, keys } = sub.toJSON();
    const form = new URLSearchParams({ endpoint, p256dh: keys.p256dh, auth: keys.auth });
    if (off) form.set("off", "1");
    return fetch(ask.dataset.to, { method: "POST", body: form });
  };
  const key = () => {
    const text = ask.dataset.key.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  };
  const button = ask.querySelector("button");
  const mark = `push:${window.location.pathname}`;
  const listen = async () => {
    const place = await navigator.serviceWorker.register(ask.dataset.worker);
    const known = await place.pushManager.getSubscription();
    if (isOn(ask) && known) {
      await send(known, true);
      sessionStorage.removeItem(mark);
      return turn(button, false);
    }
    const sub = known || await place.pushManager.subscribe(
      { userVisibleOnly: true, applicationServerKey: key() });
    const answer = await send(sub, false);
    if (!answer.ok) throw new Error(String(answer.status));
    sessionStorage.setItem(mark, "1");
    return turn(button, true);
  };
  ask.hidden = false;
  turn(button, sessionStorage.getItem(mark) === "1");
  button.addEventListener("click", () => {
    listen().catch(() => { ask.querySelector("span").textContent = ask.dataset.failed; });
  });
})();
