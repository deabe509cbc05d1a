// Filling in an application at the door, with the same form as on the web.
"use strict";

Ride.fill = (() => {
  const { h, icon, t, count } = Ride.dom;
  const { form } = Ride;

  // What the phone has of an application: the server's draft, and what was typed here.
  const blank = () => ({ pages: {}, papers: {}, keys: [], filed: "" });
  const local = (work, service) => work.apps[service] || blank();

  function known(visit, errand, work) {
    const own = local(work, errand.service), draft = errand.application;
    const definition = Ride.day.form(errand.service);
    if (!draft || !definition) return null;
    const pages = {}, papers = {};
    for (const page of definition.pages) pages[page.name] = own.pages[page.name] || draft.pages[page.name] || {};
    for (const paper of definition.papers) {
      const given = draft.papers[paper.paper] || {};
      papers[paper.paper] = own.papers[paper.paper] || { key: given.given || "", offered: given.offered };
    }
    const facts = form.facts(definition, pages, { today: Ride.dom.isoDay(Ride.net.now()), on_behalf: draft.on_behalf });
    return { own, draft, definition, pages, papers, facts };
  }

  const applies = (item) => ["waiting", "sent"].includes(item.state) || (item.answer || {}).state === "applied";
  const filed = (visit, errand) => Boolean(errand.number || errand.case)
    || Ride.outbox.of(visit.id).some((item) => item.action === "filed" && item.data.errand === errand.service && applies(item));

  // Refused when it arrived, here or from another phone, and not filed since.
  const tries = (id, service) => Ride.outbox.of(id).filter((item) => item.action === "filed" && item.data.errand === service);
  const lastTry = (id, service) => tries(id, service).filter((item) => !applies(item)).slice(-1)[0] || null;
  const refused = (visit, errand) => !filed(visit, errand) && Boolean(errand.refused || lastTry(visit.id, errand.service));

  // What was said of single questions and papers, until they were answered anew.
  function faults(id, service) {
    const last = lastTry(id, service);
    const found = last ? { ...(last.answer.fields || {}) } : {};
    const later = Ride.outbox.of(id).filter((item) => last && item.n > last.n && item.data.errand === service);
    const definition = Ride.day.form(service);
    for (const item of definition ? later : []) {
      const page = item.action === "answers" && definition.pages.find((each) => each.name === item.data.page);
      for (const question of page ? page.questions : []) delete found[question.name];
      if (item.action === "paper") delete found[item.data.paper];
    }
    return found;
  }

  const papersOf = (visit, errand, work) => {
    const app = known(visit, errand, work);
    return app ? form.papers(app.definition, app.facts) : [];
  };

  async function find(id, service) {
    const visit = Ride.day.visit(id), work = await Ride.day.work(id);
    const errand = visit && visit.errands.find((each) => each.service === service);
    const app = errand ? known(visit, errand, work) : null;
    return { visit, work, errand, app };
  }

  Ride.views.fill = async (id, service) => {
    const { visit, errand, app } = await find(id, service);
    if (!errand) return Ride.views.stop(id);
    const view = { live: true, back: `#/stop/${id}`, title: errand.title, sub: visit.name };
    if (filed(visit, errand)) return { ...view, body: [h("p.r-ok", icon("check", "mono"), errand.number ? t("filed_as", { number: errand.number }) : t("filed_waits"))] };
    if (!app) return { ...view, body: [h("h1", t("no_form")), h("p", t("no_form_why"))] };
    const state = progress(app, Ride.outbox.of(id).filter((item) => item.data.errand === service), faults(id, service));
    const next = state.next === "review" ? `#/review/${id}/${service}` : state.next === "papers" ? `#/papers/${id}/${service}` : `#/page/${id}/${service}/${state.next}`;
    return { ...view, body: [h("h1.vh", errand.title), ...conflicts(id, service),
      h("div.r-todo", state.pages.map((page) => h("a.r-do", { href: `#/page/${id}/${service}/${page.name}` },
        icon(page.wrong ? "permit" : "check", page.wrong ? "" : "mono"), h("span", h("b", page.title), page.wrong ? count("open_questions", page.wrong) : t("complete")))),
      h("a.r-do", { href: `#/papers/${id}/${service}` }, icon(state.missing ? "cam" : "check", state.missing ? "" : "mono"),
        h("span", h("b", t("papers")), state.missing ? count("papers_missing", state.missing) : t("complete")))),
      h("a.r-btn.p.xl.last", { href: next }, t(state.next === "review" ? "review_and_sign" : "go_on"))] };
  };

  function progress(app, items, told) {
    const refused = (page) => items.some((item) => item.action === "answers" && item.data.page === page && item.state === "conflict" && !item.seen);
    const pages = form.pages(app.definition, app.facts).map((page) => ({ name: page.name, title: page.title,
      wrong: Object.keys({ ...form.errors(page, app.pages[page.name], app.facts), ...named(page, told) }).length || Number(refused(page.name)) }));
    const missing = form.papers(app.definition, app.facts).filter((paper) => told[paper.paper] || (paper.required && !app.papers[paper.paper].key)).length;
    const open = pages.find((page) => page.wrong);
    return { pages, missing, next: open ? open.name : missing ? "papers" : "review" };
  }

  const named = (page, told) => Object.fromEntries(page.questions.filter((question) => told[question.name])
    .map((question) => [question.name, told[question.name]]));

  // What lies elsewhere now is not written over; all else is put right where it stands.
  const ELSEWHERE = ["changed_meanwhile", "service_changed", "already_sent"];

  // Refused by the server: what it said, and where the phone does not know what is there
  // now, the way to begin again with what the server has.
  function conflicts(id, service) {
    const found = Ride.outbox.of(id).filter((item) => item.data.errand === service && item.state === "conflict"
      && (!item.seen || item === lastTry(id, service)));
    return found.slice(-1).map((item) => h("section.r-bad", { role: "alert" }, h("p", item.answer.sentence),
      h("ul", Object.values(item.answer.fields || {}).map((sentence) => h("li", sentence))),
      ELSEWHERE.includes(item.answer.code)
        ? h("button.r-btn", { type: "button", onclick: () => begin(id, service, found) }, t("take_theirs"))
        : h("p", t("kept_here"))));
  }

  async function begin(id, service, found) {
    if (!(await Ride.day.refresh())) return;
    const work = await Ride.day.work(id);
    delete work.apps[service];
    await Ride.store.put("work", work);
    for (const item of found) await Ride.outbox.see(item.n);
  }

  // What was said of it before needs no look any more: it is done anew.
  async function settle(id, service, isAnew) {
    for (const item of Ride.outbox.of(id)) {
      if (item.state === "conflict" && item.data.errand === service && isAnew(item)) await Ride.outbox.see(item.n);
    }
  }

  // Keep what was typed on a page, and send it.
  async function savePage(id, service, page, raw) {
    const { app } = await find(id, service), work = await Ride.day.work(id);
    const key = Ride.outbox.newKey(), own = local(work, service);
    work.apps[service] = { ...own, pages: { ...own.pages, [page]: raw }, keys: [...own.keys, key] };
    await settle(id, service, (item) => item.action === "answers" && item.data.page === page);
    await Ride.outbox.add([{ key, action: "answers", visit: id, label: "answers", after: [work.arrived],
      data: { errand: service, version: app.draft.version, page, raw, before: app.pages[page] } }], work);
  }

  async function savePaper(id, service, paper, taken) {
    const { app } = await find(id, service), work = await Ride.day.work(id);
    const key = Ride.outbox.newKey(), own = local(work, service), before = app.papers[paper].key || "";
    work.apps[service] = { ...own, keys: [...own.keys, key], papers: { ...own.papers, [paper]: { key, thumb: taken ? taken.thumb : "", pages: taken ? taken.pages : null } } };
    await settle(id, service, (item) => item.action === "paper" && item.data.paper === paper);
    await Ride.outbox.add([{ key, action: "paper", visit: id, label: "paper", after: [work.arrived],
      file: taken ? taken.blob : null, name: taken ? taken.name : "",
      data: { errand: service, version: app.draft.version, paper, before, vault: !taken } }], work);
  }

  // The citizen has signed for exactly these answers and papers.
  async function file(id, service, signature) {
    const { app } = await find(id, service), work = await Ride.day.work(id);
    const own = local(work, service), sign = Ride.outbox.newKey(), key = Ride.outbox.newKey();
    const asked = new Set(form.papers(app.definition, app.facts).map((paper) => paper.paper));
    const papers = Object.fromEntries(Object.entries(app.papers).filter(([name, paper]) => asked.has(name) && paper.key).map(([name, paper]) => [name, paper.key]));
    work.apps[service] = { ...own, filed: key };
    await settle(id, service, () => true);
    await Ride.outbox.add([
      { key: sign, action: "proof", visit: id, file: signature, name: "signature.png", label: "signature", after: [work.arrived] },
      { key, action: "filed", visit: id, label: "filed", after: [work.arrived, ...own.keys, sign],
        data: { errand: service, version: app.draft.version, pages: app.pages, papers, signature: sign } },
    ], work);
  }

  return { filed, refused, faults, papers: papersOf, find, savePage, savePaper, file };
})();
