// Search and filters of the gallery. What is chosen stands in the address, so it can be kept and sent on.
(function () {
  "use strict";

  const form = document.getElementById("filters");
  const cards = Array.from(document.querySelectorAll(".family .card"));
  const families = Array.from(document.querySelectorAll(".family"));
  const nothing = document.getElementById("nothing");
  const count = document.getElementById("filters-count");
  const clear = form && form.querySelector("button[type=reset]");
  if (!form || !count || !clear) {
    return;
  }
  const fields = Array.from(form.elements).filter((field) => field.name);

  /** Without accents and case, so that "analise" finds "Análise". */
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const index = new Map(cards.map((card) => [card, folded(card.dataset.words)]));

  function chosen() {
    return Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));
  }

  function fits(card, wanted) {
    const words = folded(wanted.q || "").split(/\s+/).filter(Boolean);
    return (
      words.every((word) => index.get(card).includes(word)) &&
      (!wanted.family || card.dataset.family === wanted.family) &&
      (!wanted.level || card.dataset.level === wanted.level) &&
      (!wanted.issuer || card.dataset.issuer === wanted.issuer) &&
      (!wanted.skill || card.dataset.skills.split(" ").includes(wanted.skill))
    );
  }

  function show() {
    const wanted = chosen();
    let shown = 0;
    for (const card of cards) {
      card.hidden = !fits(card, wanted);
      shown += card.hidden ? 0 : 1;
    }
    for (const family of families) {
      family.hidden = !family.querySelector(".card:not([hidden])");
    }
    nothing.hidden = shown > 0;
    count.textContent = count.dataset.words.replace("{count}", shown).replace("{total}", cards.length);
    clear.hidden = !Object.values(wanted).some(Boolean);
  }

  function remember() {
    const query = new URLSearchParams(Object.entries(chosen()).filter(([, value]) => value)).toString();
    history.replaceState(null, "", (query ? "?" + query : location.pathname) + location.hash);
  }

  function recall() {
    const query = new URLSearchParams(location.search);
    for (const field of fields) {
      const value = query.get(field.name) || "";
      const known = field.tagName !== "SELECT" || Array.from(field.options).some((option) => option.value === value);
      field.value = known ? value : "";
    }
    show();
  }

  form.addEventListener("input", () => { show(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { show(); remember(); fields[0].focus(); }));
  window.addEventListener("popstate", recall);
  form.hidden = false;
  recall();
})();
