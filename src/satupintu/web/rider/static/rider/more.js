// The bag, what waits to be sent, and help.
"use strict";

(() => {
  const { h, icon, t, count, time } = Ride.dom;

  Ride.views.bag = async () => {
    const bag = Ride.day.bag();
    const row = (folder) => {
      const visit = Ride.day.visit(folder.delivery || folder.visit);
      const to = folder.delivery ? t("for", { name: visit ? visit.name : "" }) : t("of", { name: visit ? visit.name : "" });
      return h("li", icon("folder"), h("span", h("b", folder.code), h("br"), `${to} · ${count("sheets", folder.sheets)}`,
        h("small", folder.papers.map((paper) => `${paper.sheets} × ${paper.title}`).join(", "))),
        Ride.day.state(folder.visit) === "arrived" && h("a.r-btn", { href: `#/return/${folder.visit}/${folder.code}` }, t("give_back")));
    };
    return { live: true, nav: "bag", title: t("bag"), sub: count("folders", bag.length),
      body: [h("h1.vh", t("bag")), bag.length ? h("ul.r-rows", bag.map(row)) : h("p.r-note", t("bag_empty")), h("p.r-small", t("bag_why"))] };
  };

  // A folder goes back to its owner at the door, against a signature.
  Ride.views["return"] = async (id, code) => {
    const visit = Ride.day.visit(id), work = await Ride.day.work(id);
    const isBrought = Ride.day.bag().some((folder) => folder.code === code && folder.delivery === id);
    const act = isBrought ? t("hand_over") : t("give_back");
    const main = h("button.r-btn.p.xl.last", { type: "button", disabled: true, onclick: give }, icon("check", "mono"), act);
    const sign = Ride.sign.field(visit.name, () => { main.disabled = !sign.isSigned(); });
    async function give() {
      main.disabled = true;
      const signature = Ride.outbox.newKey();
      await Ride.outbox.add([
        { key: signature, action: "proof", visit: id, file: await sign.blob(), name: "signature.png", label: "signature", after: [work.arrived] },
        { action: "returned", visit: id, data: { folder: code, signature }, label: "returned", after: [work.arrived, signature] },
      ]);
      location.hash = back;
    }
    const back = isBrought ? `#/stop/${id}` : "#/bag";
    const said = t(isBrought ? "hand_on_to" : "give_back_to", { code, name: visit.name });
    return { back, title: act, sub: `${visit.name} · ${code}`, body: [h("h1", said), sign.box, main] };
  };

  const SIGNS = { waiting: "clock", sent: "check", conflict: "warn", stuck: "warn" };

  Ride.views.outbox = async () => {
    const open = Ride.outbox.waiting(), bad = Ride.outbox.troubled(), others = Ride.outbox.others();
    const sent = Ride.outbox.all().filter((item) => item.state === "sent" && item.label !== "position").reverse().slice(0, 40);
    return { live: true, nav: "outbox", title: t("outbox"), sub: open.length ? count("waiting", open.length) : t("all_sent"), body: [
      h("h1.vh", t("outbox")),
      Ride.net.isSignedOut() && signIn(),
      others.length ? h("p.r-warn", icon("warn"), count("of_another", others.length)) : null,
      bad.map(trouble),
      open.length ? h("section", h("h2", t("not_sent")), h("ul.r-rows", open.map(line))) : h("p.r-ok", icon("check", "mono"), t("all_sent")),
      open.length ? h("button.r-btn.p.xl", { type: "button", onclick: () => Ride.outbox.again() }, icon("up", "mono"), t("send_now")) : null,
      sent.length ? h("section", h("h2", t("sent")), h("ul.r-rows", sent.map(line))) : null,
      told(),
    ] };
  };

  const signIn = () => h("section.r-bad", { role: "alert" }, h("p", h("b", t("signed_out"))), h("p", t("signed_out_why")),
    h("a.r-btn.p", { href: Ride.config.urls.sign_in }, icon("lock", "mono"), t("sign_in")));

  const whose = (item) => { const visit = Ride.day.visit(item.visit); return visit ? visit.name : ""; };
  const name = (item) => t(`act_${item.label || item.action}`);

  const line = (item) => h("li", icon(SIGNS[item.state], item.state === "sent" ? "mono" : ""),
    h("span", h("b", name(item)), h("br"), [whose(item), time(item.at), item.tries > 1 && item.state === "waiting" ? t("tries", { n: item.tries }) : ""].filter(Boolean).join(" · ")));

  // What the server would not do: its sentence stays until somebody has read it.
  function trouble(item) {
    const visit = Ride.day.visit(item.visit);
    const isFar = item.answer.state === "applied" ? t("applied_but") : t("not_applied");
    return h("section.r-bad", h("p", h("b", `${name(item)} · ${whose(item)} · ${time(item.at)}`)), h("p", isFar, " ", item.answer.sentence),
      h("ul", Object.values(item.answer.fields || {}).map((sentence) => h("li", sentence))),
      h("div.r-2", visit && back(item, visit),
        h("button.r-btn", { type: "button", onclick: () => Ride.outbox.see(item.n) }, t("read_it"))));
  }

  function back(item, visit) {
    const errand = item.action === "filed" && visit.errands.find((each) => each.service === item.data.errand);
    return errand && Ride.fill.refused(visit, errand)
      ? h("a.r-btn", { href: `#/fill/${visit.id}/${errand.service}` }, t("correct_again"))
      : h("a.r-btn", { href: `#/stop/${visit.id}` }, t("to_stop"));
  }

  // Conflicts that a dispatcher has not settled, also from another phone.
  function told() {
    const day = Ride.day.told(), list = day ? day.conflicts : [];
    return list.length ? h("section", h("h2", t("with_dispatcher")), h("ul.r-rows", list.map((each) => h("li", icon("help"),
      h("span", h("b", [t(`act_${each.action}`), each.name].filter(Boolean).join(" · ")), h("br"), each.sentence))))) : null;
  }

  Ride.views.help = async () => {
    const day = Ride.day.told(), phone = day ? day.desk.phone : "";
    return { nav: "help", title: t("help"), sub: "", body: [h("h1", t("help_title")),
      ["help_offline", "help_code", "help_folder", "help_tips", "help_battery"].map((key) => h("section", h("h2", t(key)), h("p", t(`${key}_why`)))),
      day && Ride.day.shiftState() === "open" && h("button.r-btn", { type: "button", onclick: () => Ride.outbox.add([{ action: "rest", label: "rest" }]) }, icon("pause"), t("take_rest")),
      h("p.r-small", t("version", { version: Ride.config.version })),
      phone && h("a.r-btn.p.xl.last", { href: `tel:${phone.replace(/[^+\d]/g, "")}` }, icon("call", "mono"), t("call_dispatcher", { phone }))] };
  };
})();
