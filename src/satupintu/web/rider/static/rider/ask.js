// The pages of a form on the phone: questions, papers to photograph, and the summary
// that the citizen signs.
"use strict";

(() => {
  const { h, icon, t, count } = Ride.dom;
  const { form, fill } = Ride;
  const MODES = { number: "decimal", integer: "numeric", money: "numeric" };
  const mode = (question) => (/^\d+$/.test(question.example) ? "numeric" : MODES[question.type]);
  const TYPES = { email: "email", phone: "tel" };

  Ride.views.page = async (id, service, name) => {
    const { visit, errand, app } = await fill.find(id, service);
    const page = app && app.definition.pages.find((each) => each.name === name);
    if (!page || fill.filed(visit, errand)) return Ride.views.fill(id, service);
    const raw = structuredClone(app.pages[name]);
    const box = h("div.r-form"), problem = h("p.r-err", { role: "alert", hidden: true });
    const facts = () => form.facts(app.definition, { ...app.pages, [name]: raw }, { today: Ride.dom.isoDay(Ride.net.now()), on_behalf: app.draft.on_behalf });
    const told = refused(id, service, name);
    let shown = "";
    // Drawn anew only when an answer changes what is asked.
    function draw(errors = told) {
      const asked = form.asked(page, facts());
      const now = JSON.stringify([asked.map((question) => [question.name, form.options(question, facts()).length]), errors]);
      if (now === shown) return;
      shown = now;
      box.replaceChildren(...asked.map((question) => field(question, raw, errors[question.name], facts(), () => draw(errors))));
    }
    async function save() {
      const errors = form.errors(page, raw, facts());
      draw(errors);
      const first = box.querySelector(".is-wrong input, .is-wrong select, .is-wrong textarea");
      if (first) { problem.hidden = false; problem.textContent = count("to_put_right", Object.keys(errors).length); first.focus(); return; }
      await fill.savePage(id, service, name, raw);
      const pages = form.pages(app.definition, facts()), at = pages.findIndex((each) => each.name === name);
      location.hash = pages[at + 1] ? `#/page/${id}/${service}/${pages[at + 1].name}` : `#/fill/${id}/${service}`;
    }
    draw();
    return { back: `#/fill/${id}/${service}`, title: page.title, sub: errand.title,
      body: [h("h1", page.title), page.intro && h("p", page.intro), box, problem,
        h("button.r-btn.p.xl.last", { type: "button", onclick: save }, icon("check", "mono"), t("save"))] };
  };

  // What the server said of this page, until it was looked at.
  function refused(id, service, page) {
    return { ...fill.faults(id, service), ...refusedPage(id, service, page) };
  }

  function refusedPage(id, service, page) {
    const last = Ride.outbox.of(id).filter((item) => item.action === "answers" && item.data.errand === service && item.data.page === page).slice(-1)[0];
    return last && last.state === "conflict" && !last.seen ? last.answer.fields || {} : {};
  }

  function field(question, raw, error, facts, changed) {
    const id = `q-${question.name}`, css = error ? "is-wrong" : "";
    const notes = [question.hint && h("span.r-hint", question.hint), question.example && h("span.r-hint", t("example", { text: question.example })),
      error && h("span.r-err", { id: `${id}-error` }, error)];
    const label = [question.label, !question.required && h("small", ` (${t("optional")})`)];
    if (["choice", "choices", "boolean", "date"].includes(question.type)) {
      return h("fieldset", { class: css }, h("legend", label), notes, group(question, raw, id, facts, changed));
    }
    const set = (event) => { raw[question.name] = event.target.value === "" ? [] : [event.target.value]; };
    const given = { id, name: question.name, value: (raw[question.name] || [""])[0], maxlength: question.max_length,
      autocomplete: "off", oninput: set, onchange: changed, "aria-invalid": Boolean(error), "aria-describedby": error ? `${id}-error` : null };
    const input = question.type === "long_text" ? h("textarea", { ...given, rows: "4" })
      : h("input", { ...given, type: TYPES[question.type] || "text", inputmode: mode(question) });
    return h("div", { class: css }, h("label", { for: id }, label), notes,
      question.unit ? h("span.r-line", input, h("b", question.unit)) : input);
  }

  function group(question, raw, id, facts, changed) {
    if (question.type === "date") return dates(question, raw, id, changed);
    const isMany = question.type === "choices";
    const options = question.type === "boolean" ? [{ value: "yes", label: t("yes") }, { value: "no", label: t("no") }] : form.options(question, facts);
    const chosen = () => raw[question.name] || [];
    const set = (value, on) => {
      raw[question.name] = isMany ? [...chosen().filter((each) => each !== value), ...(on ? [value] : [])] : [value];
      changed();
    };
    return h("div.r-opts", options.map((option) => h("label.r-opt",
      h("input", { type: isMany ? "checkbox" : "radio", name: question.name, value: option.value, checked: chosen().includes(option.value),
        onchange: (event) => set(option.value, event.target.checked) }),
      h("span", option.label, option.hint && h("small", option.hint)))));
  }

  function dates(question, raw, id, changed) {
    return h("div.r-date", form.PARTS.map((part) => {
      const name = `${question.name}_${part}`;
      return h("label", t(part), h("input", { name, inputmode: "numeric", maxlength: part === "year" ? 4 : 2, value: (raw[name] || [""])[0],
        oninput: (event) => { raw[name] = [event.target.value]; }, onchange: changed }));
    }));
  }

  Ride.views.papers = async (id, service) => {
    const { visit, errand, app } = await fill.find(id, service);
    if (!app || fill.filed(visit, errand)) return Ride.views.fill(id, service);
    const papers = form.papers(app.definition, app.facts), told = fill.faults(id, service);
    const save = (paper) => async (taken) => {
      if (taken && taken.blob.size > paper.max_mb * 1024 * 1024) return t("too_heavy", { n: paper.max_mb });
      await fill.savePaper(id, service, paper.paper, taken);
      return Ride.app.draw();
    };
    const rows = papers.map((paper) => row(paper, app.papers[paper.paper], save(paper), told[paper.paper]));
    const isFull = papers.every((paper) => !paper.required || app.papers[paper.paper].key);
    return { live: true, back: `#/fill/${id}/${service}`, title: t("papers"), sub: errand.title,
      body: [h("h1", t("papers")), h("p", t("papers_why")), rows,
        h("a.r-btn.p.xl.last", { href: `#/${isFull ? "review" : "fill"}/${id}/${service}` }, t(isFull ? "review_and_sign" : "go_on"))] };
  };

  // Photos of one paper become its pages, in the order in which they were taken.
  function row(paper, given, save, wrong) {
    const { types } = paper, pages = given.pages || [];
    const photo = given.key && pages.length && types.includes("pdf")
      ? Ride.picture.button(t("add_page"), save, { types, before: pages })
      : Ride.picture.button(t(given.key ? "photo_again" : "photo"), save, { types });
    return h("section.r-paper", h("div", h("b", paper.title), !paper.required && h("small", ` (${t("optional")})`), paper.hint && h("p", paper.hint)),
      wrong && h("p.r-err", wrong),
      given.key && h("p.r-ok", given.thumb ? h("img", { src: given.thumb, alt: "", width: 48, height: 48 }) : icon("check", "mono"),
        pages.length > 1 ? count("pages", pages.length) : t("paper_given")),
      h("div.r-2", photo, Ride.picture.button(t(given.key ? "replace" : "choose_file"), save, { types, stored: true })),
      given.offered && !given.key && h("button.r-btn", { type: "button", onclick: () => save(null) }, icon("folder"), t("from_vault")));
  }

  Ride.views.review = async (id, service) => {
    const { visit, errand, app } = await fill.find(id, service);
    if (!app || fill.filed(visit, errand)) return Ride.views.fill(id, service);
    const pages = form.pages(app.definition, app.facts);
    const papers = form.papers(app.definition, app.facts).filter((paper) => app.papers[paper.paper].key);
    const main = h("button.r-btn.p.xl.last", { type: "button", disabled: true, onclick: send }, icon("up", "mono"), t("file_now"));
    const sign = Ride.sign.field(app.draft.applicant, () => { main.disabled = !sign.isSigned(); });
    async function send() {
      main.disabled = true;
      await fill.file(id, service, await sign.blob());
      location.hash = `#/stop/${id}`;
    }
    return { back: `#/fill/${id}/${service}`, title: t("review_and_sign"), sub: errand.title, offline: t("offline_valid"),
      body: [h("h1", t("let_citizen_read")), pages.map((page) => h("section", h("h2", page.title),
        h("dl.r-sum", form.asked(page, app.facts).map((question) => {
          const text = form.shown(question, app.pages[page.name]);
          return text && h("div", h("dt", question.short), h("dd", text));
        })))),
        h("section", h("h2", t("papers")), h("ul.r-list", papers.map((paper) => h("li", paper.title)))),
        h("p", t("consent", { title: errand.title, name: app.draft.applicant })), sign.box, main] };
  };
})();
