// Why a visit could not be done: a reason, a few words, and what to try before.
"use strict";

Ride.problem = (() => {
  const { h, icon, t } = Ride.dom;
  const REASONS = ["not_home", "not_ready", "wrong_address", "refused", "rain", "no_time"];

  const reasons = (id) => h("div.r-why", REASONS.map((reason) => h("a", { href: `#/problem/${id}/${reason}` }, t(`outcome_${reason}`))));

  Ride.views.problem = async (id, reason) => {
    const visit = Ride.day.visit(id);
    if (!visit) return Ride.views.stop(id);
    const view = { back: reason ? `#/problem/${id}` : `#/stop/${id}`, title: t("problem"), sub: visit.name };
    return { ...view, body: reason ? why(visit, reason) : choose(visit) };
  };

  function choose(visit) {
    const pause = (minutes) => h("button.r-btn", { type: "button", onclick: () => wait(minutes) }, t("minutes", { n: minutes }));
    return [h("h1", t("what_is_wrong")), reasons(visit.id),
      h("section", h("p", h("b", t("wait_for_rain"))), h("div.r-3", pause(15), pause(30), pause(60))),
      visit.phone && h("a.r-btn.last", { href: `tel:${visit.phone.replace(/[^+\d]/g, "")}` }, icon("call"), t("call_name", { name: visit.name }))];
  }

  async function wait(minutes) {
    await Ride.outbox.add([{ action: "pause", data: { minutes, reason: "rain" }, label: "pause" }]);
    location.hash = "#/";
  }

  function why(visit, reason) {
    const note = h("textarea", { id: "note", rows: "3", maxlength: "300" });
    const held = Ride.day.bag().filter((folder) => folder.visit === visit.id).map((folder) => folder.code);
    const save = h("button.r-btn.p.xl.last", { type: "button", onclick: async () => {
      save.disabled = true;
      await Ride.outbox.add([{ action: "failed", visit: visit.id, data: { outcome: reason, note: note.value }, label: "failed" }]);
      location.hash = "#/";
    } }, icon("check", "mono"), t("record"));
    return [h("h1", t(`outcome_${reason}`)), h("p", t(`before_${reason}`)),
      held.length ? h("p.r-warn", icon("warn"), t("give_back_first", { codes: held.join(", ") })) : null,
      visit.phone && h("a.r-btn", { href: `tel:${visit.phone.replace(/[^+\d]/g, "")}` }, icon("call"), t("call_name", { name: visit.name })),
      h("label", { for: "note" }, h("b", t("note"))), note, save];
  }

  return { reasons };
})();
