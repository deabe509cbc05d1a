// Papers are taken along: a folder, its sheets, the seal, and the citizen's signature.
"use strict";

(() => {
  const { h, icon, t, count } = Ride.dom;

  Ride.views.custody = async (id) => {
    const visit = Ride.day.visit(id), work = await Ride.day.work(id);
    if (!visit) return Ride.views.stop(id);
    const state = { code: "", sealed: true, papers: wanted(visit, work), photos: [] };
    const main = h("button.r-btn.p.xl.last", { type: "button", onclick: () => take(visit, work, state, main) });
    const problem = h("p.r-err", { role: "alert", hidden: true });
    const sign = Ride.sign.field(visit.name, () => show());
    const list = h("ul.r-doc");
    const head = h("div.r-scan", { hidden: true });
    Object.assign(state, { sign, problem });

    function show() {
      const sheets = state.papers.reduce((sum, paper) => sum + paper.sheets, 0);
      main.replaceChildren(icon("lock", "mono"), sheets ? count("take_sheets", sheets) : t("take_none"));
      main.disabled = !sheets || !state.code || !sign.isSigned();
      head.hidden = !state.code;
      head.replaceChildren(icon("folder"), h("div", h("p", t("folder_scanned")), h("b", state.code), seal()));
    }

    function seal() {
      const input = h("input", { type: "checkbox", checked: state.sealed, onchange: () => { state.sealed = input.checked; } });
      return h("label", input, " ", t("seal_intact"));
    }

    const draw = () => { list.replaceChildren(...state.papers.map((paper) => row(paper, draw))); show(); };
    const other = h("button.r-btn", { type: "button", onclick: () => { state.papers.push(blank()); draw(); list.lastChild.querySelector("input").focus(); } }, t("add_paper"));
    const photo = Ride.picture.button(t("photo_of_papers"), (taken) => { state.photos.push(taken); photo.lastChild.textContent = count("photos", state.photos.length); });
    draw();
    return {
      back: `#/stop/${id}`, title: t("receipt"), sub: visit.name, offline: t("offline_valid"),
      body: [h("h1.vh", t("receipt")), head, Ride.scan.field(t("folder_code"), (code) => { state.code = code; show(); }),
        list, h("div.r-2", photo, other), sign.box, h("p.r-small", t("card_stays")), h("p.r-tip", t("free")), problem, main],
    };
  };

  const blank = () => ({ paper: "", title: "", original: false, sheets: 1, own: true });

  // What the forms ask for can be taken; nothing is until it is counted.
  function wanted(visit, work) {
    const found = new Map();
    for (const errand of visit.errands) {
      for (const paper of Ride.fill.papers(visit, errand, work)) {
        found.set(paper.paper, { paper: paper.paper, title: paper.title, original: false, sheets: 0 });
      }
    }
    return [...found.values()];
  }

  function row(paper, draw) {
    const step = (by) => { paper.sheets = Math.max(0, Math.min(99, paper.sheets + by)); draw(); };
    const kind = h("button.r-kind", { type: "button", "aria-pressed": String(paper.original), onclick: () => { paper.original = !paper.original; draw(); } },
      t(paper.original ? "original" : "copy"));
    const name = paper.own
      ? h("input", { "aria-label": t("paper_name"), placeholder: t("paper_name"), maxlength: "120", value: paper.title, onchange: (event) => { paper.title = event.target.value.trim(); } })
      : h("b", paper.title);
    return h("li", h("span", name, paper.sheets > 0 && kind), h("span.r-qty",
      h("button", { type: "button", "aria-label": t("less", { paper: paper.title }), onclick: () => step(-1) }, "−"),
      h("b", { "aria-live": "polite" }, paper.sheets),
      h("button", { type: "button", "aria-label": t("more", { paper: paper.title }), onclick: () => step(1) }, "+")));
  }

  async function take(visit, work, state, main) {
    const papers = state.papers.filter((paper) => paper.sheets > 0);
    const fault = papers.some((paper) => !paper.title) ? t("name_papers") : known(state.code) ? t("folder_taken", { code: state.code }) : "";
    state.problem.hidden = !fault;
    state.problem.textContent = fault;
    if (fault || main.disabled) return;
    main.disabled = true;
    const signature = Ride.outbox.newKey(), kept = await Ride.day.work(visit.id);
    const pictures = state.photos.map((photo) => ({ key: Ride.outbox.newKey(), action: "proof", visit: visit.id, file: photo.blob, name: photo.name, label: "photo", after: [kept.arrived] }));
    const given = papers.map(({ paper, title, original, sheets }) => ({ paper, title, original, sheets }));
    await Ride.outbox.add([
      { key: signature, action: "proof", visit: visit.id, file: await state.sign.blob(), name: "signature.png", label: "signature", after: [kept.arrived] },
      ...pictures,
      { action: "custody", visit: visit.id, label: "custody", after: [kept.arrived, signature],
        data: { folder: state.code, papers: given, seal_intact: state.sealed, signature, photos: pictures.map((each) => each.key) } },
    ]);
    location.hash = `#/stop/${visit.id}`;
  }

  const known = (code) => Ride.day.bag().some((folder) => folder.code === code);
})();
