// Tickets on the screen and on paper: what the server drew, or an empty one filled in.
"use strict";

Kiosk.paper = (() => {
  const sheet = document.getElementById("paper");

  // Fill the places of a piece; what has no value is hidden.
  function fill(piece, values) {
    for (const place of piece.querySelectorAll("[data-fill]")) {
      if (place.dataset.fill in values) place.textContent = values[place.dataset.fill];
    }
    for (const part of piece.querySelectorAll("[data-if]")) {
      if (part.dataset.if in values) part.hidden = !values[part.dataset.if];
    }
  }

  function made(kind, language, values, stops) {
    const blank = document.querySelector(`template[data-blank-${kind}="${language}"]`);
    const piece = blank.content.cloneNode(true);
    const list = piece.querySelector("[data-list=stops]");
    const item = list.querySelector("[data-item]");
    fill(piece, values);
    for (const stop of stops) {
      const line = item.cloneNode(true);
      fill(line, stop);
      list.insertBefore(line, item);
    }
    item.remove();
    const number = piece.querySelector(".num");
    number.classList.toggle("long", values.number.length > (kind === "paper" ? 6 : 5));
    const box = document.createElement("div");
    box.append(piece);
    return box.innerHTML;
  }

  function when(language) {
    const [y, m, d] = Kiosk.clock.today().split("-");
    return `${Kiosk.screens.weekday(language)} ${d}-${m}-${y} ${Kiosk.screens.clockWords(language)}`;
  }

  // A ticket that was given without network, as the server would draw it.
  function offline(ticket) {
    const words = Kiosk.words[ticket.language];
    const { prefix, seq } = ticket.leased;
    const number = `${prefix}-${String(seq).padStart(Kiosk.config.digits, "0")}`;
    const first = words.queues[ticket.wanted[0].queue];
    const stops = ticket.wanted.map((want, n) => {
      const queue = words.queues[want.queue];
      const errand = queue.errands[want.errand];
      return { n: n + 1, title: errand.title, where: queue.where, bring: errand.bring,
        range: n ? words.words.rest : "" };
    });
    const values = { ...first, number, group: words.groups[ticket.group] || "", when: when(ticket.language) };
    return {
      number,
      token: "",
      print: Kiosk.config.print,
      screen: made("screen", ticket.language, values, stops),
      paper: made("paper", ticket.language, values, stops),
    };
  }

  const put = (html) => { sheet.innerHTML = html; };
  const clear = () => sheet.replaceChildren();

  function byBrowser(asCopy) {
    const mark = sheet.querySelector(".copy");
    if (mark) mark.hidden = !asCopy;
    window.print();
  }
  return { offline, put, clear, byBrowser };
})();
