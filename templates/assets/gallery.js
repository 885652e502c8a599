// Search and filters of the gallery. What is chosen stands in the address, so it can be kept and sent on.
(function () {
  "use strict";

  const form = document.getElementById("filters");
  const everyFamily = () => Array.from(document.querySelectorAll(".family"));
  let families = everyFamily();
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
  let cards = indexed();

  // Where the classes take several pages, the form names files that have them all. They are read when they are needed.
  let waits = form.dataset.whole ? form.dataset.whole.split(" ") : [];
  let reading = null;

  function put(parent, tag, named, text, lang) {
    const made = parent.appendChild(document.createElement(tag));
    if (named) made.className = named;
    if (text !== undefined) {
      made.dir = "auto";
      made.textContent = text;
    }
    if (lang && lang !== document.documentElement.lang) made.lang = lang;
    return made;
  }

  /** A card as the page would have it. */
  function card(list, badge, pages, images, levels, until) {
    const made = put(list, "li", "card");
    Object.assign(made.dataset, { level: badge.level || "", issuer: badge.issuer || "" });
    Object.assign(made.dataset, { skills: (badge.skills || []).join(" "), tags: (badge.tags || []).join(" ") });
    const link = put(made, "a", "card__link");
    link.href = pages + badge.slug + "/";
    const image = put(link, "img");
    Object.assign(image, { loading: "lazy", decoding: "async", alt: "", width: 168, height: 168 });
    image.src = images + badge.slug + (badge.svg ? "/badge.svg" : "/thumb.webp");
    put(link, "span", "card__name", badge.name, badge.lang);
    if (badge.level) {
      const level = ["Foundational", "Intermediate", "Advanced"].indexOf(badge.level) + 1;
      put(made, "span", "level level--" + level, levels.get(badge.level));
    }
    if (badge.until) {
      const said = put(made, "span", "card__until", until + " ");
      put(said, "time", "", badge.until[1]).dateTime = badge.until[0];
    }
  }

  /** Replaces the families of this page by all there are. */
  function fill([told, ...parts]) {
    for (const [name, options] of Object.entries(told.choices)) {
      const field = document.getElementById("f-" + name);
      if (field && field.options.length === 1) {
        for (const [value, text] of options) field.add(new Option(text, value));
      }
    }
    const root = document.documentElement.dataset.root;
    const pages = root + form.dataset.here + "badges/";
    const levels = said("f-level");
    const found = new Map();
    const holder = document.createDocumentFragment();
    for (const family of parts.flatMap((part) => part.families)) {
      if (!found.has(family.number)) {
        const made = put(holder, "section", "family");
        Object.assign(made, { id: "family-" + family.number });
        made.dataset.family = family.name;
        made.setAttribute("aria-labelledby", made.id + "-title");
        put(made, "h3", "family__title", family.title, family.lang).id = made.id + "-title";
        found.set(family.number, put(made, "ul", "cards"));
      }
      const list = found.get(family.number);
      for (const badge of family.classes) card(list, badge, pages, root + "badges/", levels, told.until);
    }
    families[0].before(holder);
    for (const family of families) family.remove();
    for (const pager of document.querySelectorAll(".pager")) pager.hidden = true;
    for (const link of document.querySelectorAll(".jump a")) link.setAttribute("href", link.hash);
    families = everyFamily();
    cards = indexed();
  }

  /** Reads what is on the other pages, once. Where that is not possible, as on a disk, this page alone is searched. */
  function read() {
    const root = document.documentElement.dataset.root;
    const got = async (path) => {
      const answer = await fetch(root + path);
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.json();
    };
    reading = reading || Promise.all(waits.map(got)).then(fill).catch(() => {}).then(() => { waits = []; });
    return reading;
  }

  function chosen() {
    return Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));
  }

  function show() {
    const wanted = chosen();
    if (waits.length) {
      if (Object.values(wanted).some(Boolean)) {
        read().then(show);
      } else {
        const all = form.dataset.total;
        count.textContent = count.dataset.words.replace("{count}", all).replace("{total}", all);
        clear.hidden = true;
      }
      return;
    }
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

  form.addEventListener("focusin", () => { if (waits.length) read().then(show); });
  form.addEventListener("input", () => { show(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { show(); remember(); fields[0].focus(); }));
  window.addEventListener("popstate", recall);
  form.hidden = false;
  recall();
  // A choice may be known only after the files are read.
  if (waits.length && location.search) read().then(recall);
})();
