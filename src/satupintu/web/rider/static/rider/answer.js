// An answer read from what was typed, as the server reads it (`catalogue.parsing`):
// {value}, null if there is none, or {wrong} with a sentence. What only the server knows
// (check digits, the numbers of a country) is checked here by form and length.
"use strict";

Ride.answer = (() => {
  const { cel } = Ride;
  const { t } = Ride.dom;
  const PARTS = ["day", "month", "year"];
  const LARGEST = 1e13;
  const YEARS = [1900, 2200];
  const TRUE = ["yes", "true", "1", "on"], FALSE = ["no", "false", "0", "off"];
  const NAME = /^(?:[-!#$%&'*+/=?^_`{}|~0-9a-z]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9a-z]+)*|"[^"\s\\]*")$/i;
  const HOST = /^(?:localhost|\[[\da-f:.]+\]|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{1,62}[a-z0-9])$/i;
  // What turns the direction of reading, and what nobody sees.
  const HIDDEN = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
  const HIDDEN_IN_LINES = /(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

  const first = (raw, name) => (raw[name] || [])[0] || "";
  const wrong = (key, given) => ({ wrong: t(key, given) });

  function read(question, raw) {
    if (question.type === "choices") return choices(question, raw[question.name]);
    if (question.type === "date") return date(question.name, raw);
    const isLong = question.type === "long_text";
    const typed = first(raw, question.name).replace(/\r\n?/g, "\n");
    const text = (isLong ? typed : typed.trim()).normalize("NFC");
    if ((isLong ? HIDDEN_IN_LINES : HIDDEN).test(text)) return wrong("bad_signs");
    return text.trim() ? (READERS[question.type] || plain)(text.trim(), question) : { value: null };
  }

  const plain = (text) => ({ value: text });

  function choices(question, given) {
    if (!given) return { value: question.required ? null : [] };
    const order = question.options.map((option) => option.value);
    const unknown = given.filter((value) => value && !order.includes(value));
    return { value: [...order.filter((value) => given.includes(value)), ...unknown] };
  }

  // 1.500,5 and 1,500.5: the sign that comes last is the decimal one; a single sign
  // before three digits groups, where it cannot be decimal.
  function number(typed, question) {
    let text = ascii(typed.replace(/[\s'\u00a0\u202f\u2009]/g, "").replaceAll("−", "-"));
    const isNegative = text.startsWith("-");
    text = text.replace(/^-/, "");
    if (question.type === "money") text = text.replace(/^(?:\p{L}{1,3}\.?|[$៛€£¥])|,-$|[$៛€£¥]$/gu, "");
    const found = magnitude(text, question);
    if (found === null) return wrong("bad_number");
    if (found === "") return wrong("two_ways");
    if (Number(found) >= LARGEST) return wrong("too_big");
    const places = (found.split(".")[1] || "").replace(/0+$/, "").length;
    if (places > question.places) return question.places ? wrong("bad_places", { n: question.places }) : wrong("bad_whole");
    return { value: isNegative ? -Number(found) : Number(found) };
  }

  // Digits with a point; null if it is no number, "" if it could be two.
  function magnitude(text, { places, group }) {
    if (/^\d+$/.test(text)) return text;
    if (!/^\d[\d.,]*\d$/.test(text)) return null;
    const signs = text.replace(/\d/g, ""), [sign] = signs, last = signs.slice(-1);
    const groups = (part, by) => new RegExp(`^\\d{1,3}(?:\\${by}\\d{3})+$`).test(part);
    if (signs.includes(".") && signs.includes(",")) {
      const at = text.indexOf(last), whole = text.slice(0, at), rest = text.slice(at + 1);
      return groups(whole, sign) && /^\d+$/.test(rest) ? `${whole.replaceAll(sign, "")}.${rest}` : null;
    }
    const canGroup = groups(text, sign) && text[0] !== "0", whole = text.replaceAll(sign, "");
    if (signs.length > 1) return canGroup ? whole : null;
    if (!canGroup) return text.replace(",", ".");
    return places < 3 || sign === group ? whole : "";
  }

  // The digits of every script as ours: they come in runs of ten.
  const isDigit = (code) => /^\p{Nd}$/u.test(String.fromCodePoint(code));
  const ascii = (text) => text.replace(/\p{Nd}/gu, (sign) => {
    let start = sign.codePointAt(0);
    while (isDigit(start - 1)) start -= 1;
    return (sign.codePointAt(0) - start) % 10;
  });

  function date(name, raw) {
    const given = PARTS.map((part) => first(raw, `${name}_${part}`).trim());
    if (!given.some(Boolean)) return { value: null };
    const [day, month, year] = given.map(ascii);
    if (![day, month, year].every((part) => /^\d{1,4}$/.test(part)) || year.length !== 4) return wrong("bad_date");
    const found = cel.Day.of(Number(year), Number(month) - 1, Number(day));
    if (found.day !== Number(day) || found.month !== Number(month) - 1) return wrong("no_date");
    return Number(year) < YEARS[0] || Number(year) > YEARS[1] ? wrong("bad_year") : { value: found };
  }

  function boolean(text) {
    const word = text.toLowerCase();
    return TRUE.includes(word) ? { value: true } : FALSE.includes(word) ? { value: false } : wrong("choose");
  }

  function email(text) {
    const at = text.lastIndexOf("@"), host = text.slice(at + 1);
    const isFit = at > 0 && text.length <= 320 && NAME.test(text.slice(0, at)) && HOST.test(host);
    return isFit ? { value: text } : wrong("bad_email");
  }

  function phone(text, { digits: [least, most] }) {
    const found = ascii(text).replace(/\D/g, "").length;
    return found >= least && found <= most ? { value: text } : wrong("bad_phone");
  }

  function identity(text, { scheme }) {
    if (!scheme) return { value: text };
    const compact = text.replace(/[\s.-]/g, "");
    return scheme.pattern && !fits(scheme.pattern, compact) ? { wrong: scheme.says } : { value: compact };
  }

  const READERS = { number, integer: number, money: number, boolean, email, phone, identity };

  // A pattern of the pack is written for the server's language; one that this one does
  // not know is left to the server.
  function fits(pattern, value) {
    for (const flags of ["u", ""]) {
      try { return new RegExp(`^(?:${pattern})$`, flags).test(value); } catch (error) { /* the next */ }
    }
    return true;
  }

  return { read, fits, PARTS };
})();
