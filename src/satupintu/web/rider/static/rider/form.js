// The form of a service, as on the web: which pages, questions, options and papers
// apply, and what is wrong with an answer as far as a phone can tell. See answer.js.
"use strict";

Ride.form = (() => {
  const { cel, answer } = Ride;
  const { t } = Ride.dom;
  const { PARTS } = answer;
  const first = (raw, name) => ((raw[name] || [])[0] || "").trim();

  const questions = (form) => form.pages.flatMap((page) => page.questions);
  const isSet = (value) => value !== null && value !== undefined;

  // What conditions see, hidden answers dropped until nothing changes.
  function facts(form, pages, given) {
    const found = { today: cel.Day.read(given.today), channel: "home", on_behalf: given.on_behalf };
    for (const page of form.pages) {
      for (const question of page.questions) {
        const { value } = answer.read(question, pages[page.name] || {});
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
    const { value, wrong } = answer.read(question, raw);
    if (wrong) return wrong;
    if (value === null || value.length === 0) return question.required ? missing(question) : "";
    const unfit = typeof value === "number" ? range(question, value)
      : question.options.length ? choice(question, value, found)
        : typeof value === "string" ? text(question, value) : "";
    if (unfit) return unfit;
    const failed = question.checks.find((check) => fails(check.rule, found));
    return failed ? failed.message : "";
  }

  function range(question, value) {
    if (question.min !== null && value < question.min) return t("too_small", { n: question.min });
    if (question.max !== null && value > question.max) return t("too_large", { n: question.max });
    return "";
  }

  function choice(question, value, found) {
    const offers = options(question, found).map((option) => option.value);
    return [value].flat().every((each) => offers.includes(each)) ? "" : t("choose");
  }

  // How a phone number is written in full only the server knows, so not its pattern.
  function text(question, value) {
    if ([...value].length > question.max_length) return t("too_long", { n: question.max_length });
    const isUnfit = question.pattern && question.type !== "phone" && !answer.fits(question.pattern, value);
    return isUnfit ? question.pattern_message || t("bad_form") : "";
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
    const said = values.map((value) => labels.get(value) || value).join(", ");
    return said && question.unit ? `${said} ${question.unit}` : said;
  }

  return { facts, pages, asked, options, papers, errors, shown, questions, PARTS };
})();
