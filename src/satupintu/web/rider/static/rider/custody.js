// Papers are taken along: a folder, its sheets, the seal, and the citizen's signature.
"use strict";

(() => {
  const { h, icon, t, count } = Ride.dom;

  Ride.views.custody = async (id) => {
    const visit = Ride.day.visit(id), work = await Ride.day.work(id);
    if (!visit) return Ride.views.stop(id);
    const state = { code: "", sealed: null, papers: wanted(visit, work), photos: [] };
    const main = h("button.r-btn.p.xl.last", { type: "button", onclick: () => take(visit, work, state, main) });
    const problem = h("p.r-err", { role: "alert", hidden: true });
    const sign = Ride.sign.field(visit.name, () => show());
    const list = h("ul.r-doc");
    const code = h("b");
    const head = h("div.r-scan", icon("folder"), h("div", h("p", t("folder_scanned")), code));
    Object.assign(state, { sign, problem });

    function show() {
      const sheets = state.papers.reduce((sum, paper) => sum + paper.sheets, 0);
      main.replaceChildren(icon("lock", "mono"), sheets ? count("take_sheets", sheets) : t("take_none"));
      main.disabled = !sheets || !state.code || state.sealed === null || !sign.isSigned();
      code.textContent = state.code || "–";
    }

    // Nobody has looked yet: it is chosen, never assumed.
    const seal = (words, isSealed) => h("label.r-opt", h("input", { type: "radio", name: "seal",
      onchange: () => { state.sealed = isSealed; show(); } }), h("span", words));
    const seals = h("fieldset", h("legend", t("seal")), h("div.r-opts", seal(t("seal_intact"), true), seal(t("seal_broken"), false)));

    const add = (paper) => list.append(row(paper, show));
    const other = h("button.r-btn", { type: "button", onclick: () => { state.papers.push(blank()); add(state.papers.at(-1)); show(); list.lastChild.querySelector("input").focus(); } }, t("add_paper"));
    const photo = Ride.picture.button(t("photo_of_papers"), (taken) => { state.photos.push(taken); photo.lastChild.textContent = count("photos", state.photos.length); });
    state.papers.forEach(add);
    show();
    return {
      back: `#/stop/${id}`, title: t("receipt"), sub: visit.name, offline: t("offline_valid"),
      body: [h("h1.vh", t("receipt")), head, Ride.scan.field(t("folder_code"), (found) => { state.code = found; show(); }),
        list, h("div.r-2", photo, other), h("div.r-form", seals), sign.box, staying(visit, work), h("p.r-small", t("receipt_online")), h("p.r-tip", t("free")), problem, main],
    };
  };

  const blank = () => ({ paper: "", title: "", original: false, sheets: 1, own: true });

  const asked = (visit, work) => visit.errands.flatMap((errand) => Ride.fill.papers(visit, errand, work));
  const stays = (paper) => (Ride.day.told().stays || []).includes(paper.paper);

  // What the forms ask for can be taken; nothing is until it is counted.
  function wanted(visit, work) {
    const found = new Map();
    for (const paper of asked(visit, work).filter((each) => !stays(each))) {
      found.set(paper.paper, { paper: paper.paper, title: paper.title, original: false, sheets: 0 });
    }
    return [...found.values()];
  }

  // What is photographed at most, and never leaves the house.
  function staying(visit, work) {
    const titles = new Set(asked(visit, work).filter(stays).map((paper) => paper.title));
    return titles.size ? h("p.r-note", t("stays", { titles: [...titles].join(", ") })) : null;
  }

  // Counted in place: nothing moves under the finger that counts.
  function row(paper, changed) {
    const sheets = h("b", { "aria-live": "polite" });
    const kind = h("button.r-kind", { type: "button", onclick: () => { paper.original = !paper.original; paint(); } });
    const step = (by) => { paper.sheets = Math.max(0, Math.min(99, paper.sheets + by)); paint(); changed(); };
    function paint() {
      sheets.textContent = paper.sheets;
      kind.textContent = t(paper.original ? "original" : "copy");
      kind.setAttribute("aria-pressed", String(paper.original));
      kind.disabled = !paper.sheets;
    }
    const name = paper.own
      ? h("input", { "aria-label": t("paper_name"), placeholder: t("paper_name"), maxlength: "120", value: paper.title, onchange: (event) => { paper.title = event.target.value.trim(); } })
      : h("b", paper.title);
    paint();
    return h("li", h("span", name, kind), h("span.r-qty",
      h("button", { type: "button", "aria-label": t("less", { paper: paper.title }), onclick: () => step(-1) }, "−"),
      sheets,
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
