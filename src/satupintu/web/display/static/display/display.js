"use strict";
// The display of a zone. Calls come by the stream (live.js) or, while that is away,
// with the state that is fetched by the clock; each is drawn at once and spoken in
// its turn, unless it is older than a minute by then. The server's time counts.
(() => {
  const STALE = 60000, FRESH = 30000, DWELL = 5000, MOST_WAITING = 12, MOST_SEEN = 300, ROWS = 4, KEPT = 40;
  const LOOK = 20000, LOOK_ALONE = 4000, SILENT = 15000, BEAT = 30000, NOTICE = 12000;
  const OLD_PAGE = 20 * 3600 * 1000, QUIET = 30 * 60 * 1000;

  const byId = (id) => document.getElementById(id);
  const start = byId("start"), root = byId("display"), data = root.dataset, voice = new window.Loudspeaker();
  const born = Date.now();
  let calls = [], seen = new Set(), turn = [], speaking = null, drawn = "";
  let contact = Date.now(), looked = 0, looking = false, streams = false, called = Date.now();

  // --- calls -----------------------------------------------------------------
  const spoken = () => Number(sessionStorage.getItem("spoken")) || 0;
  const note = (name, id) => {
    // What became of the last calls: for whoever looks after the display, and tests.
    const ids = (data[name] || "").split(" ").filter(Boolean).slice(-19);
    data[name] = [...ids, id].join(" ");
  };
  const arrive = (call) => {
    if (!call.id || seen.has(call.id)) return;
    seen.add(call.id);
    if (seen.size > MOST_SEEN) seen = new Set([...seen].slice(-MOST_SEEN / 2));
    const age = (call.age || 0) * 1000;
    calls.push({ ...call, at: Date.now() - age, came: Date.now() });
    calls.sort((a, b) => b.id - a.id);
    calls = calls.slice(0, KEPT);
    if (age < STALE && call.id > spoken()) {
      called = Date.now();
      turn.push(calls.find((c) => c.id === call.id));
      while (turn.length > MOST_WAITING) note("stale", turn.shift().id);
      speak();
    } else {
      note("stale", call.id);
    }
  };
  const speak = async () => {
    if (speaking) return;
    for (let call = turn.shift(); call; call = turn.shift()) {
      if (Date.now() - call.at > STALE) { note("stale", call.id); continue; }
      speaking = call;
      start.classList.add("small"); // calls are seen in any case
      draw();
      note("said", call.id);
      sessionStorage.setItem("spoken", String(Math.max(spoken(), call.id)));
      await Promise.all([later(DWELL), say(call)]);
    }
    speaking = null;
    draw();
  };
  const say = async (call) => {
    if (voice.state !== "on") return;
    const asked = new URLSearchParams({ number: call.number, counter: call.counter });
    try {
      const answer = await fetch(`${data.spoken}?${asked}`);
      if (answer.ok) await voice.say((await answer.json()).languages, turn.length > 2);
    } catch { /* the call is on the screen all the same */ }
  };

  // --- drawing ---------------------------------------------------------------
  const fill = (part, call) => {
    part.querySelector(".num").textContent = call.number;
    part.querySelector("b").textContent = call.counter;
  };
  const draw = () => {
    const numbers = new Set();
    const last = calls.filter((c) => !numbers.has(c.number) && numbers.add(c.number));
    const first = speaking || last[0];
    const rows = last.filter((c) => first && c.number !== first.number).slice(0, ROWS);
    const waits = new Set(turn.map((c) => c.id));
    const plan = [first, ...rows].filter(Boolean).map((c) => `${c.id}${waits.has(c.id)}`).join();
    if (plan === drawn) return;
    drawn = plan;
    const now = byId("now");
    now.classList.toggle("none", !first);
    if (first && now.dataset.id !== String(first.id)) {
      const part = byId("t-now").content.cloneNode(true);
      fill(part, first);
      now.replaceChildren(part);
      now.dataset.id = first.id;
      now.dataset.way = first.way;
    }
    now.classList.toggle("flash", Boolean(speaking));
    byId("rows").replaceChildren(...rows.map((call) => {
      const row = byId("t-row").content.firstElementChild.cloneNode(true);
      fill(row, call);
      row.dataset.id = call.id;
      row.dataset.way = call.way;
      row.classList.toggle("new", waits.has(call.id));
      return row;
    }));
  };

  // --- the state of the zone ---------------------------------------------------
  const look = async () => {
    if (looking) return;
    looking = true;
    looked = Date.now();
    try {
      const limit = AbortSignal.timeout ? AbortSignal.timeout(10000) : undefined;
      const answer = await fetch(data.state, { cache: "no-store", signal: limit });
      if (answer.status === 403 || answer.status === 404) return window.location.reload();
      if (answer.ok) take(await answer.json());
    } catch { /* again by the clock */ } finally { looking = false; }
  };
  const take = (state) => {
    contact = Date.now();
    clock.set(state);
    byId("date").textContent = state.date;
    if (side !== state.side) byId("side").innerHTML = side = state.side;
    notices.set(state.notices);
    [...state.calls].reverse().forEach(arrive);
    // What the server does not know is of a day that is over, or that was set back;
    // but what has just come by the stream may be newer than its answer.
    const known = new Set(state.calls.map((c) => c.id));
    calls = calls.filter((c) => known.has(c.id) || Date.now() - c.came < FRESH);
    draw();
    renew(state.version);
  };
  let side = "";
  // Load anew when the server has something new, and once a night, when nobody calls.
  const renew = (version) => {
    const idle = !speaking && !turn.length && Date.now() - called > 10000;
    const night = new Date().getHours() >= 1 && new Date().getHours() < 5;
    const old = night && Date.now() - born > OLD_PAGE && Date.now() - called > QUIET;
    if (idle && (version !== data.version || old)) window.location.reload();
  };

  // --- clock, notices, connection ------------------------------------------------
  const clock = {
    base: null, at: 0, speed: 1, sign: ":",
    set(state) {
      this.base = state.seconds;
      this.at = performance.now();
      this.speed = state.speed;
      this.sign = state.clock.replace(/[\d\s]/g, "")[0] || ":";
      this.show();
    },
    show() {
      if (this.base === null) return;
      const s = (this.base + ((performance.now() - this.at) / 1000) * this.speed) % 86400;
      const two = (n) => String(Math.floor(n)).padStart(2, "0");
      const text = two(s / 3600) + this.sign + two((s % 3600) / 60);
      if (byId("clock").textContent !== text) byId("clock").textContent = text;
    },
  };
  const notices = {
    list: [], index: 0, until: 0,
    set(list) {
      if (list.join("\n") === this.list.join("\n")) return;
      this.list = list;
      this.index = 0;
      this.until = 0;
      this.show();
    },
    show() {
      if (Date.now() < this.until) return;
      const text = this.list[this.index] || byId("t-welcome").content.textContent.trim();
      byId("notice").textContent = text;
      // No shorter than it takes to read it aloud twice.
      this.until = Date.now() + Math.max(NOTICE, text.length * 140);
      const dots = this.list.length > 1 ? this.list.slice(0, 9) : [];
      byId("dots").replaceChildren(...dots.map((_, index) => {
        const dot = document.createElement("i");
        dot.classList.toggle("on", index === this.index);
        return dot;
      }));
      this.index = (this.index + 1) % Math.max(1, Math.min(this.list.length, 9));
    },
  };
  const beat = async () => {
    if (!data.beat) return;
    const said = {
      sound: voice.state, version: data.version, link: streams ? "stream" : "clock",
      size: `${window.innerWidth}x${window.innerHeight}`,
    };
    try {
      const answer = await fetch(data.beat, {
        method: "POST", body: JSON.stringify(said), headers: { "Content-Type": "application/json" },
      });
      if (answer.status === 404) window.location.reload(); // retired
    } catch { /* the next one */ }
  };
  const second = () => {
    clock.show();
    notices.show();
    const now = Date.now();
    byId("lost").hidden = now - contact < SILENT + (streams ? LOOK : 0);
    if (now - looked > (streams ? LOOK : LOOK_ALONE)) look();
  };

  // --- sound ----------------------------------------------------------------------
  const showSound = () => {
    data.sound = voice.state;
    start.hidden = voice.state !== "blocked";
  };
  const unlock = async () => { await voice.start(); showSound(); beat(); };
  document.addEventListener("click", unlock);
  document.addEventListener("keydown", unlock);
  // Nobody may be there to tap: then calls are shown, with the question in a corner.
  setTimeout(() => start.classList.add("small"), 20000);

  function later(milliseconds) {
    return new Promise((done) => setTimeout(done, milliseconds));
  }

  root.addEventListener("live", ({ detail }) => {
    contact = Date.now();
    if (detail.event === "call") {
      arrive({ ...detail.data, id: detail.id });
      draw();
      looked = Math.min(looked, Date.now() - LOOK + 800); // who is next has changed
    } else {
      looked = 0;
    }
  });
  root.addEventListener("live-open", () => { streams = true; contact = Date.now(); });
  root.addEventListener("live-lost", () => { streams = false; });
  if (root.dataset.link === "open") streams = true;

  look();
  voice.start().then(showSound).then(beat);
  setInterval(second, 1000);
  setInterval(beat, BEAT);
})();
