// One stop: who, where, when; the code to say first; what to check; what comes next.
"use strict";

(() => {
  const { h, icon, t, count, time, span } = Ride.dom;

  Ride.views.stop = async (id) => {
    const visit = Ride.day.visit(id);
    if (!visit) return gone();
    const work = await Ride.day.work(id), state = Ride.day.state(id);
    const visits = Ride.day.visits(), at = visits.findIndex((stop) => stop.visit === id);
    const stop = visits[at];
    const now = Ride.day.rank(id) === 3 ? { body: over(visit, state) } : state === "arrived" ? door(visit, work) : way(visit, work, id, state);
    const body = [
      ...troubles(id),
      ...refusals(visit, Ride.day.rank(id) === 3),
      h("h1", visit.name),
      h("p.r-addr", street(visit), visit.landmark && h("b", visit.landmark)),
      h("p.r-win", t("promise"), h("b", span(visit.from_at, visit.until_at)), stop && state !== "arrived" && h("span.nw", `${t("arrives")} ${time(stop.arrives_at)}`)),
      visit.needs.length || visit.speaks ? h("p.r-needs", [visit.speaks, ...visit.needs.map((need) => need.title)].filter(Boolean).map((said) => h("b", said))) : null,
      linked(visit),
      visit.attempt > 1 && h("p.r-note", t("attempt", { n: visit.attempt })),
      links(visit, id, state),
      now.body,
    ];
    return { live: true, back: "#/", foot: now.foot, title: t("stop_of", { n: at + 1, all: visits.length }), sub: t(`kind_${visit.kind}`), body };
  };

  // The street with the area, also if only the street was written down.
  const street = ({ address, area }) => (area && !address.includes(area) ? `${address}, ${area}` : address);

  // Two visits of one officer: which comes before, and what is brought from there.
  function linked(visit) {
    const { link } = visit;
    if (!link) return null;
    const codes = brought(visit).join(", ");
    if (link.second && !codes && Ride.day.rank(link.visit) === 3) return null;
    const said = !link.second ? (link.carries ? "link_take" : "link_before")
      : !link.carries ? "link_after" : codes ? "link_bring" : "link_bring_none";
    return h("p.r-note", icon("folder"), " ", t(said, { name: link.name, codes }));
  }

  const brought = (visit) => (visit.kind === "deliver" ? []
    : Ride.day.bag().filter((folder) => folder.delivery === visit.id).map((folder) => folder.code));

  function gone() {
    return { live: true, back: "#/", title: t("stop"), sub: "", body: [h("h1", t("stop_gone")), h("p", t("stop_gone_why"))] };
  }

  function troubles(id) {
    return Ride.outbox.of(id).filter((item) => ["conflict", "stuck"].includes(item.state) && !item.seen && item.action !== "filed").map((item) => h("section.r-bad",
      { role: "alert" }, h("p", h("b", t(`act_${item.action}`)), " ", item.answer.sentence),
      h("a.r-btn", { href: "#/outbox" }, t("look"))));
  }

  // What was signed for is not filed: the way back to it, also when the visit is over.
  const refused = (visit) => visit.errands.filter((errand) => Ride.fill.refused(visit, errand));

  function refusals(visit, isOver) {
    return refused(visit).map((errand) => h("section.r-bad", { role: "alert" },
      h("p", h("b", t("not_accepted", { title: errand.title }))),
      h("ul", Object.values(Ride.fill.faults(visit.id, errand.service)).map((sentence) => h("li", sentence))),
      isOver && h("p", t("not_accepted_over")), again(visit, errand, "a.r-btn")));
  }

  const again = (visit, errand, css) => h(css, { href: `#/fill/${visit.id}/${errand.service}` }, icon("permit"), t("correct_again"));

  function links(visit, id, state) {
    const go = () => { if (state === "booked" && Ride.day.current() && Ride.day.current().visit === id) ride(id); };
    return h("div.r-2",
      visit.lat !== null && h("a.r-btn", { href: Ride.place.link(visit), target: "_blank", rel: "noopener", onclick: go }, icon("nav"), t("navigate")),
      visit.phone && h("a.r-btn", { href: `tel:${visit.phone.replace(/[^+\d]/g, "")}` }, icon("call"), t("call")));
  }

  const ride = (id) => Ride.outbox.add([{ action: "riding", visit: id, label: "riding" }]);

  // The way there: the door's code, what the citizen was told to lay ready, and go.
  function way(visit, work, id, state) {
    const isShut = Ride.day.shiftState() === "planned";
    return {
      body: [say(visit), prepared(visit), visit.kind === "deliver" ? carried(visit) : null, isShut && h("p.r-note", t("shift_first"))],
      foot: [
        state === "riding" || isShut
          ? h("button.r-btn.p.xl", { type: "button", disabled: isShut, onclick: () => arrive(visit, work) }, icon("pin", "mono"), t("arrived"))
          : h("button.r-btn.p.xl", { type: "button", onclick: () => ride(id) }, icon("motor", "mono"), t("set_off")),
        h("div.r-2",
          state !== "riding" && !isShut && h("button.r-btn", { type: "button", onclick: () => arrive(visit, work) }, t("arrived_short")),
          trouble(visit)),
      ],
    };
  }

  const say = (visit) => visit.door_code && h("p.r-say", h("span", t("say_code")), h("b", visit.door_code));

  function prepared(visit) {
    const lines = visit.errands.flatMap((errand) => errand.prepare);
    if (!lines.length) return null;
    return h("section", h("b", t("asked_to_prepare")), h("ul.r-list", lines.map((line) => h("li", line))));
  }

  function carried(visit) {
    const held = Ride.day.bag().filter((folder) => folder.delivery === visit.id);
    if (!held.length) return h("p.r-bad", t("not_loaded"));
    return h("p.r-ok", icon("folder", "mono"), t("in_bag", { codes: held.map((folder) => folder.code).join(", ") }));
  }

  // Kept at once; where the phone is comes after it, and never holds it up.
  async function arrive(visit, work) {
    const key = Ride.outbox.newKey();
    await Ride.outbox.add([{ key, action: "arrived", visit: visit.id, label: "arrived" }], { ...work, arrived: key });
    const here = await Ride.place.now();
    if (!here) return;
    const far = Ride.place.tooFar(visit, here);
    const kept = await Ride.day.work(visit.id);
    await Ride.outbox.add([{ action: "position", visit: visit.id, data: here, label: "position" }], { ...kept, far });
  }

  // At the door.
  function door(visit, work) {
    const { body, foot } = visit.kind === "deliver" ? handing(visit) : filing(visit, work);
    return { body: [work.far && h("p.r-warn", icon("warn"), t("far", { way: Ride.place.said(work.far) })), say(visit), body], foot };
  }

  function handing(visit) {
    return {
      body: [carried(visit), h("p.r-tip", t("free"))],
      foot: [h("a.r-btn.p.xl", { href: `#/deliver/${visit.id}` }, icon("permit", "mono"), t("hand_over")), trouble(visit)],
    };
  }

  function filing(visit, work) {
    const lines = visit.errands.flatMap((errand) => errand.prepare.map((text, n) => ({ id: `${errand.service}:${n}`, text })));
    const tick = async (id, on) => {
      const kept = await Ride.day.work(visit.id);
      kept.checks = { ...kept.checks, [id]: on };
      await Ride.store.put("work", kept);
    };
    const forms = visit.errands.map((errand) => ({ errand, filed: Ride.fill.filed(visit, errand, work) }));
    const open = forms.find((each) => !each.filed && each.errand.application);
    const folders = taken(visit);
    return { body: [
      lines.length ? h("section", h("b", t("check_here")), h("ul.r-chk", lines.map((line) => box(line, work, tick)))) : null,
      h("div.r-todo", forms.map(({ errand, filed }) => h("a.r-do", { href: `#/fill/${visit.id}/${errand.service}` },
        icon(filed ? "check" : "permit", filed ? "mono" : ""), h("span", h("b", errand.title), filed ? filedWords(errand) : t(Ride.fill.refused(visit, errand) ? "to_correct" : "to_file")))),
      brought(visit).map((code) => h("a.r-do", { href: `#/return/${visit.id}/${code}` },
        icon("folder"), h("span", h("b", t("hand_on", { code })), t("hand_on_why")))),
      h("a.r-do", { href: `#/custody/${visit.id}` }, icon("folder"), h("span", h("b", t("take_papers")),
        folders.length ? t("taken", { codes: folders.join(", ") }) : t("if_needed")))),
    ], foot: [
        refused(visit).length ? again(visit, refused(visit)[0], "a.r-btn.p.xl") : open ? h("a.r-btn.p.xl", { href: `#/fill/${visit.id}/${open.errand.service}` }, icon("permit", "mono"), t("fill_and_file"))
          : h("button.r-btn.p.xl", { type: "button", onclick: () => finish(visit, work) }, icon("check", "mono"), t("done")),
        trouble(visit),
    ] };
  }

  const trouble = (visit) => h("a.r-btn", { href: `#/problem/${visit.id}` }, t("problem"));

  const filedWords = (errand) => (errand.number ? t("filed_as", { number: errand.number }) : t("filed_waits"));

  function box(line, work, tick) {
    const input = h("input", { type: "checkbox", checked: Boolean(work.checks[line.id]), onchange: () => tick(line.id, input.checked) });
    return h("li", h("label", input, h("i", icon("check", "mono")), h("span", line.text)));
  }

  const taken = (visit) => [...new Set([...visit.folders.map((folder) => folder.code),
    ...Ride.day.bag().filter((folder) => folder.visit === visit.id).map((folder) => folder.code)])];

  async function finish(visit, work) {
    const kept = await Ride.day.work(visit.id);
    const seen = Object.entries(kept.checks).filter(([, on]) => on).map(([id]) => id);
    await Ride.outbox.add([
      { action: "checked", visit: visit.id, data: { papers: seen }, label: "checked", after: [work.arrived] },
      { action: "done", visit: visit.id, label: "done", after: [work.arrived] },
    ]);
    location.hash = "#/";
  }

  function over(visit, state) {
    const words = state === "failed" && visit.outcome ? t(`outcome_${visit.outcome}`) : t(`state_${state}`);
    return [
      h("p", { class: state === "done" ? "r-ok" : "r-warn" }, icon(state === "done" ? "check" : "warn", "mono"), words),
      h("ul.r-list", visit.errands.filter((errand) => errand.number).map((errand) => h("li", `${errand.title}: ${errand.number}`))),
      taken(visit).length && visit.kind === "file" ? h("p", count("folders_taken", taken(visit).length), " ", h("b", taken(visit).join(", "))) : null,
    ];
  }
})();
