// Building what is shown: elements, icons, words, times. No text is written here.
"use strict";
window.Ride = window.Ride || {};

Ride.config = JSON.parse(document.getElementById("r-config").textContent);
Ride.words = JSON.parse(document.getElementById("r-words").textContent);
Ride.views = {};

Ride.dom = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  // h("a.r-btn.p", { href: "#/", onclick: f, disabled: no }, "words", child, [children])
  function h(what, ...rest) {
    const [tag, ...classes] = what.split(".");
    const element = document.createElement(tag || "div");
    if (classes.length) element.className = classes.join(" ");
    for (const part of rest) put(element, part);
    return element;
  }

  function put(element, part) {
    if (part === null || part === undefined || part === false || part === "") return;
    if (Array.isArray(part)) for (const each of part) put(element, each);
    else if (part instanceof Node || typeof part !== "object") element.append(part);
    else for (const [name, value] of Object.entries(part)) set(element, name, value);
  }

  function set(element, name, value) {
    if (value === null || value === undefined || value === false) return;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (["value", "checked", "hidden", "disabled"].includes(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }

  // A pictogram of the page's own drawings; always beside words.
  function icon(name, css = "") {
    const svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
    svg.setAttribute("class", `i ${css}`.trim());
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `#i-${document.getElementById(`i-${name}`) ? name : "ask"}`);
    svg.append(use);
    return svg;
  }

  // The words of a key, with what is put into them: t("left", { n: 3 }).
  function t(key, given = {}) {
    let text = Ride.words[key];
    if (text === undefined) throw new Error(`no words for ${key}`);
    for (const [name, value] of Object.entries(given)) text = text.replaceAll(`{${name}}`, value);
    return text;
  }

  // One of two keys by number: t_one, t_many.
  const count = (key, n) => t(n === 1 ? `${key}_one` : `${key}_many`, { n });

  const { language, zone } = Ride.config;
  const tag = language === "en" ? "en-GB" : language;
  const clock = new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit", timeZone: zone });
  const days = new Intl.DateTimeFormat(tag, { weekday: "short", day: "numeric", month: "short", timeZone: zone });
  const iso = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  const time = (at) => clock.format(new Date(at));
  const day = (at) => days.format(new Date(at));
  const isoDay = (at) => iso.format(new Date(at));

  // 13.00–15.00, or 13–15 where both are full hours.
  function window_(from, until) {
    const short = (at) => time(at).replace(/[.:]00$/, "");
    return `${short(from)}–${short(until)}`;
  }

  return { h, icon, t, count, time, day, isoDay, span: window_ };
})();
