// Conditions of the form, as trees; see kernel/expression_tree.py. The same answers as
// on the server: numbers are doubles, dates are days, and what has no answer yet is
// unknown (`false && unknown` is false). What only the server can know, is unknown too.
"use strict";
window.Ride = window.Ride || {};

Ride.cel = (() => {
  const UNKNOWN = Symbol("unknown");
  const DAY = 86400000;

  // A date without a time; compares by `days`.
  class Day {
    constructor(days) { this.days = days; }
    static read(text) {
      const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
      if (!found) throw new Error("no date");
      return Day.of(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
    }
    static of(year, month, day) {
      const date = new Date(0);
      date.setUTCFullYear(year, month, day);
      return new Day(Math.round(date.getTime() / DAY));
    }
    get date() { return new Date(this.days * DAY); }
    get year() { return this.date.getUTCFullYear(); }
    get month() { return this.date.getUTCMonth(); }
    get day() { return this.date.getUTCDate(); }
    months(n) { // the same day of the month, or its last
      const first = Day.of(this.year, this.month + n, 1);
      const last = Day.of(first.year, first.month + 1, 0).day;
      return Day.of(first.year, first.month, Math.min(this.day, last));
    }
  }

  const number = (value) => { if (typeof value !== "number") throw new Error("no number"); return value; };
  const exact = (value) => Number(value.toPrecision(14));
  const flat = (values) => (values.length === 1 && Array.isArray(values[0]) ? values[0] : values).map(number);
  const some = (values) => { if (!values.length) throw new Error("none"); return values; };
  const steps = (value, unit, how) => exact(how(exact(number(value) / number(unit))) * unit);
  const halfUp = (value) => Math.sign(value) * Math.round(Math.abs(value));
  const count = (value) => Math.trunc(number(value));

  function monthsBetween(from, to) {
    if (to.days < from.days) return -monthsBetween(to, from);
    const months = (to.year - from.year) * 12 + to.month - from.month;
    return months - (from.months(months).days > to.days ? 1 : 0);
  }

  const CALLS = {
    round: (value, unit = 1) => steps(value, unit, halfUp),
    floor: (value, unit = 1) => steps(value, unit, Math.floor),
    ceil: (value, unit = 1) => steps(value, unit, Math.ceil),
    min: (...values) => Math.min(...some(flat(values))),
    max: (...values) => Math.max(...some(flat(values))),
    abs: (value) => Math.abs(number(value)),
    mod: (value, by) => { if (!number(by)) throw new Error("by 0"); return number(value) % by; },
    percent: (value, rate) => (number(value) * number(rate)) / 100,
    date: (text) => Day.read(text),
    days_between: (from, to) => to.days - from.days,
    months_between: monthsBetween,
    years_between: (from, to) => Math.trunc(monthsBetween(from, to) / 12),
    add_days: (day, n) => new Day(day.days + count(n)),
    add_months: (day, n) => day.months(count(n)),
    add_years: (day, n) => day.months(12 * count(n)),
    year: (day) => day.year,
    month: (day) => day.month + 1,
    weekday: (day) => day.date.getUTCDay() || 7,
    size: (value) => (Array.isArray(value) ? value.length : [...value].length),
    string: (value) => String(value),
    double: (value) => Number(value),
    int: (value) => Math.trunc(value),
  };
  const METHODS = {
    startsWith: (text, part) => text.startsWith(part),
    endsWith: (text, part) => text.endsWith(part),
    contains: (text, part) => text.includes(part),
    matches: (text, pattern) => new RegExp(pattern, "u").test(text),
  };

  const plain = (value) => (value instanceof Day ? value.days : value);
  const kind = (value) => (value instanceof Day ? "day" : Array.isArray(value) ? "list" : typeof value);
  const same = (a, b) => (Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((each, n) => same(each, b[n]))
    : kind(a) === kind(b) && plain(a) === plain(b));
  function ordered(a, b) {
    if (kind(a) !== kind(b)) throw new Error("kinds differ");
    return plain(a) < plain(b) ? -1 : Number(plain(a) > plain(b));
  }
  function add(a, b) {
    if (kind(a) !== kind(b) || kind(a) === "boolean") throw new Error("kinds differ");
    return Array.isArray(a) ? [...a, ...b] : a + b;
  }
  const SIGNS = {
    "<": (a, b) => ordered(a, b) < 0, "<=": (a, b) => ordered(a, b) <= 0,
    ">": (a, b) => ordered(a, b) > 0, ">=": (a, b) => ordered(a, b) >= 0,
    "==": same, "!=": (a, b) => !same(a, b),
    "+": add, "*": (a, b) => number(a) * number(b), "/": (a, b) => number(a) / number(b),
    in: (a, list) => list.some((each) => same(each, a)),
    "[]": (list, n) => { if (!(n in list)) throw new Error("no such element"); return list[n]; },
  };

  function boolean(value) { if (typeof value !== "boolean") throw new Error("no yes or no"); return value; }

  // `&&` and `||`: a side that decides, decides, whatever the other one is.
  function either(tree, facts, decides) {
    const sides = [];
    for (const part of tree.slice(1)) {
      try {
        const value = run(part, facts);
        if (value !== UNKNOWN && boolean(value) === decides) return decides;
        sides.push(value);
      } catch (error) { sides.push(error); }
    }
    if (sides.includes(UNKNOWN)) return UNKNOWN;
    const failed = sides.find((side) => side instanceof Error);
    if (failed) throw failed;
    return !decides;
  }

  function macro([name, variable, list, ...rest], facts) {
    const all = run(list, facts);
    if (all === UNKNOWN) return UNKNOWN;
    const each = (part) => all.map((one) => run(part, { ...facts, [variable]: one }));
    const values = each(rest[rest.length - 1]);
    if (name === "map" && rest.length === 1) return values.includes(UNKNOWN) ? UNKNOWN : values;
    if (name === "exists" && values.includes(true)) return true;
    if (name === "all" && values.includes(false)) return false;
    if (values.includes(UNKNOWN)) return UNKNOWN;
    if (name === "filter") return all.filter((_one, n) => boolean(values[n]));
    if (name === "exists_one") return values.filter(boolean).length === 1;
    if (name === "map") { const kept = each(rest[0]); return values.filter((_one, n) => kept[n] === true); }
    return name === "all";
  }

  function run(tree, facts) {
    const [head, ...parts] = tree;
    switch (head) {
      case "is": return parts[0];
      case "name": { const value = facts[parts[0]]; return value === undefined || value === null ? UNKNOWN : value; }
      case "answered": { const value = facts[parts[0]]; return !(value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length)); }
      case "&&": return either(tree, facts, false);
      case "||": return either(tree, facts, true);
      case "?": { const yes = run(parts[0], facts); return yes === UNKNOWN ? UNKNOWN : run(parts[boolean(yes) ? 1 : 2], facts); }
      case "exists": case "all": case "exists_one": case "filter": case "map": return macro(tree, facts);
      default: return apply(head, parts, facts);
    }
  }

  function apply(head, parts, facts) {
    const named = head === "call" || head === "method";
    const how = head === "call" ? CALLS[parts[0]] : head === "method" ? METHODS[parts[0]] : SIGNS[head];
    const values = (named ? parts.slice(1) : parts).map((part) => run(part, facts));
    if (values.includes(UNKNOWN)) return UNKNOWN;
    if (head === "list") return values;
    if (head === "!") return !boolean(values[0]);
    if (head === "-") return values.length === 1 ? -number(values[0]) : number(values[0]) - number(values[1]);
    if (!how) return UNKNOWN; // rates and working days are for the server
    return how(...values);
  }

  // The value, or UNKNOWN; a number that is none is a failure, as on the server.
  function value(tree, facts) {
    const found = run(tree, facts);
    if (typeof found === "number" && !Number.isFinite(found)) throw new Error("no number");
    return found;
  }

  // Certainly true; a condition left out is.
  function holds(tree, facts) {
    if (!tree) return true;
    try { return value(tree, facts) === true; } catch (error) { return false; }
  }
  return { value, holds, Day, UNKNOWN };
})();
