// The desk: one-key buttons, the running time, and what changes by itself. Every
// key has a visible control, and all of it works without this script.
(() => {
  "use strict";
  const body = document.body;
  const typing = (el) => el.matches("input:not([type=radio]):not([type=checkbox]),textarea,select,[contenteditable]");
  const click = (name) => {
    const target = document.querySelector(`[data-key="${CSS.escape(name)}"]:not(:disabled)`);
    if (target) target.click();
    return Boolean(target);
  };
  const panels = ["c-panel-1", "main", "c-panel-3"].map((id) => document.getElementById(id));
  const nextPanel = (by) => {
    const at = panels.findIndex((panel) => panel.contains(document.activeElement));
    const panel = panels[(at + by + panels.length) % panels.length];
    const first = panel.querySelector("input:not([type=hidden]),select,button:not(:disabled),a[href]");
    (first || panel).focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "F8") {
      event.preventDefault();
      return nextPanel(event.shiftKey ? -1 : 1);
    }
    if (event.key === "F9") {
      event.preventDefault();
      return click("f9");
    }
    if (event.key === "Enter" && event.ctrlKey) {
      const form = document.activeElement.closest("form") || document.querySelector(".c-file [data-main]");
      return form && form.requestSubmit();
    }
    if (event.key === "Escape") {
      const panel = document.querySelector(".c-file .c-h a[href]");
      const menu = document.querySelector(".c-menu[open]");
      if (menu) menu.open = false;
      else if (panel) panel.click();
      return;
    }
    if (body.dataset.keys !== "on" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (typing(event.target)) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("find").focus();
    } else if (event.key === "?") {
      location.search = "?panel=keys";
    } else if (/^[a-z]$/i.test(event.key) && click(event.key.toLowerCase())) {
      event.preventDefault();
    }
  });

  // One press is one press: the second click of a double click sends nothing.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (body.dataset.sent) event.preventDefault();
    body.dataset.sent = "1";
  });
  addEventListener("pageshow", () => delete body.dataset.sent);

  // The elapsed time; the server's seconds, counted on from when they arrived.
  let began = performance.now();
  const two = (n) => String(n).padStart(2, "0");
  setInterval(() => {
    const shown = document.querySelector(".c-time b[data-seconds]");
    if (!shown) return;
    const seconds = Number(shown.dataset.seconds) + Math.floor((performance.now() - began) / 1000);
    shown.textContent = `${two(Math.floor(seconds / 60))}.${two(seconds % 60)}`;
    const x = Math.min(400, Math.round((400 * seconds) / Number(shown.dataset.full)));
    const bar = shown.parentElement;
    bar.querySelector(".b2").setAttribute("width", x);
    bar.querySelector(".b3").setAttribute("d", `M${x} 3v28`);
  }, 1000);

  // What others changed: fetched anew, put in place part by part. A field being
  // typed in lies outside of these parts; the focus on a button comes back by id.
  const net = document.getElementById("c-net");
  const connected = (is) => {
    net.className = is ? "tl-ok" : "tl-err";
    net.textContent = is ? net.dataset.on : net.dataset.off;
  };
  const typed = () =>
    [...document.querySelectorAll(".c-file input:not([type=hidden]),.c-file select")].some(
      (el) => el === document.activeElement || (el.type !== "radio" && el.type !== "checkbox" && el.tagName === "INPUT" && el.value !== el.defaultValue),
    );
  let asking = false;
  const refresh = async () => {
    if (asking || body.dataset.sent || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(body.dataset.fragment, { redirect: "error" });
      connected(answer.ok);
      if (answer.status !== 200 || body.dataset.sent) return;
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      connected(false);
    } finally {
      asking = false;
    }
  };
  const show = (fresh) => {
    for (const part of document.querySelectorAll("[data-part]")) {
      const found = fresh.getElementById(part.id);
      if (!found) continue;
      const focus = part.contains(document.activeElement) ? document.activeElement.id : "";
      part.replaceChildren(...found.childNodes);
      if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    }
    began = performance.now();
    const work = fresh.getElementById("c-work");
    const column = document.querySelector("[data-work]");
    if (work && work.dataset.work !== column.dataset.work && !typed()) location.reload();
  };
  // Gathered: a busy hall tells of several changes a second. One that names queues
  // is for the counters that serve one of them.
  const mine = body.dataset.queues.split(" ");
  let soon = 0;
  const hear = (event) => {
    const named = event.detail?.data?.queues;
    if (named && !named.some((queue) => mine.includes(queue))) return;
    if (!soon) soon = setTimeout(() => { soon = 0; refresh(); }, 400);
  };
  body.addEventListener("live", hear);
  body.addEventListener("live-open", hear);
  body.addEventListener("live-lost", hear);
  document.addEventListener("visibilitychange", hear);
  setInterval(refresh, 30000);
})();
