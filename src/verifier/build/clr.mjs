// The JSON-LD contexts of Comprehensive Learner Record 2.0.1 and 2.0.0 (which builds on Verifiable Credentials 1.1). No
// package publishes them, so this file has them, made from the standard's vocabulary. A test compares them with the
// published ones.

const CLR = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#";
const OPEN_BADGES = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";
const OPEN_BADGES_THEN = "https://purl.imsglobal.org/spec/ob/v3p0/vocab.html#";
const CREDENTIALS = "https://www.w3.org/2018/credentials#";
const KEYWORDS = { id: "@id", type: "@type" };

const word = (name, type) => ({ "@id": CLR + name, ...(type && { "@type": type }) });
const many = (name, type) => ({ ...word(name, type), "@container": "@set" });
const thing = (name, words) => ({ ...word(name), "@context": words });

const context = (openBadges, ofCredential, ofSubject) => ({
  ...KEYWORDS,
  ClrCredential: thing("ClrCredential", { ...KEYWORDS, ...ofCredential }),
  ClrSubject: thing("ClrSubject", {
    ...KEYWORDS,
    cred: CREDENTIALS,
    obi: openBadges,
    achievement: many("achievement", "obi:Achievement"),
    association: many("association", `${CLR}Association`),
    verifiableCredential: many("verifiableCredential", "cred:verifiableCredential"),
    ...ofSubject,
  }),
  Association: thing("Association", {
    associationType: word("AssociationType"),
    sourceId: word("sourceId", "xsd:anyURI"),
    targetId: word("targetId", "xsd:anyURI"),
  }),
});

const partial = word("partial", "xsd:boolean");
const identifier = many("identifier-1", "obi:Identifier");

export const contexts = new Map([
  ["https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", { "@context": context(OPEN_BADGES, { partial }, { identifier }) }],
  ["https://purl.imsglobal.org/spec/clr/v2p0/context.json", { "@context": context(OPEN_BADGES_THEN, {}, {}) }],
]);
