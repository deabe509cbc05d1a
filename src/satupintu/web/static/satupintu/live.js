"use strict";
// Keeps parts of a page up to date. The page works without it.
//
//   <main data-live="STREAM" data-refresh="FRAGMENT">   on "changed" the inside is
//                                                       fetched again from FRAGMENT
//   <main data-live="STREAM">                           a DOM event "live" for each
//                                                       event: {event, data, id}
//
// An empty data-live means that there is no stream: then it looks again by the clock.
// data-link tells the style sheet (and a test) how things stand: open or lost.
// data-always keeps the stream in a hidden tab, data-seconds sets the clock.
(() => {
  const SILENT = 45000, POLL = 30000, GATHER = 1000, FIRST = 1000, LONGEST = 30000;
  const PATIENCE = 60000;

  const listen = (place) => {
    const poll = Number(place.dataset.seconds) * 1000 || POLL;
    let source = null, pause = FIRST, heard = 0, last = "", looked = 0;
    let again = 0, timer = 0, asking = null, wanted = false, rest = GATHER, shown = "";

    const tell = (name, detail) => place.dispatchEvent(new CustomEvent(name, { detail }));
    const link = (state) => {
      if (place.dataset.link === state) return;
      place.dataset.link = state;
      tell(`live-${state}`);
    };

    // --- looking again -------------------------------------------------------
    const busy = () => {
      const at = document.activeElement;
      return at && place.contains(at) && at.matches("input:not([type=radio],[type=checkbox],[type=submit],[type=button]),select,textarea");
    };
    const put = (html) => {
      if (html === shown) return;
      shown = html;
      const focused = place.contains(document.activeElement) && document.activeElement.id;
      const fresh = new DOMParser().parseFromString(html, "text/html").body;
      place.replaceChildren(...fresh.childNodes);
      const back = focused && document.getElementById(focused);
      if (back) back.focus({ preventScroll: true });
      tell("live-shown");
    };
    // One question at a time, and after it a rest as long as the answer took: whoever
    // is slow to answer is not asked more often than that.
    const look = async () => {
      clearTimeout(timer);
      timer = 0;
      if (!place.dataset.refresh || busy()) return;
      if (asking) { wanted = true; return; }
      looked = Date.now();
      asking = new AbortController();
      const late = setTimeout(() => asking.abort(), PATIENCE);
      try {
        const answer = await fetch(place.dataset.refresh, {
          headers: { "X-Requested-With": "fetch" }, signal: asking.signal, cache: "no-store",
        });
        // A sign-in page in place of the fragment is not for here.
        if (answer.ok && !answer.redirected) put(await answer.text());
      } catch { /* the clock asks again */ }
      clearTimeout(late);
      asking = null;
      rest = Math.max(GATHER, 2 * (Date.now() - looked));
      if (wanted) soon();
      wanted = false;
    };
    // At once, and for all that comes during the rest once more.
    const soon = () => {
      if (!timer) timer = setTimeout(look, Math.max(0, looked + rest - Date.now()));
    };

    // --- the stream ----------------------------------------------------------
    const take = (event) => {
      heard = Date.now();
      link("open");
      if (event.lastEventId) last = event.lastEventId;
      if (event.type === "beat") return;
      if (event.type === "changed" || event.type === "resync") soon();
      tell("live", { event: event.type, data: JSON.parse(event.data), id: Number(event.lastEventId) || null });
    };
    const address = () => {
      const from = last || place.dataset.last;
      return place.dataset.live + (from ? `?last=${from}` : "");
    };
    const open = () => {
      clearTimeout(again);
      again = 0;
      if (!place.dataset.live || !window.EventSource || source) return;
      if (document.hidden && !("always" in place.dataset)) return;
      source = new EventSource(address());
      heard = Date.now();
      // What happened before the stream was there: looked up, once it is.
      source.onopen = () => { pause = FIRST; soon(); };
      source.onerror = () => {
        link("lost"); // the browser tries again by itself, unless it was refused
        if (source && source.readyState === EventSource.CLOSED) reopen();
      };
      for (const name of ["beat", "changed", "resync", "call"]) source.addEventListener(name, take);
    };
    const close = () => {
      if (source) source.close();
      source = null;
    };
    const reopen = () => {
      close();
      link("lost");
      if (again) return;
      again = setTimeout(open, pause * (0.5 + Math.random()));
      pause = Math.min(pause * 2, LONGEST);
    };

    setInterval(() => {
      if (source && Date.now() - heard > SILENT) reopen();
      const streams = source && place.dataset.link === "open";
      if (!streams && !document.hidden && Date.now() - looked > poll) look();
    }, 1000);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) {
        if (!("always" in place.dataset)) close();
      } else {
        open();
        soon();
      }
    });
    window.addEventListener("pagehide", close);
    window.addEventListener("pageshow", (event) => { if (event.persisted) { open(); soon(); } });
    place.addEventListener("focusout", () => { if (looked && Date.now() - looked > poll) soon(); });
    looked = Date.now();
    open();
  };

  document.querySelectorAll("[data-live]").forEach(listen);
})();
