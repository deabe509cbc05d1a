// The way to the server: questions with a limit of patience, the mall's clock, and a
// beat every 30 seconds that brings news and takes along what waits in the outbox.
"use strict";

Kiosk.config = JSON.parse(document.getElementById("k-config").textContent);
Kiosk.words = JSON.parse(document.getElementById("k-words").textContent);

Kiosk.clock = (() => {
  const NAME = "satupintu-kiosk-clock";
  const local = new Intl.DateTimeFormat("en-CA", { timeZone: Kiosk.config.zone });
  const hours = new Intl.DateTimeFormat("en-GB", { timeZone: Kiosk.config.zone, hour: "2-digit", minute: "2-digit" });
  let known = null;

  function set(now, speed) {
    known = { shown: Date.parse(now), at: Date.now(), speed };
    localStorage.setItem(NAME, JSON.stringify(known));
  }

  // After a restart without network the page's own time is old: the kept clock, which
  // has run on meanwhile, counts.
  function start(state) {
    try { known = JSON.parse(localStorage.getItem(NAME)); } catch (error) { known = null; }
    if (!known || Date.parse(state.now) > now()) set(state.now, state.speed);
  }

  const now = () => new Date(known.shown + (Date.now() - known.at) * known.speed);
  const today = () => local.format(now());
  function minute() {
    const [hour, part] = hours.format(now()).split(":").map(Number);
    return hour * 60 + part;
  }
  return { set, start, now, today, minute };
})();

Kiosk.net = (() => {
  const BEAT = 30000, SOON = 5000, PATIENCE = 6000;
  const urls = Kiosk.config.urls;
  let online = true, timer = null, syncing = false, stale = false;

  // {data}, or {refused, code}, or {gone: true} when nobody (sensible) answered.
  async function post(name, body, patience = PATIENCE) {
    try {
      const answer = await fetch(urls[name], {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": Kiosk.config.csrf },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(patience),
      });
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (!isJson) {
        // A page instead of data: a broken server, or a token older than the server's.
        stale = stale || answer.status === 403;
        return { gone: true };
      }
      const data = await answer.json();
      if (answer.ok) return { data };
      if (data.code === "no_such_device") stale = true;
      return { refused: data.error, code: data.code };
    } catch (error) {
      return { gone: true };
    }
  }

  function see(isOnline) {
    if (isOnline !== online) document.dispatchEvent(new CustomEvent("k-network", { detail: isOnline }));
    online = isOnline;
  }

  async function beat() {
    clearTimeout(timer);
    const today = Kiosk.clock.today();
    const [holds, outbox, refused] = await Promise.all([
      Kiosk.store.held(today), Kiosk.store.outbox(), Kiosk.store.refused()]);
    const answer = await post("beat", {
      holds, waiting: outbox.length, refused: refused.length, version: Kiosk.config.version });
    see(!answer.gone);
    if (answer.data) {
      Kiosk.clock.set(answer.data.now, answer.data.speed);
      await Kiosk.store.keep(answer.data.blocks, answer.data.day);
      document.dispatchEvent(new CustomEvent("k-state", { detail: answer.data }));
      await bringIn();
    }
    if (stale) document.dispatchEvent(new CustomEvent("k-stale"));
    timer = setTimeout(beat, answer.gone ? SOON : BEAT);
  }

  // Tickets that were given without network, the oldest first.
  async function bringIn() {
    if (syncing) return;
    syncing = true;
    try {
      const waiting = await Kiosk.store.outbox();
      waiting.sort((a, b) => a.leased.taken_at.localeCompare(b.leased.taken_at));
      for (const ticket of waiting) {
        const answer = await post("tickets", ticket);
        if (answer.gone || answer.code === "no_such_device") break;
        if (answer.data) await Kiosk.store.done(ticket.key);
        else await Kiosk.store.refuse(ticket, answer.refused);
      }
      document.dispatchEvent(new CustomEvent("k-brought"));
    } finally {
      syncing = false;
    }
  }

  window.addEventListener("online", beat);
  window.addEventListener("offline", () => see(false));
  return { post, beat, see, isOnline: () => online && navigator.onLine, isStale: () => stale };
})();
