// While an applicant at a counter is asked: looks whether the answer has come by
// the own phone. Sent: back to the counter. Refused or replaced: this page anew.
(() => {
  "use strict";
  const form = document.querySelector("form[data-consent]");
  if (!form) return;
  const typed = () => form.querySelector("[name=code]").value !== "";
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(form.dataset.consent, { cache: "no-store" });
      if (answer.redirected) location = answer.url;
      else if (answer.ok && !typed() && !(await answer.text()).includes("data-consent=")) location.reload();
    } catch { /* looks again */ }
  }, 4000);
})();
