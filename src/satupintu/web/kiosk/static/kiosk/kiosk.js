// The way through the kiosk: choose, say whether one goes first, take the ticket.
"use strict";

(() => {
  const { screens, net, store, speech, paper, clock, config } = Kiosk;
  const CLOSES = 20; // seconds that a ticket stays on the screen
  let chosen = [], key = "", ticket = null, busy = false, closing = null;

  const words = () => Kiosk.words[screens.language()];
  const newKey = () => "kiosk-" + [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

  function forget() {
    chosen = []; key = ""; ticket = null; busy = false;
    clearInterval(closing);
    paper.clear();
    for (const box of document.querySelectorAll("[data-ticket]")) box.replaceChildren();
    for (const box of document.querySelectorAll(".k-code input")) box.value = "";
    for (const which of ["large", "low"]) screens.mode(which, false);
    speech.set(false);
    screens.press("listen", false);
    screens.speak(config.languages[0]);
    mark();
    screens.show("welcome", false);
    // Between two visitors: a new version, or a pairing that has ended.
    if (net.isOnline() && (net.isStale() || Kiosk.isOld)) location.reload();
  }

  // CHOOSING -----------------------------------------------------------------------
  function touchDoor(code) {
    if (!screens.isOpen(code)) {
      const why = screens.said(code, screens.language()) || screens.text("is-closed");
      return screens.toast(`${words().queues[code].title}: ${why}`);
    }
    key = key || newKey(); // from the first touch on, this visit is one ticket
    const at = chosen.findIndex((want) => want.queue === code);
    if (at >= 0) { chosen.splice(at, 1); return mark(); }
    const errands = config.queues[code].errands;
    if (errands.length === 1) choose(code, errands[0]);
    else screens.show(`which-${code}`);
  }

  function choose(queue, errand) {
    chosen = [...chosen.filter((want) => want.queue !== queue), { queue, errand }].slice(0, 6);
    mark();
    screens.show("priority");
  }

  // Order numbers on the doors, the list above the priorities, the bar below.
  function mark() {
    const place = new Map(chosen.map((want, n) => [want.queue, n + 1]));
    for (const door of document.querySelectorAll("[data-queue]")) {
      const n = place.get(door.dataset.queue), badge = door.querySelector("em");
      door.classList.toggle("on", Boolean(n));
      door.setAttribute("aria-pressed", String(Boolean(n)));
      badge.hidden = !n;
      badge.textContent = n || "";
    }
    const texts = words().words;
    for (const list of document.querySelectorAll("[data-chosen]")) list.replaceChildren(...chosen.map(line));
    const count = chosen.length === 1 ? texts.one : texts.several.replace("{n}", chosen.length);
    for (const place of document.querySelectorAll("[data-count]")) place.textContent = chosen.length ? count : "";
    for (const place of document.querySelectorAll("[data-total]")) place.textContent = total();
    for (const next of document.querySelectorAll("[data-screen=errands] [data-go=priority]")) next.disabled = !chosen.length;
  }

  function line(want, n) {
    const queue = words().queues[want.queue];
    const item = document.createElement("li"), badge = document.createElement("em");
    const box = document.createElement("div"), small = document.createElement("small");
    badge.textContent = n + 1;
    small.textContent = [queue.where, screens.said(want.queue, screens.language())].filter(Boolean).join(" · ");
    box.append(queue.errands[want.errand].title, small);
    item.append(badge, box);
    return item;
  }

  // Waiting and serving of all errands, rounded to five minutes; honest or not at all.
  function total() {
    const waits = chosen.map((want) => screens.queue(want.queue).wait);
    if (!chosen.length || !net.isOnline() || waits.some((wait) => !wait)) return "";
    const serve = chosen.reduce((sum, want) => sum + config.queues[want.queue].minutes, 0);
    const low = waits.reduce((sum, wait) => sum + wait[0], serve);
    const high = waits.reduce((sum, wait) => sum + wait[1], serve);
    const round = (minutes, up) => (up ? Math.ceil : Math.floor)(minutes / 5) * 5;
    return words().words.total.replace("{low}", round(low, false)).replace("{high}", round(high, true));
  }

  // THE NUMBER ---------------------------------------------------------------------
  async function take(group) {
    if (busy || !chosen.length) return;
    busy = true;
    screens.show("busy");
    const asked = { key, language: screens.language(), group, wanted: chosen };
    const answer = net.isOnline() ? await net.post("tickets", asked) : { gone: true };
    if (answer.data) await give(answer.data);
    else if (answer.gone) await giveOffline(asked);
    else fail(answer.refused);
    busy = false;
  }

  async function giveOffline(asked) {
    net.see(false);
    if (!screens.isOpen(chosen[0].queue)) return fail(screens.text("out-of-hours"));
    const today = clock.today();
    const given = await store.take(config.queues[chosen[0].queue].prefix, today, {
      ...asked, key: asked.key + config.offline, leased: { taken_at: clock.now().toISOString() } });
    if (!given) return fail(screens.text("no-numbers"));
    await give(paper.offline(given));
    return net.beat();
  }

  async function give(data) {
    ticket = data;
    for (const box of document.querySelectorAll("[data-ticket]")) box.replaceChildren();
    screens.screen("ticket").querySelector("[data-ticket]").innerHTML = data.screen;
    for (const part of document.querySelectorAll("[data-online]")) part.hidden = !data.token;
    paper.put(data.paper);
    screens.show("ticket");
    count();
    if (speech.isOn()) speech.say(words().words.spoken.replace("{number}", data.number), screens.language());
    await print(false);
  }

  async function print(asCopy) {
    const printed = await onPaper(asCopy);
    if (!ticket) return;
    const screen = screens.screen("ticket"), note = screen.querySelector("[data-unprinted]");
    note.hidden = !printed.refused;
    note.querySelector("[data-why]").textContent = printed.refused || "";
    screen.querySelector("[data-take]").hidden = Boolean(printed.refused);
  }

  // By the kiosk's own browser, or by the server's wire; without network only so.
  async function onPaper(asCopy) {
    if (ticket.print === "browser" || !ticket.token) { paper.byBrowser(asCopy); return {}; }
    const body = { token: ticket.token, language: screens.language(), copy: asCopy };
    const answer = await net.post("print", body, 12000);
    return answer.gone ? { refused: screens.text("unprinted-gone") } : answer;
  }

  function count() {
    clearInterval(closing);
    let left = CLOSES;
    const said = () => {
      screens.screen("ticket").querySelector("[data-closing]").textContent = words().words.closing.replace("{n}", left);
    };
    said();
    closing = setInterval(() => {
      left -= 1;
      if (left <= 0) return forget();
      return said();
    }, 1000);
  }

  function fail(sentence) {
    screens.show("error");
    screens.screen().querySelector("[data-error]").textContent = sentence;
    if (speech.isOn()) speech.say(sentence, screens.language());
  }

  // APPOINTMENTS, HELP ---------------------------------------------------------------
  async function checkIn(code) {
    if (busy || !code.trim()) return;
    busy = true;
    screens.show("busy");
    const answer = await net.post("check-in", { code, language: screens.language() });
    if (answer.data) await give(answer.data);
    else fail(answer.gone ? screens.text("no-check-in") : answer.refused);
    busy = false;
  }

  async function help() {
    const answer = await net.post("help", { language: screens.language() });
    if (answer.data) screens.show("helped");
    else screens.toast(answer.refused || screens.text("unreached"));
  }

  function listen() {
    const on = !speech.isOn();
    if (on && !speech.can(screens.language())) return screens.toast(screens.text("no-voice"));
    speech.set(on);
    screens.press("listen", on);
    if (on) speech.page(screens.screen(), screens.language());
  }

  function goBack(where) {
    if (where === "errands" && chosen.length < 2 && screens.name() === "priority") chosen = [];
    mark();
    if (where === "doors" || where === "errands") where = chosen.length ? "errands" : "welcome";
    screens.show(where);
  }

  const acts = {
    help, listen,
    large: (button) => screens.mode("large", button.getAttribute("aria-pressed") !== "true"),
    low: (button) => screens.mode("low", button.getAttribute("aria-pressed") !== "true"),
    restart: forget, done: forget, still: () => screens.touched(),
    again: () => print(true),
    back: () => screens.show(screens.before()),
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.disabled) return;
    const data = button.dataset;
    if (data.act !== "help" && data.act !== "listen") screens.hush();
    if (data.language) { screens.speak(data.language); mark(); screens.show(screens.name()); }
    else if (data.errand) choose(data.of, data.errand);
    else if (data.queue) touchDoor(data.queue);
    else if ("group" in data) take(data.group);
    else if (data.go) screens.show(data.go);
    else if (data.back) goBack(data.back);
    else if (data.key) typeKey(data.key);
    else if (data.act) acts[data.act](button);
  });

  function typeKey(letter) {
    const box = screens.screen().querySelector(".k-code input");
    box.value = letter === "back" ? box.value.slice(0, -1) : (box.value + letter).slice(0, 6);
    box.focus();
  }

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    checkIn(event.target.elements.code.value);
  });
  document.addEventListener("k-scanned", (event) => {
    if (["busy", "ticket"].includes(screens.name())) return;
    checkIn(event.detail);
  });
  document.addEventListener("focusin", (event) => {
    if (speech.isOn() && event.target.matches("button, input")) speech.say(speech.words(event.target), screens.language());
  });
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, () => {
      screens.touched();
      if (screens.name() === "ticket" && ticket) count(); // stays while it is touched
    });
  }
  document.addEventListener("k-shown", (event) => {
    if (event.detail === "check-in") Kiosk.scan.look(screens.screen().querySelector("[data-camera]"));
  });
  document.addEventListener("k-forget", forget);
  document.addEventListener("k-stale", () => { if (screens.name() === "welcome") forget(); });
  // What was said of the network before is no longer true.
  document.addEventListener("k-network", () => { screens.hush(); screens.draw(); mark(); });
  document.addEventListener("k-state", (event) => {
    config.print = event.detail.print;
    Kiosk.isOld = event.detail.version !== config.version;
    screens.draw(event.detail);
    mark();
    if (Kiosk.isOld && screens.name() === "welcome") forget();
  });
  document.addEventListener("contextmenu", (event) => event.preventDefault());

  clock.start(config.state);
  screens.draw();
  screens.tick();
  setInterval(screens.tick, 1000);
  forget();
  net.beat();
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(config.urls.worker, { scope: "/kiosk/" });
})();
