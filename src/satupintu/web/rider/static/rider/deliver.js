// A permit is handed over: against the citizen's code, else a signature or a photo.
"use strict";

(() => {
  const { h, icon, t } = Ride.dom;

  Ride.views.deliver = async (id) => {
    const visit = Ride.day.visit(id), work = await Ride.day.work(id);
    if (!visit || !visit.code) return Ride.views.stop(id);
    const folders = Ride.day.bag().filter((folder) => folder.delivery === id).map((folder) => folder.code).join(", ");
    const body = h("div.r-fill");
    // Tries are those at one code: with a new one they begin anew.
    if (work.code !== visit.code.salt) Object.assign(work, { code: visit.code.salt, tries: 0 });
    const left = () => Math.max(0, Math.min(visit.code.tries, 5) - work.tries);
    const view = { back: `#/stop/${id}`, title: t("bring_permit"), sub: [visit.name, folders].filter(Boolean).join(" · "), offline: t("offline_code"), body: [body] };
    const draw = (...parts) => body.replaceChildren(h("h1.vh", t("bring_permit")), ...parts);
    const byCode = () => draw(...pad(visit, work, left, folders, byHand));
    const byHand = () => draw(...proofs(visit, work, folders, left() ? byCode : null));
    if (left()) byCode(); else byHand();
    return view;
  };

  function pad(visit, work, left, folders, byHand) {
    let typed = "", ok = false;
    const digits = h("div.r-otp", { role: "img" }), said = h("p", { role: "status", hidden: true });
    const give = h("button.p", { type: "button", disabled: true, onclick: () => hand(visit, work, { code_typed: typed }) }, t("hand"));
    function draw() {
      digits.replaceChildren(...Array.from({ length: visit.code.digits }, (_each, n) => h(n === typed.length - 1 ? "b.on" : "b", typed[n] || "")));
      digits.setAttribute("aria-label", t("code_typed", { code: [...typed].join(" ") }));
      give.disabled = !ok;
    }
    function tell(css, ...words) { said.className = css; said.hidden = !words.length; said.replaceChildren(...words); }
    async function press(key) {
      if (ok && key !== "back") return;
      ok = false;
      typed = key === "back" ? typed.slice(0, -1) : (typed + key).slice(0, visit.code.digits);
      tell("");
      draw();
      if (typed.length < visit.code.digits || key === "back") return;
      const fits = await Ride.code.fits(visit.code, typed);
      if (!fits) return wrong();
      ok = true;
      tell("r-ok", icon("check", "mono"), t("code_fits", { codes: folders }));
      draw();
    }
    async function wrong() {
      work.tries += 1;
      await Ride.store.put("work", work);
      typed = "";
      draw();
      tell("r-bad", t("code_wrong", { n: left() }));
      if (!left()) byHand();
    }
    const keys = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => h("button", { type: "button", onclick: () => press(String(n)) }, n));
    draw();
    return [h("p", h("b", t("ask_code"))), digits, said,
      h("div.r-pad", keys, h("button", { type: "button", "aria-label": t("delete"), onclick: () => press("back") }, "⌫"),
        h("button", { type: "button", onclick: () => press("0") }, "0"), give),
      h("p.r-tip", t("free")),
      h("button.r-btn", { type: "button", onclick: byHand }, t("no_code")),
      h("p.r-cut", h("b", t("not_possible"))), Ride.problem.reasons(visit.id)];
  }

  function proofs(visit, work, folders, byCode) {
    const taken = { photo: null };
    const main = h("button.r-btn.p.xl.last", { type: "button", disabled: true, onclick: () => give() }, icon("check", "mono"), t("hand_over"));
    const ready = () => { main.disabled = !(taken.photo || sign.isSigned()); };
    const sign = Ride.sign.field(visit.name, ready);
    const photo = Ride.picture.button(t("photo_of_handing"), (found) => { taken.photo = found; photo.lastChild.textContent = t("photo_taken"); ready(); });
    async function give() {
      main.disabled = true;
      const acts = [], data = {};
      if (sign.isSigned()) acts.push(["signature", await sign.blob(), "signature.png"]);
      if (taken.photo) acts.push(["photo", taken.photo.blob, taken.photo.name]);
      const files = acts.map(([kind, file, name]) => {
        const key = Ride.outbox.newKey();
        data[kind] = key;
        return { key, action: "proof", visit: visit.id, file, name, label: kind, after: [work.arrived] };
      });
      await hand(visit, work, data, files);
    }
    return [h("p", h("b", t("against_signature"))), !byCode && h("p.r-warn", icon("warn"), t("no_tries_left")),
      h("p", t("show_card", { name: visit.name })), sign.box, photo, h("p.r-tip", t("free")),
      byCode && h("button.r-btn", { type: "button", onclick: byCode }, t("with_code")), main];
  }

  async function hand(visit, work, data, files = []) {
    const after = [work.arrived, ...files.map((file) => file.key)];
    await Ride.outbox.add([...files, { action: "delivered", visit: visit.id, data, label: "delivered", after }]);
    location.hash = `#/stop/${visit.id}`;
  }
})();
