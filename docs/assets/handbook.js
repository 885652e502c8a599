// Search over the index that MkDocs writes: every word of the query must begin a word of the section.
// Results are built from text only, so nothing in the handbook can become markup here.

const root = new URL(document.documentElement.dataset.root, location.href);
const form = document.querySelector("form.search");
const input = form.querySelector("input");
const results = document.querySelector(".results");
const article = document.querySelector("article");
const MOST = 20;

let sections; // a promise, made when somebody first types

function load() {
  sections ??= fetch(new URL("search/search_index.json", root))
    .then((answer) => answer.json())
    .then((index) => index.docs.map((section) => ({ ...section, words: words(`${section.title} ${section.text}`) })));
  return sections;
}

function words(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}_-]+/gu) ?? [];
}

function score(section, query) {
  const title = words(section.title);
  let total = 0;
  for (const word of query) {
    const found = section.words.filter((candidate) => candidate.startsWith(word)).length;
    if (!found) return 0;
    total += Math.min(found, 5) + (title.some((candidate) => candidate.startsWith(word)) ? 20 : 0);
  }
  return total;
}

function excerpt(section, query) {
  const at = section.text.toLowerCase().indexOf(query[0]);
  const from = Math.max(0, section.text.lastIndexOf(" ", Math.max(0, at - 60)));
  const text = section.text.slice(from, from + 180).trim();
  return `${from ? "… " : ""}${text}${section.text.length > from + 180 ? " …" : ""}`;
}

function entry(section, query) {
  const link = document.createElement("a");
  link.href = new URL(section.location, root);
  link.textContent = section.title;
  const text = document.createElement("p");
  text.textContent = excerpt(section, query);
  const item = document.createElement("li");
  item.append(link, text);
  return item;
}

async function search() {
  const query = words(input.value);
  const asked = query.length > 0;
  results.hidden = !asked;
  article.hidden = asked;
  if (!asked) return;
  const scored = (await load()).map((section) => [score(section, query), section]).filter(([points]) => points);
  scored.sort(([one], [other]) => other - one);
  const heading = document.createElement("h1");
  heading.textContent = scored.length === 1 ? "1 section found" : `${scored.length || "No"} sections found`;
  const list = document.createElement("ol");
  list.append(...scored.slice(0, MOST).map(([, section]) => entry(section, query)));
  results.replaceChildren(heading, list);
}

// What scrolls sideways must be reachable by keyboard.
for (const wide of document.querySelectorAll("pre, table")) {
  if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
input.addEventListener("input", search);
