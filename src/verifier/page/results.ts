// The verify page: each thing entered gets a result of its own.

import { learn, type Language } from "../words/languages.js";
import { addResult, announce, language, onItems, readSite, reveal, show, showTrouble } from "./page.js";
import type { Row } from "./overview.js";
import type { Site } from "./page.js";
import { Text } from "../verify/report.js";
import { clean } from "../words/cleaning.js";
import { say } from "../words/telling.js";

type Answers = typeof import("./answers.js");
type Input = Uint8Array | string;
type Place = ReturnType<typeof addResult>;

/** Returns the text of a QR code in an image; "" if there is none. */
export type ReadCode = (picture: Blob) => Promise<string>;

/** Starts to verify whatever people choose, drop, paste or type. */
export function listen(readCode: ReadCode): void {
  const site = readSite();
  const learnt = learn(language());
  learnt.catch(() => undefined);
  let last: HTMLElement[] = [];
  onItems(
    site,
    (all, email, again) => {
      void learnt.then((language) => {
        if (again) {
          last.forEach((one) => one.remove());
        }
        const rows: Row[] = [];
        for (const item of all) {
          // Start reading now. `answer` reports any error.
          const data = item.data();
          data.catch(() => undefined);
          const place = addResult(item.name, language.words, rows.at(-1)?.result);
          rows.push({ ...place, name: item.name, done: answer(item.name, data, place, email, site, language, readCode) });
        }
        const shown = rows.map(({ result }) => result);
        last = shown;
        const [first] = rows;
        const revealFirst = (): void => void first?.done.then(() => reveal(first.section));
        if (rows.length > 1) {
          import("./overview.js").then(({ addOverview }) => shown.push(addOverview(rows, language.words))).catch(revealFirst);
        } else {
          revealFirst();
        }
      });
    },
    // Load the verifier while somebody is still choosing. If that fails, the check itself will report it.
    () => void import("./answers.js").catch(() => undefined),
    (wanted, go) => void learnt.then(async (language) => (await import("./question.js")).question(wanted, language, go)),
  );
}

async function answer(
  name: string,
  data: Promise<Input>,
  { result, section }: Place,
  email: string,
  site: Site,
  language: Language,
  readCode: ReadCode,
): Promise<void> {
  let trouble = "trouble";
  try {
    const answers = await import("./answers.js");
    const given = await data.catch((error: unknown) => {
      trouble = "no-file";
      throw error;
    });
    const found = await answerTo(answers, given, site, email || null, language, readCode);
    await answers.showResult(result, section, found, site);
    const { badge, title, sentence } = found.told;
    announce([clean(name), clean(badge?.name ?? ""), title, ...answers.warningsOf(found.report, found.told), sentence].filter(Boolean).join(". "));
  } catch {
    const sentence = say(language.words, "label", trouble);
    showTrouble(section, language.words, sentence);
    announce(sentence);
  }
  show(result);
}

/** The answer for the given data, for the document at a given address, or for the QR code in an image. */
async function answerTo(
  answers: Answers,
  given: Input,
  site: Site,
  email: string | null,
  language: Language,
  readCode: ReadCode,
): ReturnType<Answers["ask"]> {
  const address = answers.addressIn(given);
  const first = address ? await answers.askAt(address, site, email, language) : await answers.ask(given, site, email, language);
  if (first.report.checks[0]?.code !== "parse-no-badge" || typeof first.data === "string") {
    return first;
  }
  const code = (await readCode(answers.picture(first.data))).trim();
  const next = answers.addressIn(code);
  if (!code || (!next && !/^(?:[{]|ey)/.test(code))) {
    return first;
  }
  const found = next ? await answers.askAt(next, site, email, language) : await answers.ask(code, site, email, language);
  const note = new Text("note", "code", { address: next ?? code.slice(0, 40) });
  return answers.inWords({ ...found.report, notes: [note, ...found.report.notes] }, language, found);
}
