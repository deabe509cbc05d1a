/* A map to choose a point on: drag it, press on it, or use the arrow keys. The pin stays
   in the middle. Without this script the form's own buttons do the same, slower. */
"use strict";

(() => {
  const WIDTH = 640, HEIGHT = 360; // of the picture, which fills the screen
  const KEYS = { ArrowLeft: [-12, 0], ArrowRight: [12, 0], ArrowUp: [0, -12], ArrowDown: [0, 12] };
  const STEPS = { west: [-160, 0], east: [160, 0], north: [0, -90], south: [0, 90] };
  const NEAREST = 18, FARTHEST = 5, STILL = 4, PAUSE = 250;

  document.querySelectorAll("[data-map]").forEach((pick) => {
    const field = (name) => pick.querySelector(`input[name="${name}"]`);
    const screen = pick.querySelector("[data-map-screen]");
    const around = pick.querySelector("[data-map-around]");
    let asked = 0, later, held = null;

    const view = () => around.querySelector("[data-map-view]");
    const ratio = () => Math.max(screen.clientWidth / WIDTH, screen.clientHeight / HEIGHT);

    function place(lat, lon, zoom) {
      field("lat").value = lat.toFixed(6);
      field("lon").value = lon.toFixed(6);
      field("zoom").value = String(zoom);
    }

    /* Pixels of the picture, from its middle: right and down. */
    function move(right, down) {
      const { north, east } = view().dataset;
      const zoom = Number(field("zoom").value);
      place(Number(field("lat").value) - down * Number(north),
        Number(field("lon").value) + right * Number(east), zoom);
      field("chosen").value = "1";
      shift();
      draw();
    }

    /* Until the new picture is here, the old one is shown where it now belongs. */
    function shift() {
      const { lat, lon, north, east } = view().dataset;
      const x = (Number(lon) - Number(field("lon").value)) / Number(east);
      const y = (Number(field("lat").value) - Number(lat)) / Number(north);
      view().querySelectorAll("svg > g, svg > a").forEach((part) => {
        part.dataset.as ??= part.getAttribute("transform") ?? "";
        part.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) ${part.dataset.as}`);
      });
    }

    function zoom(by) {
      const now = Number(field("zoom").value);
      const next = Math.max(FARTHEST, Math.min(NEAREST, now + by));
      if (next === now) return;
      field("zoom").value = String(next);
      buttons();
      draw(0);
    }

    function buttons() {
      const now = Number(field("zoom").value);
      pick.querySelector('[value="in"]').disabled = now >= NEAREST;
      pick.querySelector('[value="out"]').disabled = now <= FARTHEST;
    }

    function draw(pause = PAUSE) {
      clearTimeout(later);
      later = setTimeout(fetchPicture, pause);
    }

    async function fetchPicture() {
      const mine = ++asked;
      const query = new URLSearchParams(
        ["lat", "lon", "zoom"].map((name) => [name, field(name).value]));
      try {
        const answer = await fetch(`${pick.dataset.around}?${query}`, { credentials: "same-origin" });
        if (!answer.ok) return;
        const html = await answer.text();
        if (mine !== asked || held) return;
        around.innerHTML = html;
        outside();
      } catch {
        /* Without network the old picture stays; the point is in the form all the same. */
      }
    }

    /* The words for the place stand below the picture. */
    function outside() {
      pick.querySelectorAll(":scope > [data-map-place]").forEach((old) => old.remove());
      const words = around.querySelector("[data-map-place]");
      if (words) screen.after(words);
    }

    screen.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      screen.setPointerCapture(event.pointerId);
      held = { x: event.clientX, y: event.clientY, far: 0,
        lat: Number(field("lat").value), lon: Number(field("lon").value) };
    });
    screen.addEventListener("pointermove", (event) => {
      if (!held) return;
      const dx = event.clientX - held.x, dy = event.clientY - held.y;
      held.far = Math.max(held.far, Math.hypot(dx, dy));
      if (held.far < STILL) return;
      const { north, east } = view().dataset;
      place(held.lat + (dy / ratio()) * Number(north),
        held.lon - (dx / ratio()) * Number(east), Number(field("zoom").value));
      shift();
    });
    const release = (event) => {
      if (!held) return;
      const was = held;
      held = null;
      if (event.type === "pointercancel") {
        place(was.lat, was.lon, Number(field("zoom").value));
        shift();
      } else if (was.far < STILL) {
        const box = screen.getBoundingClientRect();
        move((event.clientX - box.left - box.width / 2) / ratio(),
          (event.clientY - box.top - box.height / 2) / ratio());
      } else {
        move(0, 0);
      }
    };
    screen.addEventListener("pointerup", release);
    screen.addEventListener("pointercancel", release);
    screen.addEventListener("keydown", (event) => {
      if (KEYS[event.key]) move(...KEYS[event.key]);
      else if (event.key === "+") zoom(1);
      else if (event.key === "-") zoom(-1);
      else return;
      event.preventDefault();
    });
    pick.querySelectorAll('button[name="map"]').forEach((button) => {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        if (STEPS[button.value]) move(...STEPS[button.value]);
        else zoom(button.value === "in" ? 1 : -1);
      });
    });

    screen.tabIndex = 0;
    screen.setAttribute("role", "application");
    pick.classList.add("is-live");
    outside();
  });
})();
