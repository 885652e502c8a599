// The verifier without a page, for the tests that run it in Node.

import english from "../../badgepress/verify/catalogue/en.json";
import { speak } from "../words.js";

export { addressIn } from "../asked.js";
export { decodeBase58 } from "../base58.js";
export { base64url } from "../base64.js";
export { learn } from "../languages.js";
export { canonicalize, toDataset } from "../canonical.js";
export { verify as verifyOnCurve } from "../curve.js";
export { inOrder } from "../digest.js";
export { didWebUrl } from "../did.js";
export { Document } from "../document.js";
export { badgeFacts, issuerAddress } from "../facts.js";
export { FetchError, httpFetch, mayAsk, Moved } from "../fetch.js";
export { fieldsOf } from "../fields.js";
export { mailForm } from "../identity.js";
export { canonicalJson } from "../jcs.js";
export { readObject } from "../json.js";
export { toDataset as libraryDataset } from "../jsonld.js";
export { decodePublic, ed25519, isOwnable, verifySignature } from "../keys.js";
export { dated, older } from "../isodates.js";
export { moment } from "../moments.js";
export { hashData, holds, suiteOf } from "../proof.js";
export { ordinaryDataset } from "../ordinary.js";
export { withPacked } from "../packed.js";
export { parse } from "../parse.js";
export { explained, unread } from "../pages.js";
export { fromJwk, fromMultikey, fromPem, verifies } from "../publickey.js";
export { unbakeAll } from "../bake.js";
export { canonize } from "../rdfc.js";
export { Spelling } from "../spelling.js";
export { written } from "../shown.js";
export { verify } from "../verify.js";
export { Work } from "../work.js";
export { clean } from "../words.js";

export { awardFile, cohortFile, cohortName, isMailAddress, newId, newSalt } from "../forms/award.js";
export { badgeFile, slugOf } from "../forms/design.js";
export { linesOf } from "../forms/pasted.js";
export { isNoMail, isSound } from "../forms/persons.js";
export { draw } from "../forms/drawing.js";
export { LONGEST_ADDRESS, proposal } from "../forms/proposal.js";

speak(english);
