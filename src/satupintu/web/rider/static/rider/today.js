// Today: the stops in their order, what the plan changed, and the next door.
"use strict";

(() => {
  const { h, icon, t, count, time, span, day } = Ride.dom;

  let folded = true;

  Ride.views.today = async () => {
    const told = Ride.day.told();
    if (!told) return { live: true, nav: "today", body: nothing() };
    const visits = Ride.day.visits(), current = Ride.day.current();
    const shift = Ride.day.shiftState();
    const body = [
      h("h1.vh", t("today_title")),
      changed(),
      told.shift.paused_until && Date.parse(told.shift.paused_until) > Ride.net.now() && paused(told),
      current && shift !== "planned" && next(current),
      h("div.r-stops", ahead(shift === "planned" ? null : current).map(line)),
      behind(),
      !visits.length && h("p.r-note", t("no_stops")),
    ];
    return { live: true, nav: "today", face: told.officer.face, title: told.officer.name, sub: `${told.officer.badge} · ${day(told.made_at)}`, body,
      foot: [shift === "planned" ? begin() : end(shift, visits)] };
  };

  // What comes: the stops at doors that are not over, and breaks and bases among them.
  const isOver = (stop) => Boolean(stop.visit) && Ride.day.rank(stop.visit) === 3;

  function ahead(current) {
    const stops = Ride.day.stops(), last = stops.findLastIndex(isOver);
    return stops.filter((stop, at) => stop !== current && !isOver(stop) && (stop.visit || at > last));
  }

  // What is over comes last, folded away.
  function behind() {
    const found = Ride.day.visits().filter(isOver);
    return found.length ? h("details.r-past", { open: folded ? null : true, ontoggle: (event) => { folded = !event.target.open; } },
      h("summary", count("over", found.length)), h("div.r-stops", found.map(line))) : null;
  }

  function nothing() {
    return [
      h("h1", t("no_day")),
      h("p", Ride.day.trouble() || t("no_day_why")),
      h("button.r-btn.p.xl.last", { type: "button", onclick: () => Ride.day.refresh() }, t("load_again")),
    ];
  }

  // The shift ends after all that was done in it, also what has not arrived yet.
  const waiting = () => Ride.outbox.waiting()
    .filter((item) => item.shift === Ride.day.shift().id && item.action !== "position").map((item) => item.key);
  const act = (action, more = {}) => Ride.outbox.add([{ action, label: action, ...more }]);

  function begin() {
    return h("button.r-btn.p.xl", { type: "button", onclick: () => act("shift_opened") }, icon("motor"), t("begin_shift"));
  }

  function changed() {
    const found = Ride.day.changes();
    if (!found.length) return null;
    const reason = Ride.day.told().reason;
    const lines = found.slice(0, 4).map(([what, name, at]) => h("p", t(`change_${what}`, { name, time: at ? time(at) : "" })));
    return h("section.r-chg", { "aria-label": t("plan_changed") },
      h("div", h("p", h("b", reason || t("plan_changed"))), lines),
      h("button.r-btn", { type: "button", onclick: () => Ride.day.accept() }, t("accept")));
  }

  function paused(told) {
    return h("section.r-chg", h("p", h("b", t("paused_until", { time: time(told.shift.paused_until) }))),
      h("button.r-btn", { type: "button", onclick: () => act("pause", { data: { minutes: 0 } }) }, t("ride_on")));
  }

  function next(stop) {
    const visit = Ride.day.visit(stop.visit), state = Ride.day.state(stop.visit);
    const said = state === "arrived" ? t("at_door") : state === "riding" ? t("on_way") : t("arrives");
    return h("a.r-stop.is-now", { href: `#/stop/${stop.visit}` },
      h("b", time(stop.arrives_at), h("small", `${said} · ${t("promised", { span: span(visit.from_at, visit.until_at) })}`)),
      h("span", h("b", visit.name), `${t(`kind_${visit.kind}`)} · ${visit.address}`),
      icon("next", "mono"));
  }

  const ICONS = { wheelchair: "wheel", elderly: "elder", ill: "preg", hearing: "sign", ear: "sign", eye: "low", globe: "globe", help: "help" };

  function line(stop) {
    if (!stop.visit) {
      return h("div.r-stop.is-rest", h("b", time(stop.begins_at)), h("span", h("b", t(`stop_${stop.kind}`)), t(`stop_${stop.kind}_why`)),
        icon(stop.kind === "rest" ? "pause" : "base"));
    }
    const visit = Ride.day.visit(stop.visit);
    if (!visit) return null;
    const state = Ride.day.state(stop.visit), isPast = isOver(stop);
    const need = visit.needs.length ? ICONS[visit.needs[0].icon] : "";
    const sub = isPast ? t(`state_${state}`) : t(`kind_${visit.kind}`);
    return h("a.r-stop", { href: `#/stop/${stop.visit}`, class: isPast ? "r-stop is-over" : "r-stop" },
      h("b", time(stop.arrives_at), h("small", span(visit.from_at, visit.until_at))),
      h("span", h("b", visit.name), `${sub} · ${visit.area || visit.address}`),
      icon(isPast ? (state === "done" ? "check" : "warn") : need || (visit.kind === "deliver" ? "folder" : "permit")));
  }

  function end(shift, visits) {
    if (shift === "ended") return h("p.r-ok", icon("check", "mono"), t("shift_ended"));
    const bag = Ride.day.bag(), left = visits.filter((stop) => Ride.day.rank(stop.visit) < 3);
    if (left.length) return null;
    if (bag.length) return h("p.r-note", count("bag_blocks", bag.length));
    return h("button.r-btn.p.xl", { type: "button", onclick: () => act("shift_ended", { after: waiting() }) }, icon("base"), t("end_shift"));
  }
})();
