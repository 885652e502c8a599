// Makes random documents, always the same for a seed: generated from the contexts, so that most are meaningful, or
// slightly changed, so that most mean something else.

const VC2 = "https://www.w3.org/ns/credentials/v2";
const VC1 = "https://www.w3.org/2018/credentials/v1";
const OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
const EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
const TOGETHER = [
  [VC2, OB3],
  [VC2, OB3, EXTENSIONS],
  [VC2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"],
  [VC1, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"],
  [VC2, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", OB3],
  [VC2, "https://w3id.org/security/data-integrity/v2"],
  [VC1, "https://w3id.org/security/suites/ed25519-2020/v1"],
  [VC1, "https://w3id.org/vc/status-list/2021/v1"],
  ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
];
const ADDRESSES = ["https://example.org/1", "https://example.org/2", "did:web:example.org", "urn:uuid:1", "mailto:a@b.c"];
const PLAIN = [...ADDRESSES, "text", 'a "quoted"\n\\ \u007f\u0001 text', "", "é😀\ufffd", "2026-01-01T00:00:00Z", true, false, null, 0, 3, -7, 2.5, 1e-6];
const ODD = [1e-7, 1e21, 2 ** 53, "https://a b", "name:x", "xsd:string", "_:b0", "@id", "assertionMethod"];
const STRUCTURED = [
  [], ["x"], ["x", "x"], [["x"]], [null], [1, 1.0, "1"], ["a", { id: "https://a.example/" }, null, 2], {},
  { "@value": "x" }, { "@value": 1 }, { "@value": "x", "@language": "EN-gb" }, { "@value": "x", "@language": "e n" },
  { "@value": "x", "@language": "en", "@direction": "ltr" }, { "@list": ["a"] }, { "@set": ["a"] }, { "@id": "https://x.example/" },
  { id: "x" }, { id: ["https://a.example/"] }, { id: "https://a.example/", name: null }, { name: null }, { type: "Foo" }, { type: [] },
  { type: ["Profile", "Achievement"] }, { id: "https://a.example/", type: "Profile", name: "n", "@context": [VC2, OB3] },
  { type: "DataIntegrityProof", created: "2026-01-01T00:00:00Z" },
];

const VALUES = [...PLAIN, ...ODD, ...STRUCTURED];

/** Numbers below a bound, from a seed (mulberry32). */
export function chanceFrom(seed) {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

function pick(chance, values) {
  return values[chance(values.length)];
}

function termsOf(contexts) {
  const terms = contexts.flatMap((context) => Object.entries(context)).filter(([word]) => !word.startsWith("@"));
  return new Map(terms);
}

/** Every term of a context, at any depth. */
export function wordsOf(contexts) {
  return contexts.flatMap((context) =>
    Object.entries(context).flatMap(([word, said]) => [word, ...(said?.["@context"] ? wordsOf([said["@context"]]) : [])]),
  );
}

/** A document with some contexts. `published` are all contexts by address. */
export function grown(chance, published) {
  const named = chance(6) > 0 ? pick(chance, TOGETHER) : [pick(chance, Object.keys(published)), pick(chance, Object.keys(published))];
  return { "@context": named, ...node(chance, named.map((url) => published[url]["@context"]), 0) };
}

function node(chance, contexts, depth) {
  const around = termsOf(contexts);
  const known = [...around.keys()].filter((word) => /^[A-Z1]/.test(word));
  const types = Array.from({ length: chance(3) }, () => pick(chance, known)).filter(Boolean);
  const inside = [...contexts, ...types.map((type) => around.get(type)?.["@context"]).filter(Boolean)];
  const words = [...termsOf(inside)].filter(([word]) => /^[a-z]/.test(word) && !["id", "type"].includes(word));
  const made = {
    ...(chance(3) > 0 && { id: pick(chance, ADDRESSES) }),
    ...(types.length > 0 && { type: chance(2) > 0 ? types : types[0] }),
    ...(depth > 0 && chance(12) === 0 && { "@context": pick(chance, TOGETHER) }),
  };
  for (let count = chance(5) + 1; count > 0 && words.length > 0; count -= 1) {
    const [word, said] = pick(chance, words);
    const scoped = [...contexts, ...(said?.["@context"] ? [said["@context"]] : [])];
    const one = () => valueOf(chance, said?.["@type"] ?? "", scoped, depth);
    made[word] = chance(3) > 0 ? one() : Array.from({ length: chance(4) }, one);
  }
  return made;
}

function valueOf(chance, type, contexts, depth) {
  const how = chance(30);
  if (how < 2) {
    return structuredClone(pick(chance, how < 1 ? ODD : STRUCTURED));
  }
  if (how < 15 || depth > 3) {
    return pick(chance, type.startsWith("@") ? ADDRESSES : PLAIN);
  }
  return how < 17 ? { id: pick(chance, ADDRESSES) } : node(chance, contexts, depth + 1);
}

/** A copy of the document with a few changes anywhere, using these `words`. */
export function changed(chance, document, words) {
  const copy = structuredClone(document);
  for (let count = chance(3) + 1; count > 0; count -= 1) {
    const [holder, key] = pick(chance, places(copy)) ?? [copy, "id"];
    const near = isNode(holder[key]) ? holder[key] : isNode(holder) ? holder : copy;
    const changes = [
      () => (holder[key] = structuredClone(pick(chance, VALUES))),
      () => (Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key]),
      () => (near[pick(chance, words)] = structuredClone(pick(chance, VALUES))),
      () => (copy["@context"] = [pick(chance, TOGETHER), copy["@context"]].flat().slice(0, chance(4) + 1)),
      () => (holder[key] = [holder[key], structuredClone(holder[key])].slice(0, chance(2) + 1)),
      () => (near.type = pick(chance, words.filter((word) => /^[A-Z1]/.test(word)))),
    ];
    pick(chance, changes)();
  }
  return copy;
}

function isNode(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function places(value) {
  return Object.keys(value).flatMap((key) => [[value, key], ...(typeof value[key] === "object" && value[key] ? places(value[key]) : [])]);
}
