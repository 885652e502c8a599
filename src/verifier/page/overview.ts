// Shows all verdicts at a glance above the results, if several things are verified at once. Loaded on demand.

import { announce, element, textElement, reveal } from "./page.js";
import { clean } from "../words/cleaning.js";
import { verdictWords, type Catalogue } from "../words/telling.js";

/** One of several things: its name, its result with the verdict inside, and a promise for when that is done. */
export interface Row {
  readonly name: string;
  readonly result: HTMLElement;
  readonly section: HTMLElement;
  readonly done: Promise<void>;
}

const LONG = 1000;
let made = 0;

/** Adds the overview above the first result and scrolls it into view. Announces it once all verdicts are there. */
export function addOverview(rows: readonly Row[], words: Catalogue): HTMLElement {
  const { title } = verdictWords(words, "checking");
  const heading = textElement("h2", "overview__heading", title);
  const list = element("ol", "overview__list", rows.map((one) => rowOf(one, title)));
  const overview = element("nav", "overview", [heading, list]);
  heading.id = `overview-${++made}`;
  overview.setAttribute("aria-labelledby", heading.id);
  rows[0]?.result.before(overview);
  const all = Promise.all(rows.map(({ done }) => done)).then(() => {
    heading.textContent = counted(rows.map(({ section }) => textOf(section, "verdict__title")));
    announce(heading.textContent);
  });
  // Scroll only when it has its full height, but do not wait for the slowest row.
  void Promise.race([all, new Promise((late) => setTimeout(late, LONG))]).then(() => reveal(overview));
  return overview;
}

/** A row links to its result. It shows what belongs together: the verdict, any warning, and the sentence. */
function rowOf({ name, result, section, done }: Row, title: string): HTMLElement {
  result.id = `result-${++made}`;
  const link = element("a", "overview__link", [textElement("bdi", "", clean(name))]) as HTMLAnchorElement;
  link.href = `#${result.id}`;
  const row = element("li", "verdict", [textElement("p", "verdict__title", title), link]);
  const say = (): void => {
    Object.assign(row.dataset, section.dataset);
    const said = ["title", "warning", "sentence"].flatMap((part) => {
      const text = textOf(section, `verdict__${part}`);
      return text ? [textElement("p", `verdict__${part}`, text)] : [];
    });
    row.replaceChildren(...said.slice(0, 1), link, ...said.slice(1));
  };
  row.dataset["verdict"] = "checking";
  void done.then(say);
  return row;
}

function textOf(section: HTMLElement, className: string): string {
  return section.querySelector(`:scope > .${className}`)?.textContent ?? "";
}

/** "3 × Genuine · 1 × Revoked", which works in every language. Each number stays next to its title. */
function counted(titles: readonly string[]): string {
  return [...new Set(titles)].map((title) => `${titles.filter((one) => one === title).length}\u00a0×\u00a0${title}`).join(" · ");
}
