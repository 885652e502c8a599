// Shows all verdicts at a glance above the results, if several things are verified at once. Loaded on demand.

import { announce, element, textElement, reveal } from "./page.js";
import { clean } from "../words/cleaning.js";
import { say, verdictWords, type Catalogue } from "../words/telling.js";

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
    heading.textContent = counted(rows.map(({ section }) => section), words);
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
  const show = (): void => {
    Object.assign(row.dataset, section.dataset);
    const said = ["title", "warning", "sentence"].flatMap((part) => {
      const text = textOf(section, `verdict__${part}`);
      return text ? [textElement("p", `verdict__${part}`, text)] : [];
    });
    row.replaceChildren(...said.slice(0, 1), link, ...said.slice(1));
  };
  row.dataset["verdict"] = "checking";
  void done.then(show);
  return row;
}

function textOf(section: HTMLElement, className: string): string {
  return section.querySelector(`:scope > .${className}`)?.textContent ?? "";
}

/** "3 genuine, 1 revoked": how many there are of each verdict, in the order they were handed over. */
function counted(sections: readonly HTMLElement[], words: Catalogue): string {
  const names = sections.map(({ dataset }) => countedAs(dataset["text"] ?? dataset["verdict"] ?? "", words));
  const count = (name: string): number => names.filter((one) => one === name).length;
  const each = [...new Set(names)].map((name) => say(words, "counted", name, { count: count(name) }));
  return each.join(say(words, "counted", "between"));
}

/** `valid-anonymous-until` is counted as `valid`. */
function countedAs(name: string, words: Catalogue): string {
  const isThere = name in (words["counted"] as object) || !name.includes("-");
  return isThere ? name : countedAs(name.slice(0, name.lastIndexOf("-")), words);
}
