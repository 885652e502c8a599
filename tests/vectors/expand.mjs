// Reads vectors: each names a world and says what differs from it (README.md; expand.py does the same in Python).

import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
// Folders whose files are not vectors.
const OTHERS = ["edges", "forms", "pages", "worlds"];
const UNSAID = { flags: [], email: null, base_url: null, served_from: null };

/** `[name, vector]` of every vector, by its folder and file: `signature/changed-name`. */
export async function loadVectors() {
  const folders = (await readdir(FOLDER, { withFileTypes: true })).filter((one) => one.isDirectory() && !OTHERS.includes(one.name));
  const names = await Promise.all(folders.map(async ({ name }) => (await readdir(FOLDER + name)).map((file) => `${name}/${file}`)));
  const vectors = names.flat().filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length)).sort();
  return Promise.all(vectors.map(async (name) => [name, await load(name)]));
}

/** The whole vector of that name. */
export async function load(name) {
  const { world: _, badges: __, ...whole } = await expanded(await read(name));
  return whole;
}

/** A vector, or a world that is built on another, with everything its world gives it. */
async function expanded(vector) {
  const world = vector.world ? await expanded(await read(`worlds/${vector.world}`)) : { ...UNSAID, documents: {}, badges: {} };
  const documents = { ...world.documents };
  const badges = { ...world.badges, ...vector.badges };
  for (const [address, answer] of Object.entries(vector.documents ?? {})) {
    if (answer === null) {
      delete documents[address];
    } else {
      documents[address] = answer.set || answer.remove ? { json: edited(documents[address].json, answer, badges) } : answer;
    }
  }
  const { input } = vector;
  const whole = { ...world, ...vector, documents, badges };
  return input?.badge ? { ...whole, input: { json: edited(badges[input.badge], input, badges) } } : whole;
}

/** A copy with the values of `set` at their JSON pointers (RFC 6901), and then without what `remove` names. */
function edited(document, { set = {}, remove = [] }, badges) {
  const made = structuredClone(document);
  for (const [pointer, value] of Object.entries(set)) {
    const [place, last] = placeOf(made, pointer);
    place[last] = isCopy(value) ? structuredClone(badges[value.copy]) : value;
  }
  for (const pointer of remove) {
    const [place, last] = placeOf(made, pointer);
    if (Array.isArray(place)) {
      place.splice(last, 1);
    } else {
      delete place[last];
    }
  }
  return made;
}

function isCopy(value) {
  return typeof value === "object" && value !== null && Object.keys(value).join() === "copy";
}

/** The object or list that a pointer leads into, and the name or index there. */
function placeOf(document, pointer) {
  const steps = pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = steps.pop();
  return [steps.reduce((place, step) => place[step], document), last];
}

async function read(name) {
  return JSON.parse(await readFile(`${FOLDER}${name}.json`, "utf8"));
}
