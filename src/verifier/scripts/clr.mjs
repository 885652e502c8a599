// The JSON-LD context of the Comprehensive Learner Record 2.0. No package publishes it, so it is written down here from
// the names that the standard's vocabulary gives its terms; a test compares what it means with the published one.

const CLR = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#";
const OPEN_BADGES = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";
const CREDENTIALS = "https://www.w3.org/2018/credentials#";
const KEYWORDS = { id: "@id", type: "@type" };

const word = (name, type) => ({ "@id": CLR + name, ...(type && { "@type": type }) });
const many = (name, type) => ({ ...word(name, type), "@container": "@set" });
const thing = (name, words) => ({ ...word(name), "@context": words });

const context = {
  ...KEYWORDS,
  ClrCredential: thing("ClrCredential", { ...KEYWORDS, partial: word("partial", "xsd:boolean") }),
  ClrSubject: thing("ClrSubject", {
    ...KEYWORDS,
    cred: CREDENTIALS,
    obi: OPEN_BADGES,
    achievement: many("achievement", "obi:Achievement"),
    association: many("association", `${CLR}Association`),
    verifiableCredential: many("verifiableCredential", "cred:verifiableCredential"),
    identifier: many("identifier-1", "obi:Identifier"),
  }),
  Association: thing("Association", {
    associationType: word("AssociationType"),
    sourceId: word("sourceId", "xsd:anyURI"),
    targetId: word("targetId", "xsd:anyURI"),
  }),
};

export const contexts = new Map([
  ["https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", { "@context": context }],
]);
