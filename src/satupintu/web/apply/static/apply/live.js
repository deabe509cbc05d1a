// Shows the questions that follow from an answer as soon as it is given. The
// server decides which; without this script they appear after "Save".
(() => {
  "use strict";
  const form = document.querySelector("form[data-live]");
  const place = document.getElementById("questions");
  if (!form || !place) return;
  let turn = 0;
  form.addEventListener("change", async (event) => {
    if (!event.target.matches("input[type=radio],input[type=checkbox],select")) return;
    const mine = ++turn;
    const data = new FormData(form);
    data.set("_look", "1");
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: data });
    } catch {
      return;
    }
    if (!answer.ok || mine !== turn) return;
    const html = await answer.text();
    if (mine !== turn) return;
    const focus = document.activeElement;
    const [name, value] = [focus.name, focus.value];
    place.innerHTML = html;
    const same = [...form.querySelectorAll("input,select,textarea")].find(
      (el) => el.name === name && (el.type !== "radio" && el.type !== "checkbox" || el.value === value),
    );
    if (same) same.focus({ preventScroll: true });
  });
})();
