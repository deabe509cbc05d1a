// Which screen is shown in which language, what changes on it, and when it ends.
"use strict";

Kiosk.screens = (() => {
  const root = document.documentElement;
  const tongues = new Map([...document.querySelectorAll("[data-tongue]")].map((one) => [one.dataset.tongue, one]));
  const IDLE = 45000, ASK = 15000;
  let language = Kiosk.config.languages[0], name = "welcome", before = "welcome";
  let idle = null, state = Kiosk.config.state;

  const tongue = () => tongues.get(language);
  const screen = (which = name) => tongue().querySelector(`[data-screen="${CSS.escape(which)}"]`);
  const text = (which) => tongue().querySelector(`[data-${which}]`).textContent;

  function show(which, focus = true) {
    Kiosk.scan.end();
    if (which !== name && name !== "busy" && name !== "helped") before = name;
    name = which;
    for (const one of tongue().querySelectorAll("[data-screen]")) one.hidden = one.dataset.screen !== which;
    hush();
    const scroll = screen().querySelector(".k-scroll");
    if (scroll) scroll.scrollTop = 0;
    const heading = screen().querySelector("h1");
    if (heading && focus) heading.focus({ preventScroll: true });
    if (Kiosk.speech.isOn()) Kiosk.speech.page(screen(), language);
    touched();
    document.dispatchEvent(new CustomEvent("k-shown", { detail: which }));
  }

  function speak(code) {
    if (!tongues.has(code)) return;
    for (const [each, box] of tongues) box.hidden = each !== code;
    language = code;
    root.lang = code;
    document.title = `${tongue().querySelector(".k-top b span").textContent} – Satupintu`;
  }

  function mode(which, on) {
    root.classList.toggle(`k-${which}`, on);
    press(which, on);
  }
  function press(which, on) {
    for (const button of document.querySelectorAll(`[data-act="${which}"]`)) button.setAttribute("aria-pressed", String(on));
  }

  // A sentence that stays until the next touch.
  function toast(sentence) {
    const box = tongue().querySelector("[data-toast]");
    box.textContent = sentence;
    box.hidden = false;
    // Above the bar of this screen, so that it covers nothing that can be touched.
    const bar = screen().querySelector(".k-bar, .k-help");
    if (bar) bar.before(box);
    if (Kiosk.speech.isOn()) Kiosk.speech.say(sentence, language);
  }
  function hush() { for (const box of document.querySelectorAll("[data-toast]")) box.hidden = true; }

  // WHAT CHANGES ------------------------------------------------------------------
  const queue = (code) => state.queues[code] || { open: true, say: {}, wait: null, hours: [] };

  // Without network only the hours of the day are known, and no waiting time.
  function isOpen(code) {
    if (Kiosk.net.isOnline()) return queue(code).open;
    const minute = Kiosk.clock.minute();
    return queue(code).hours.some(([first, last]) => minute >= first && minute < last);
  }
  function said(code, each) {
    if (Kiosk.net.isOnline()) return queue(code).say[each] || "";
    return isOpen(code) ? "" : tongues.get(each).querySelector("[data-out-of-hours]").textContent;
  }

  function draw(fresh) {
    if (fresh) state = fresh;
    const online = Kiosk.net.isOnline();
    root.classList.toggle("k-off", !online);
    for (const [each, box] of tongues) {
      for (const door of box.querySelectorAll("[data-queue]")) {
        const code = door.dataset.queue, open = isOpen(code);
        door.classList.toggle("shut", !open);
        door.setAttribute("aria-disabled", String(!open));
        door.querySelector("[data-wait]").textContent = said(code, each);
      }
      for (const wait of box.querySelectorAll("[data-queue-wait]")) {
        const words = said(wait.dataset.queueWait, each);
        wait.textContent = words && ` · ${words}`;
      }
      const shut = box.querySelector("[data-shut]"), sentence = online ? state.shut[each] : "";
      shut.hidden = !sentence;
      shut.querySelector("span").textContent = sentence;
      box.querySelector("[data-net]").hidden = online;
    }
  }

  // In the words that the server gave: browsers do not know every language.
  const pad = (n) => String(n).padStart(2, "0");
  function clockWords(each) {
    const minute = Kiosk.clock.minute();
    return pad(Math.floor(minute / 60)) + Kiosk.words[each].words.colon + pad(minute % 60);
  }
  function weekday(each) {
    const [y, m, d] = Kiosk.clock.today().split("-").map(Number);
    return Kiosk.words[each].words.weekdays[(new Date(Date.UTC(y, m - 1, d)).getUTCDay() + 6) % 7];
  }
  function dayWords(each) {
    const [, m, d] = Kiosk.clock.today().split("-").map(Number);
    return `${weekday(each)}, ${d} ${Kiosk.words[each].words.months[m - 1]}`;
  }
  function tick() {
    for (const [each, box] of tongues) {
      box.querySelector("[data-clock]").textContent = clockWords(each);
      box.querySelector("[data-date]").textContent = dayWords(each);
    }
  }

  // THE END OF A VISIT -----------------------------------------------------------------
  function touched() {
    clearTimeout(idle);
    for (const box of document.querySelectorAll("[data-still]")) box.hidden = true;
    if (["welcome", "busy", "ticket"].includes(name)) return;
    const slow = Kiosk.speech.isOn() || root.classList.contains("k-large") ? 2 : 1;
    idle = setTimeout(ask, IDLE * slow);
  }
  function ask() {
    const box = tongue().querySelector("[data-still]");
    box.hidden = false;
    box.querySelector("button").focus();
    idle = setTimeout(() => document.dispatchEvent(new CustomEvent("k-forget")), ASK);
  }

  return { show, speak, mode, press, toast, hush, text, screen, tongue, touched, draw, tick, clockWords, weekday, isOpen, said,
    queue, language: () => language, name: () => name, before: () => before };
})();
