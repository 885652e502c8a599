// The page /issue/: turns a form into an assertion file.

import { awardFile, cohortFile, cohortName, newId, newSalt, type Shared } from "./award.js";
import { anyWrong, copies, describeAll, forget, isWrong, part, show, typed } from "./page.js";
import { checked, type People } from "./people.js";
import { addRow } from "./rows.js";

/** Sets up the form. */
export function listen(): void {
  const form = part("issue-form", HTMLFormElement);
  const badge = part("issue-badge", HTMLSelectElement);
  const today = new Date().toISOString().slice(0, "2026-09-14".length);
  const issued = part("issue-date", HTMLInputElement);
  issued.value = today;
  searches(part("issue-search", HTMLInputElement), badge);
  choose(badge, new URLSearchParams(location.search).get("badge") ?? "");
  const rows = part("issue-evidence", HTMLElement);
  part("issue-more", HTMLButtonElement).addEventListener("click", () => addRow(rows));
  const people = part("issue-people", HTMLElement);
  part("issue-person", HTMLButtonElement).addEventListener("click", () => addRow(people));
  copies(part("made-copy", HTMLButtonElement));
  describeAll(form);
  form.addEventListener("input", forget);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void make(form, rows, today);
  });
}

async function make(form: HTMLFormElement, rows: HTMLElement, today: string): Promise<void> {
  const named = checked();
  if (isAnythingWrong(rows, named)) {
    forget();
    return;
  }
  const [shared, [only, ...others]] = [read(rows), named.people];
  const [year, id] = [today.slice(0, 4), newId()];
  const isOne = only && !others.length;
  const text = isOne
    ? await awardFile({ ...shared, ...only }, newSalt())
    : await cohortFile(shared, named.people.map((one) => ({ ...one, id: newId(), salt: newSalt() })));
  const name = isOne ? id : cohortName(shared.badge, shared.issued, id);
  show(form, { folder: "assertions", file: `${year}/${name}.yml`, text: (form.dataset["schema"] ?? "") + text });
}

function evidence(rows: HTMLElement): [HTMLInputElement, HTMLInputElement][] {
  return Array.from(rows.querySelectorAll("li"), (row) => {
    const [name, url] = row.querySelectorAll("input");
    return [name, url] as [HTMLInputElement, HTMLInputElement];
  });
}

function read(rows: HTMLElement): Shared {
  const shown = evidence(rows).map(([name, url]) => ({ name: typed(name), url: url.value.trim() }));
  return {
    badge: part("issue-badge", HTMLSelectElement).value,
    issued: part("issue-date", HTMLInputElement).value,
    evidence: shown.filter(({ name, url }) => name || url),
    isUnlisted: part("issue-unlisted", HTMLInputElement).checked,
  };
}

function isAnythingWrong(rows: HTMLElement, named: People): boolean {
  const badge = part("issue-badge", HTMLSelectElement);
  const issued = part("issue-date", HTMLInputElement);
  const shown = evidence(rows).flatMap(([label, url]): [HTMLInputElement, boolean][] => {
    const [name, at] = [label.value.trim(), url.value.trim()];
    return [
      [label, isWrong(label) || named.isGivenAway(name) || (!name && at !== "")],
      [url, isWrong(url) || named.isIn(at) || (at !== "" && !isPage(at))],
    ];
  });
  part("issue-evidence-error", HTMLElement).hidden = !shown.some(([, isBad]) => isBad);
  const isWrongSomewhere = anyWrong([[badge, !badge.value], ...named.checks, [issued, isWrong(issued)], ...shown]);
  named.find();
  return isWrongSomewhere;
}

function isPage(text: string): boolean {
  return /^https?:\/\/[^\s<>"\\^`{|}/?#@]+([/?#][^\s<>"\\^`{|}]*)?$/i.test(text) && URL.canParse(text);
}

/** Lets a field filter the list of badges. Selects a badge if it is the only one left or has exactly this name. */
function searches(search: HTMLInputElement, badge: HTMLSelectElement): void {
  const all = Array.from(badge.querySelectorAll("option"), (option) => ({
    option,
    group: option.parentElement as HTMLElement,
    name: folded(option.label),
    words: folded(`${option.label} ${option.value}`),
  }));
  const top = [...badge.children];
  search.addEventListener("input", (event) => {
    // The search text is not part of the award.
    event.stopPropagation();
    const [before, wanted] = [badge.value, folded(search.value)];
    const kept = all.filter(({ option, words }) => !option.value || wanted.split(" ").every((word) => words.includes(word)));
    for (const group of badge.querySelectorAll("optgroup")) {
      group.remove();
    }
    for (const group of top.filter((one) => one instanceof HTMLOptGroupElement)) {
      group.replaceChildren(...kept.filter((one) => one.group === group).map(({ option }) => option));
      if (group.children.length) {
        badge.append(group);
      }
    }
    const found = kept.filter(({ option }) => option.value);
    const only = found.length === 1 ? found[0] : found.find(({ name }) => name === wanted);
    choose(badge, only ? only.option.value : before);
    if (badge.value !== before) {
      forget();
    }
  });
}

function choose(badge: HTMLSelectElement, slug: string): void {
  badge.value = slug;
  if (badge.selectedIndex < 0) {
    badge.value = "";
  }
}

/** The text without capitals, accents and double spaces. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/gu, " ").trim();
}
