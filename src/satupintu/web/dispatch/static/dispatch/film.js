"use strict";
// Plays a day again. Without this script the page shows one moment, and a form leads
// to others; with it the same picture moves. The data lie in the stage, which a page
// that follows the day fetches again when the plan has changed.
(() => {
  const film = document.querySelector("[data-film]");
  if (!film) return;
  const stage = film.querySelector("[data-stage]");
  const find = (name) => film.querySelector(`[data-${name}]`);
  const go = find("play"), slide = find("slide"), follow = find("follow"), say = find("say");
  const field = document.getElementById("at");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const LAST = 14, STEP = 300, FRESH = 10000, POLL = 30000, TICK = 1000;
  const goesOn = "goesOn" in film.dataset, pace = Number(film.dataset.pace) || 0;
  let now = Number(film.dataset.second), speed = 300, plays = false, follows = false;
  let data, men, tracks, dots, news, range, drawn = 0, before = 0, asked = Date.now(), stale = false;

  // --- the stage as it came
  const read = () => {
    data = JSON.parse(document.getElementById("film-data").textContent);
    men = [...stage.querySelectorAll(".f-over .f-man")];
    dots = [...stage.querySelectorAll(".f-over .f-dot")];
    tracks = [...stage.querySelectorAll(".f-tracks path")].map((path) => ({ path, length: path.getTotalLength() }));
    news = [...stage.querySelectorAll("[data-news] li")];
    news.ats = news.map((item) => Number(item.dataset.at));
    range = null;
    slide.min = data.start;
    slide.max = data.end;
  };

  // --- the picture at a moment
  const put = (node, name, value) => { if (node.getAttribute(name) !== value) node.setAttribute(name, value); };
  const clock = (sign) => {
    const minutes = Math.floor(now / 60);
    return `${String(Math.floor(minutes / 60)).padStart(2, "0")}${sign}${String(minutes % 60).padStart(2, "0")}`;
  };
  const stateOf = ([turns]) => {
    let state = "";
    for (const [at, next] of turns) { if (at > now) break; state = next; }
    return state;
  };
  const isLate = ([, late], state) => late !== null && late < now && state !== "" && state !== "cancelled";
  const moveOfficer = (moves, n) => {
    let at = moves.length - 1;
    while (at > 0 && moves[at][0] > now) at -= 1;
    const [from, until, doing, track, x, y] = moves[at];
    const share = until > from ? Math.min(1, Math.max(0, (now - from) / (until - from))) : 1;
    let [left, top] = [x, y];
    if (track >= 0) {
      const { path, length } = tracks[track];
      const point = path.getPointAtLength(share * length);
      [left, top] = [point.x / 10, point.y / 10];
    }
    put(men[n], "transform", `translate(${left.toFixed(1)} ${top.toFixed(1)})`);
    put(men[n], "data-doing", doing);
  };
  const drawTracks = () => {
    for (const moves of data.men) {
      for (const [from, until, , track] of moves) {
        if (track < 0) continue;
        const { path } = tracks[track];
        const share = now <= from ? 0 : now >= until ? 1 : (now - from) / (until - from);
        path.classList.toggle("is-ahead", share === 0);
        path.classList.toggle("is-now", share > 0 && share < 1);
        path.classList.toggle("is-past", share === 1);
        put(path, "stroke-dasharray", `${share.toFixed(4)} 2`);
      }
    }
  };
  const count = () => {
    const found = { done: 0, way: 0, left: 0, failed: 0, late: 0 };
    const names = { done: "done", riding: "way", arrived: "way", booked: "left", failed: "failed" };
    for (const visit of data.visits) {
      const state = stateOf(visit);
      if (names[state]) found[names[state]] += 1;
      if (isLate(visit, state)) found.late += 1;
    }
    for (const node of stage.querySelectorAll("[data-count]")) {
      const words = String(found[node.dataset.count]);
      if (node.textContent !== words) node.textContent = words;
    }
    return found;
  };
  const tell = () => {
    let first = news.ats.findIndex((at) => at <= now);
    if (first < 0) first = news.length;
    if (range === first) return;
    range = first;
    news.forEach((item, n) => { item.hidden = n < first || n >= first + LAST; });
  };
  const show = () => {
    now = Math.min(Math.max(now, data.start), data.end);
    data.men.forEach(moveOfficer);
    drawTracks();
    dots.forEach((dot, n) => {
      const state = stateOf(data.visits[n]);
      put(dot, "data-state", state);
      dot.toggleAttribute("data-late", isLate(data.visits[n], state));
    });
    count();
    tell();
    stage.querySelector("[data-clock]").textContent = clock(film.dataset.sign);
    slide.value = now;
    slide.setAttribute("aria-valuetext", clock(film.dataset.sign));
    if (document.activeElement !== field) field.value = clock(":");
  };
  const speak = () => {
    const { done, way, left, failed, late } = count();
    const values = [clock(film.dataset.sign), done, way, left, failed, late];
    say.textContent = values.reduce((words, value) => words.replace("%s", value), film.dataset.words);
    keep(clock(":"));
  };
  // The address says what is seen; without a time it is the day as it is now.
  const keep = (at) => {
    const address = new URL(location.href);
    if (at) address.searchParams.set("at", at); else address.searchParams.delete("at");
    history.replaceState(null, "", address);
  };

  // --- following the day
  const look = async () => {
    asked = Date.now();
    stale = false;
    try {
      const answer = await fetch(film.dataset.fragment, { headers: { "X-Requested-With": "fetch" }, cache: "no-store" });
      // A sign-in page in place of the fragment is not for here.
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      stage.replaceChildren(...fresh.childNodes);
      read();
      if (follows) now = data.end;
      show();
    } catch { stale = true; }
  };
  film.addEventListener("live", (event) => {
    if (["changed", "resync"].includes(event.detail.event)) stale = true;
  });
  setInterval(() => {
    if (!follows || document.hidden) return;
    const waited = Date.now() - asked;
    if ((stale && waited > FRESH) || waited > POLL) look();
  }, TICK);

  // --- time goes on
  const turn = () => {
    go.toggleAttribute("data-plays", plays);
    const words = go.querySelector(".vh");
    words.textContent = plays ? words.dataset.on : words.dataset.off;
    if (follow) follow.setAttribute("aria-pressed", String(follows));
  };
  const frame = (at) => {
    if (!plays && !follows) return;
    const passed = Math.min(at - before, TICK * 2) / 1000;
    before = at;
    const rate = follows ? pace : speed;
    now += passed * rate;
    if (follows) data.end = Math.max(data.end, now);
    // Steps for whoever does not like things to glide; and a slow clock needs no haste.
    if (calm.matches || rate < 10 ? at - drawn >= TICK : true) { drawn = at; slide.max = data.end; show(); }
    if (plays && now >= data.end) { stop(); if (goesOn) chase(); return; }
    requestAnimationFrame(frame);
  };
  const run = () => { before = drawn = performance.now(); requestAnimationFrame(frame); };
  const play = () => {
    if (now >= data.end - 1) now = data.start;
    const runs = plays || follows;
    [plays, follows] = [true, false];
    turn();
    if (!runs) run();
  };
  const stop = () => { plays = follows = false; turn(); show(); speak(); };
  const chase = () => {
    const runs = plays || follows;
    [plays, follows] = [false, true];
    turn();
    keep("");
    look();
    if (!runs) run();
  };
  const seek = (to) => { follows = false; now = to; turn(); show(); if (!plays) speak(); };

  // --- who presses what
  go.addEventListener("click", () => (plays ? stop() : play()));
  slide.addEventListener("input", () => seek(Number(slide.value)));
  if (follow) follow.addEventListener("click", () => (follows ? stop() : chase()));
  film.addEventListener("change", (event) => { if (event.target.name === "speed") speed = Number(event.target.value); });
  film.querySelector(".f-at").addEventListener("submit", (event) => {
    const [hours, minutes] = field.value.split(":").map(Number);
    if (Number.isNaN(hours) || Number.isNaN(minutes)) return;
    event.preventDefault();
    seek((hours * 60 + minutes) * 60);
  });
  film.addEventListener("click", (event) => {
    const link = event.target.closest("[data-jump]");
    if (!link) return;
    event.preventDefault();
    seek(now + Number(link.dataset.jump));
  });
  document.addEventListener("keydown", (event) => {
    const on = event.target;
    if (event.altKey || event.ctrlKey || event.metaKey || on.matches("input:not([type=range]):not([type=radio]),select,textarea")) return;
    if (event.key === " " && !on.matches("button,a,summary,[type=radio]:not(:checked)")) {
      event.preventDefault();
      if (plays) stop(); else play();
    }
    const step = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP }[event.key];
    const isOurs = on === slide || (["ArrowLeft", "ArrowRight"].includes(event.key) && !on.matches("[type=radio]"));
    if (step && isOurs) { event.preventDefault(); seek(now + step); }
  });

  read();
  for (const part of film.querySelectorAll("[data-controls],[data-follow]")) part.hidden = false;
  if ("follows" in film.dataset && data.end > data.start) { follows = true; run(); }
  turn();
  show();
})();
