// Search and filters of the gallery. What is chosen stands in the address, so it can be kept and sent on.
(function () {
  "use strict";

  const form = document.getElementById("filters");
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

  /** The value of each option of a field → what it says; nothing when there is no such field. */
  const said = (id) => {
    const field = document.getElementById(id);
    return new Map(field ? Array.from(field.options, (option) => [option.value, option.text]) : []);
  };

  /** Every card with what it can be found by; the page says most of it already, so cards need not repeat it. */
  function indexed() {
    const skills = said("f-skill");
    const issuers = said("f-issuer");
    return families.flatMap((family) => Array.from(family.querySelectorAll(".card"), (card) => {
      const { level = "", issuer = "", tags = "" } = card.dataset;
      const own = (card.dataset.skills || "").split(" ").filter(Boolean);
      const name = card.querySelector(".card__name").textContent;
      const words = [name, family.dataset.family, tags, issuers.get(issuer), ...own.map((slug) => skills.get(slug))];
      return { card, family, level, issuer, skills: own, words: folded(words.filter(Boolean).join(" ")) };
    }));
  }
  const cards = indexed();

  function chosen() {
    return Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));
  }

  function show() {
    const wanted = chosen();
    const words = folded(wanted.q || "").split(/\s+/).filter(Boolean);
    const fits = (one) => (
      words.every((word) => one.words.includes(word)) &&
      (!wanted.family || one.family.dataset.family === wanted.family) &&
      (!wanted.level || one.level === wanted.level) &&
      (!wanted.issuer || one.issuer === wanted.issuer) &&
      (!wanted.skill || one.skills.includes(wanted.skill))
    );
    const left = new Set();
    let shown = 0;
    for (const one of cards) {
      const fit = fits(one);
      // An attribute that is set again costs the browser as much as one that changes.
      if (one.card.hidden === fit) one.card.hidden = !fit;
      if (fit) {
        left.add(one.family);
        shown += 1;
      }
    }
    for (const family of families) {
      if (family.hidden === left.has(family)) family.hidden = !left.has(family);
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
