// The day as the server told it last, with what was done since laid over it. A phone is
// shared: what one officer saw is shown to nobody else, and is there again for its owner.
"use strict";

Ride.day = (() => {
  const RANK = { asked: 0, booked: 0, riding: 1, arrived: 2, done: 3, failed: 3, cancelled: 3 };
  const LEADS = { riding: "riding", arrived: "arrived", done: "done", delivered: "done", failed: "failed" };
  // `who` is signed in; `owner` is whose day and doors the phone keeps.
  let who = Ride.config.account, owner = "", told = null, accepted = null, trouble = "", listeners = [];

  const tell = () => { for (const listener of listeners) listener(); };

  async function start() {
    await show();
    await Ride.outbox.load();
  }

  // What the phone keeps of the day, if it is that of who is signed in.
  async function show() {
    const kept = await Ride.store.get("kept", "day");
    owner = kept ? kept.day.officer.account : "";
    told = owner === who ? kept && kept.day : null;
    accepted = told && await Ride.store.get("kept", "accepted");
  }

  // The server says with each answer who is signed in: maybe somebody else by now.
  async function know(account) {
    if (!account || account === who) return;
    who = account;
    await show();
  }

  // Ask for the day; true if there was an answer that counts.
  async function refresh() {
    const answer = await Ride.net.day();
    if (answer.gone) return false;
    await know((answer.data || {}).account);
    if (answer.refused) { trouble = answer.refused; tell(); return answer.code === "no_shift"; }
    trouble = "";
    await keep(answer.data);
    return true;
  }

  async function keep(day) {
    const today = day.day, isOther = owner !== day.officer.account;
    if (isOther || !told || told.day !== today) {
      // What waits is never thrown away; a sent act of another day is, and so is what
      // another officer saw on this phone.
      await Ride.store.forget((name, row) => (name === "work" ? isOther || row.day !== today
        : ["sent", "conflict"].includes(row.state) && Ride.dom.isoDay(row.at) !== today));
      accepted = null;
    }
    told = day;
    owner = day.officer.account;
    await Ride.store.put("kept", { id: "day", day });
    if (!accepted || accepted.day !== day.day) await accept(false);
    tell();
  }

  // What the officer has seen of the plan; whatever differs later is a change.
  async function accept(report = true) {
    accepted = { id: "accepted", day: told.day, version: told.version, stops: outline() };
    await Ride.store.put("kept", accepted);
    if (report) await Ride.outbox.add([{ action: "accepted", data: { version: told.version }, label: "accepted" }]);
    tell();
  }

  const outline = () => stops().filter((stop) => stop.visit).map((stop) => ({
    visit: stop.visit, at: stop.arrives_at, name: (visit(stop.visit) || {}).name || "" }));

  // [what, name, time] of each change since the officer last said yes.
  function changes() {
    if (!told || !accepted || accepted.version === told.version) return [];
    const ahead = (each) => RANK[state(each.visit)] < 2;
    const before = accepted.stops.filter((each) => !visit(each.visit) || ahead(each));
    const after = outline().filter(ahead);
    const place = (list, id) => list.findIndex((each) => each.visit === id);
    const gone = before.filter((each) => place(after, each.visit) < 0).map((each) => ["gone", each.name]);
    const fresh = after.filter((each) => place(before, each.visit) < 0).map((each) => ["new", each.name, each.at]);
    const both = after.filter((each) => place(before, each.visit) >= 0);
    const order = both.map((each) => each.visit).join();
    const old = before.filter((each) => place(after, each.visit) >= 0).map((each) => each.visit).join();
    const moved = order === old ? [] : [["order", both.map((each) => each.name).join(", ")]];
    const later = order !== old ? [] : both.filter((each) => {
      const was = before[place(before, each.visit)];
      return Math.abs(Date.parse(was.at) - Date.parse(each.at)) >= 15 * 60000;
    }).map((each) => ["time", each.name, each.at]);
    return [...gone, ...fresh, ...moved, ...later];
  }

  const stops = () => (told ? told.stops : []);
  const visit = (id) => (told ? told.visits[id] : null) || null;
  const applies = (item) => item.state === "waiting" || item.state === "sent"
    || (item.state === "conflict" && item.answer.state === "applied");

  // Where a visit stands: what the server knows, and what was done here since.
  function state(id) {
    const known = visit(id);
    let found = known ? known.state : "cancelled";
    for (const item of Ride.outbox.of(id)) {
      const to = LEADS[item.action];
      if (to && applies(item) && RANK[to] > RANK[found]) found = to;
    }
    return found;
  }

  // In the order of the day; what is over comes with it, for the count of stops.
  const visits = () => stops().filter((stop) => stop.visit && visit(stop.visit));
  const current = () => visits().find((stop) => RANK[state(stop.visit)] < 3) || null;

  // The folders in the officer's hand now, by code.
  function bag() {
    if (!told) return [];
    const held = new Map(told.bag.map((folder) => [folder.code, folder]));
    for (const item of Ride.outbox.all()) {
      if (!applies(item)) continue;
      const isNews = item.state === "waiting" || item.sent_at > told.made_at;
      if (item.action === "custody" && isNews) held.set(item.data.folder, folderOf(item));
      if (item.action === "returned") held.delete(item.data.folder);
      if (item.action === "delivered") {
        for (const [code, folder] of held) if (folder.delivery === item.visit) held.delete(code);
      }
    }
    return [...held.values()];
  }

  // The visit to which what is taken at this one is brought on the same round.
  function onward(id) {
    const link = (visit(id) || {}).link;
    return link && link.carries && !link.second ? link.visit : "";
  }

  const folderOf = (item) => ({
    code: item.data.folder, visit: item.visit, delivery: onward(item.visit), papers: item.data.papers,
    sheets: item.data.papers.reduce((sum, paper) => sum + paper.sheets, 0),
  });

  function shiftState() {
    let found = told.shift.state;
    for (const item of Ride.outbox.all()) {
      if (!applies(item) || item.shift !== told.shift.id) continue;
      if (item.action === "shift_opened" && found === "planned") found = "open";
      if (item.action === "shift_ended") found = "ended";
    }
    return found;
  }

  // What was done at a door so far; kept with each act.
  async function work(id) {
    const kept = await Ride.store.get("work", id);
    return kept || { id, day: told.day, checks: {}, apps: {}, tries: 0, arrived: "", far: null };
  }

  return {
    start, refresh, accept, changes, stops, visits, visit, state, current, bag, work, shiftState,
    rank: (id) => RANK[state(id)],
    told: () => told, trouble: () => trouble, shift: () => (told ? told.shift : { id: "" }),
    account: () => who, form: (service) => (told.forms || {})[service],
    listen: (listener) => listeners.push(listener),
  };
})();
