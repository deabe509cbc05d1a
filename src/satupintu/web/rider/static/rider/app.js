// The frame: header, what the network does, the page, the way to the others.
"use strict";

Ride.app = (() => {
  const { h, icon, t, count, time } = Ride.dom;
  const root = document.getElementById("ride");
  const NAV = [["today", "clock", "#/"], ["bag", "folder", "#/bag"], ["outbox", "up", "#/outbox"], ["help", "help", "#/help"]];
  let shown = null, drawing = 0;

  const parts = () => location.hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);

  async function draw() {
    const turn = (drawing += 1);
    const [name = "today", ...rest] = parts();
    const make = Object.hasOwn(Ride.views, name) ? Ride.views[name] : Ride.views.today;
    const view = await make(...rest);
    if (turn !== drawing) return;
    const before = root.querySelector("main"), isSame = shown && shown.hash === location.hash;
    const top = isSame && before ? before.scrollTop : 0;
    const main = h("main.r-b", { id: "main", tabindex: "-1" }, view.body);
    shown = { ...view, hash: location.hash };
    // The main button is always in sight, last before the menu.
    const foot = view.foot && view.foot.some(Boolean) ? h("div.r-foot", view.foot) : "";
    root.replaceChildren(header(view), bar(view), main, foot, view.nav ? menu(view.nav) : "");
    document.title = [view.title, t("app")].filter(Boolean).join(" – ");
    main.scrollTop = top;
    if (!isSame) main.focus({ preventScroll: true });
  }

  // What changes around the page, without touching what is typed on it.
  function around() {
    if (!shown) return;
    if (shown.live) { draw(); return; }
    root.replaceChild(bar(shown), root.children[1]);
  }

  function header(view) {
    const left = view.back
      ? h("a.r-back", { href: view.back, "aria-label": t("back") }, icon("back", "mono"))
      : view.face ? h("img.r-face", { src: view.face, alt: "", width: "40", height: "48" })
        : document.getElementById("r-mark").content.cloneNode(true);
    return h("header.r-top", left, h("div", h("b", view.title || t("app")), view.sub && h("span", view.sub)), h("time", time(Ride.net.now())));
  }

  // Always there while something waits, is refused, or the network is away.
  function bar(view) {
    const waiting = Ride.outbox.waiting().length, bad = Ride.outbox.troubled().length;
    const badge = () => (waiting ? h("em", { "aria-label": count("waiting", waiting) }, waiting) : null);
    const line = (css, sign, words, more) => h("a", { class: `r-off ${css}`, href: "#/outbox" }, icon(sign), h("span", words), more);
    // What needs a look hides nothing of what the network does.
    const look = bad && !Ride.net.isSignedOut() ? line("is-bad", "warn", count("look_at", bad), Ride.net.isOnline() && badge()) : null;
    const net = Ride.net.isSignedOut() ? line("is-bad", "lock", t("signed_out"), badge())
      : !Ride.net.isOnline() ? line("", "off", view.offline || t("offline"), badge())
        : waiting && !bad ? line("is-on", "up", t("sending"), badge()) : null;
    return h("div.r-bars", { hidden: !look && !net }, net, look);
  }

  function menu(current) {
    const bag = Ride.day.bag().length, waiting = Ride.outbox.waiting().length;
    const counts = { bag, outbox: waiting };
    return h("nav.r-nav", { "aria-label": t("menu") }, NAV.map(([name, sign, href]) => h("a",
      { href, "aria-current": name === current ? "page" : null }, icon(sign), t(`nav_${name}`), counts[name] ? h("em", counts[name]) : null)));
  }

  function tick() {
    const clock = root.querySelector(".r-top time");
    if (clock) clock.textContent = time(Ride.net.now());
  }

  async function start() {
    await Ride.net.start();
    await Ride.day.start();
    window.addEventListener("hashchange", draw);
    for (const part of [Ride.net, Ride.day, Ride.outbox]) part.listen(around);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) { Ride.outbox.again(); Ride.day.refresh(); } });
    setInterval(tick, 10000);
    await draw();
    await Ride.day.refresh();
    Ride.outbox.flush();
    if ("serviceWorker" in navigator) navigator.serviceWorker.register(Ride.config.urls.worker, { scope: Ride.config.urls.page });
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  }

  start();
  return { draw };
})();
