"use strict";
// The dispatcher's page works with forms alone. With this script a stop is dragged on
// the timeline, or picked up with the space bar: while it is held the server says
// whether it fits and what it costs; let go where it fits, and the form is sent.
(() => {
  const room = document.querySelector(".x-m");
  if (!room) return;
  const say = document.getElementById("say");
  const drop = document.getElementById("drop");
  const fresh = room.dataset.refresh;
  const PATIENCE = 90, FAR = 6;
  let held = null; // {link, visit, name, spot, verdict, asking, timer, mark}

  const fill = (words, ...values) => values.reduce((done, value) => done.replace("%s", value), words);
  const tell = (words, state) => {
    say.hidden = !words.length;
    say.className = `x-say ${state || ""}`;
    say.replaceChildren(...words.map((line, n) => {
      const part = document.createElement(n ? "span" : "b");
      part.textContent = `${line} `;
      return part;
    }));
  };

  // --- where a stop can go: rows of officers who ride, and the stops ahead in them
  const rows = () => [...room.querySelectorAll("[data-rides]")];
  const ahead = (row) => [...row.querySelectorAll("a.x-s")].filter(
    (stop) => stop !== held.link && (stop.hasAttribute("data-moves") || stop.classList.contains("current")));
  const nameOf = (stop) => stop.getAttribute("aria-label").split(",")[0].replace(/^\d+\. /, "");
  const spotAt = (row, index) => {
    const stops = ahead(row);
    const at = Math.max(0, Math.min(index, stops.length));
    return { row, index: at, before: stops[at - 1], next: stops[at] };
  };
  const spotUnder = (x, y) => {
    const box = room.querySelector(".x-gantt").createSVGPoint();
    box.x = x; box.y = y;
    const svg = room.querySelector(".x-gantt");
    const at = box.matrixTransform(svg.getScreenCTM().inverse());
    const row = rows().find((each) => Math.abs(at.y - Number(each.dataset.y)) <= 16);
    if (!row) return null;
    return spotAt(row, ahead(row).filter((stop) => Number(stop.dataset.x) < at.x).length);
  };

  const same = (a, b) => a && b && a.row === b.row && a.index === b.index;
  const words = (spot) => (spot.before
    ? fill(room.dataset.behind, spot.row.dataset.name, nameOf(spot.before))
    : fill(room.dataset.first, spot.row.dataset.name));
  // In a row with nothing ahead: from now on, behind what is over.
  const empty = (row) => Math.max(
    Number(row.dataset.start), Number(row.closest("svg").dataset.now || 0),
    ...[...row.querySelectorAll("a.x-s")].map((stop) => Number(stop.dataset.x) + 12)) + 8;
  const draw = (state) => {
    const { spot, mark } = held;
    if (!spot) { mark.remove(); return; }
    const x = spot.before && spot.next
      ? (Number(spot.before.dataset.x) + Number(spot.next.dataset.x)) / 2
      : spot.before ? Number(spot.before.dataset.x) + 26
        : spot.next ? Number(spot.next.dataset.x) - 26 : empty(spot.row);
    const y = Number(spot.row.dataset.y);
    mark.setAttribute("class", `x-drop ${state}`);
    mark.setAttribute("d", `M${x} ${y - 15}v30M${x - 5} ${y - 15}h10M${x - 5} ${y + 15}h10`);
    spot.row.append(mark);
  };

  // --- asking ---------------------------------------------------------------
  const after = (spot) => (spot.before ? spot.before.dataset.visit : "first");
  const ask = async (mine, spot) => {
    const query = new URLSearchParams({ visit: mine.visit, shift: spot.row.dataset.shift, after: after(spot) });
    mine.asking = new AbortController();
    // An answer is usually there before one could read that it is looked for.
    const slow = setTimeout(() => { if (held === mine && same(mine.spot, spot)) tell([words(spot), room.dataset.asking], ""); }, 300);
    try {
      const answer = await fetch(`${room.dataset.whatIf}&${query}`, { signal: mine.asking.signal, cache: "no-store" });
      if (!answer.ok || answer.redirected) throw new Error("no answer");
      const verdict = await answer.json();
      clearTimeout(slow);
      if (held !== mine || !same(mine.spot, spot)) return;
      mine.verdict = verdict;
      const state = verdict.feasible ? "is-good" : "is-bad";
      draw(state);
      tell([words(spot), ...verdict.words], state);
      if (mine.wants) letGo();
    } catch (error) {
      clearTimeout(slow);
      if (error.name !== "AbortError" && held === mine) tell([room.dataset.failed], "is-bad");
    }
  };
  const hover = (spot, patience = PATIENCE) => {
    if (same(held.spot, spot) || (!spot && !held.spot)) return;
    if (held.asking) held.asking.abort();
    clearTimeout(held.timer);
    held.spot = spot;
    held.verdict = null;
    draw("is-open");
    if (!spot) { tell([held.name], ""); return; }
    tell([words(spot)], "");
    const mine = held;
    mine.timer = setTimeout(() => ask(mine, spot), patience);
  };

  // --- holding and letting go -----------------------------------------------
  const pick = (link) => {
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "path");
    held = { link, visit: link.dataset.visit, name: nameOf(link), spot: null, verdict: null, mark };
    link.classList.add("is-held");
    room.dataset.refresh = ""; // nothing is drawn anew under the hand
    tell([fill(room.dataset.held, held.name)], "");
  };
  const leave = () => {
    if (!held) return;
    if (held.asking) held.asking.abort();
    clearTimeout(held.timer);
    held.mark.remove();
    held.link.classList.remove("is-held");
    held = null;
    room.dataset.refresh = fresh;
  };
  const letGo = () => {
    const { spot, verdict, visit } = held;
    if (!spot) { leave(); tell([]); return; }
    if (!verdict) { held.wants = true; return; } // the answer is on its way
    if (!verdict.feasible) { leave(); return; } // the words stay: why not
    drop.elements.visit.value = visit;
    drop.elements.spot.value = `${spot.row.dataset.shift}/${after(spot)}`;
    drop.requestSubmit();
  };

  // --- pointer ----------------------------------------------------------------
  let press = null, dragged = false;
  room.addEventListener("pointerdown", (event) => {
    const link = event.target.closest("a[data-moves]");
    dragged = false;
    if (!link || event.button || held) return;
    press = { link, x: event.clientX, y: event.clientY };
  });
  document.addEventListener("pointermove", (event) => {
    if (press && !held && Math.hypot(event.clientX - press.x, event.clientY - press.y) > FAR) {
      pick(press.link);
      dragged = true;
    }
    if (press && held) hover(spotUnder(event.clientX, event.clientY));
  });
  document.addEventListener("pointerup", () => {
    if (press && held) letGo();
    press = null;
  });
  document.addEventListener("pointercancel", () => { press = null; leave(); tell([]); });
  room.addEventListener("dragstart", (event) => { if (event.target.closest("a[data-moves]")) event.preventDefault(); });
  room.addEventListener("click", (event) => { if (dragged) { event.preventDefault(); dragged = false; } }, true);

  // --- keys -------------------------------------------------------------------
  room.addEventListener("keydown", (event) => {
    const link = event.target.closest("a[data-moves]");
    if (!held) {
      if (event.key !== " " || !link) return;
      event.preventDefault();
      pick(link);
      return;
    }
    const all = rows();
    const own = held.link.closest(".x-row");
    const here = held.spot ? held.spot.row : own;
    const index = held.spot ? held.spot.index : [...own.querySelectorAll("a.x-s[data-moves], a.x-s.current")].indexOf(held.link);
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (step) {
      event.preventDefault();
      const row = all[Math.max(0, Math.min(all.length - 1, all.indexOf(here) + step[0]))];
      // In another row it goes where its own time is.
      const there = ahead(row).filter((stop) => Number(stop.dataset.x) < Number(held.link.dataset.x)).length;
      hover(spotAt(row, step[0] && row !== here ? there : index + step[1]), 0);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      letGo();
    } else if (event.key === "Escape" || event.key === "Tab") {
      leave();
      tell([]);
    }
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !held) tell([]); });

  // --- the form that gives a visit to somebody says what it would do ------------
  room.addEventListener("change", async (event) => {
    if (event.target.id !== "spot" || !event.target.value) return;
    const place = document.getElementById("verdict");
    const [shift, behind] = event.target.value.split("/");
    const query = new URLSearchParams({ visit: event.target.form.elements.visit.value, shift, after: behind });
    place.className = "x-verdict";
    place.textContent = room.dataset.asking;
    try {
      const verdict = await (await fetch(`${room.dataset.whatIf}&${query}`, { cache: "no-store" })).json();
      place.className = `x-verdict ${verdict.feasible ? "is-good" : "is-bad"}`;
      place.textContent = verdict.words.join(" ");
    } catch { place.textContent = room.dataset.failed; }
  });

  // --- looking for a better plan takes a while, and says how long ---------------
  document.querySelectorAll("form[data-thinking]").forEach((form) => {
    form.addEventListener("submit", () => {
      const part = form.querySelector(".x-think"), bar = form.querySelector("progress");
      const until = Number(form.elements.seconds.value) * 1000 + 500, began = Date.now();
      part.hidden = false;
      part.querySelector("[role=status]").textContent = part.querySelector("[role=status]").dataset.words;
      setTimeout(() => form.querySelectorAll("button").forEach((b) => { b.disabled = true; }));
      setInterval(() => { bar.value = Math.min(99, 100 * (Date.now() - began) / until); }, 100);
    });
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // --- the head follows the part that is fetched again --------------------------
  room.addEventListener("live-shown", () => {
    const kept = document.querySelector("[data-kept]"), at = document.querySelector("time[data-clock]");
    const head = room.querySelector("[data-head]"), now = room.querySelector("[data-clock-now]");
    if (kept && head) kept.replaceChildren(...[...head.childNodes].map((node) => node.cloneNode(true)));
    if (at && now) at.textContent = now.textContent;
  });

  // A click elsewhere closes what the head has opened.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.x-act[open]").forEach((each) => { if (!each.contains(event.target)) each.open = false; });
  });
})();
