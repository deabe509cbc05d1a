// The form of a service, as on the web: which pages, questions, options and papers
// apply, and what is wrong with an answer as far as a phone can tell.
"use strict";

Ride.form = (() => {
  const { cel } = Ride;
  const { t } = Ride.dom;
  const PARTS = ["day", "month", "year"];
  const first = (raw, name) => ((raw[name] || [])[0] || "").trim();

  // 1.500,5 and 1,500.5: the sign that comes last is the decimal one; a single sign
  // before three digits groups. The server reads again, and refuses what is unclear.
  function number(text) {
    const typed = text.replace(/[\s'\u00a0\u202f]/g, "").replace(/^(?:[^\d-]{1,3})/, "").replace("−", "-");
    if (!/^-?\d[\d.,]*$/.test(typed)) return NaN;
    const signs = typed.replace(/[^.,]/g, "");
    const last = signs.slice(-1);
    const groups = new RegExp(`^-?\\d{1,3}(?:\\${last || "."}\\d{3})+$`);
    if (!signs) return Number(typed);
    if (new Set(signs).size === 1 && groups.test(typed)) return Number(typed.replaceAll(last, ""));
    if (signs.lastIndexOf(last) !== signs.indexOf(last)) return NaN;
    const other = last === "." ? "," : ".";
    return Number(typed.replaceAll(other, "").replace(last, "."));
  }

  function date(raw, name) {
    const [day, month, year] = PARTS.map((part) => first(raw, `${name}_${part}`));
    if (!day && !month && !year) return null;
    const found = cel.Day.of(Number(year), Number(month) - 1, Number(day));
    const isReal = found.day === Number(day) && found.month === Number(month) - 1 && /^\d{4}$/.test(year);
    return isReal ? found : NaN;
  }

  // An answer as conditions see it: null if there is none, NaN if it cannot be read.
  function fact(question, raw) {
    if (question.type === "choices") return raw[question.name] && raw[question.name].length ? raw[question.name] : null;
    if (question.type === "date") return date(raw, question.name);
    const text = first(raw, question.name);
    if (!text) return null;
    if (["number", "integer", "money"].includes(question.type)) return number(text);
    if (question.type === "boolean") return text === "yes";
    return text;
  }

  const questions = (form) => form.pages.flatMap((page) => page.questions);
  const isSet = (value) => value !== null && !Number.isNaN(value);

  // What conditions see, hidden answers dropped until nothing changes.
  function facts(form, pages, given) {
    const found = { today: cel.Day.read(given.today), channel: "home", on_behalf: given.on_behalf };
    for (const page of form.pages) {
      for (const question of page.questions) {
        const value = fact(question, pages[page.name] || {});
        if (isSet(value)) found[question.name] = value;
      }
    }
    while (hide(form, found));
    return found;
  }

  function hide(form, found) {
    let changed = false;
    for (const page of form.pages) {
      for (const question of page.questions) {
        const value = found[question.name];
        if (value === undefined) continue;
        const asked = cel.holds(page.show_if, found) && cel.holds(question.show_if, found);
        const kept = asked ? offered(question, value, found) : undefined;
        if (kept === value || (Array.isArray(kept) && kept.length === value.length)) continue;
        if (kept === undefined) delete found[question.name]; else found[question.name] = kept;
        changed = true;
      }
    }
    return changed;
  }

  function offered(question, value, found) {
    const values = options(question, found).map((option) => option.value);
    if (question.type === "choice") return values.includes(value) ? value : undefined;
    if (question.type === "choices") return value.filter((each) => values.includes(each));
    return value;
  }

  const options = (question, found) => question.options.filter((option) => cel.holds(option.show_if, found));
  const asked = (page, found) => (cel.holds(page.show_if, found)
    ? page.questions.filter((question) => cel.holds(question.show_if, found)) : []);
  const pages = (form, found) => form.pages.filter((page) => asked(page, found).length);

  // Papers to photograph; `required` as on the web.
  function papers(form, found) {
    return form.papers.map((paper) => ({ ...paper,
      required: paper.required_if ? cel.holds(paper.required_if, found) : !paper.offered_if,
      offered: Boolean(paper.offered_if) && cel.holds(paper.offered_if, found),
    })).filter((paper) => paper.required || paper.offered);
  }

  // A sentence per question of a page that is not right yet.
  function errors(page, raw, found) {
    const wrong = {};
    for (const question of asked(page, found)) {
      const sentence = judge(question, raw, found);
      if (sentence) wrong[question.name] = sentence;
    }
    return wrong;
  }

  function judge(question, raw, found) {
    const value = fact(question, raw);
    if (value === null) return question.required ? missing(question) : "";
    if (Number.isNaN(value)) return question.type === "date" ? t("bad_date") : t("bad_number");
    if (typeof value === "number") {
      if (question.type === "integer" && !Number.isInteger(value)) return t("bad_whole");
      if (question.min !== null && value < question.min) return t("too_small", { n: question.min });
      if (question.max !== null && value > question.max) return t("too_large", { n: question.max });
    }
    if (typeof value === "string" && !question.options.length) {
      if (value.length > question.max_length) return t("too_long", { n: question.max_length });
      if (question.pattern && !fits(question.pattern, value)) return question.pattern_message || t("bad_form");
    }
    const failed = question.checks.find((check) => fails(check.rule, found));
    return failed ? failed.message : "";
  }

  function fits(pattern, value) {
    try { return new RegExp(`^(?:${pattern})$`, "u").test(value); } catch (error) { return true; }
  }
  function fails(rule, found) {
    try { return cel.value(rule, found) === false; } catch (error) { return false; }
  }
  const missing = (question) => t(question.options.length || question.type === "boolean" ? "choose" : "write");

  // An answer as one reads it in the summary.
  function shown(question, raw) {
    if (question.type === "date") {
      return PARTS.map((part) => first(raw, `${question.name}_${part}`)).filter(Boolean).join("-");
    }
    const values = raw[question.name] || [];
    if (question.type === "boolean") return values.length ? t(values[0] === "yes" ? "yes" : "no") : "";
    const labels = new Map(question.options.map((option) => [option.value, option.label]));
    const text = values.map((value) => labels.get(value) || value).join(", ");
    return text && question.unit ? `${text} ${question.unit}` : text;
  }

  return { facts, pages, asked, options, papers, errors, shown, questions, PARTS };
})();
