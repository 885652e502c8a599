// What the checks hand on: a badge, a list or an endorsement as it was read, with the spelling of its tree.

import { Document } from "../openbadges/jsonld/document.js";
import type { JsonObject } from "../openbadges/jsons.js";
import { Spelling } from "./spelling.js";

/** A document that claims to be a credential. */
export class Credential extends Document {
  private walked?: Spelling;

  /** Whether its tree is the usual one of its statements. */
  get spelling(): Spelling {
    return (this.walked ??= new Spelling(this.given));
  }
}

const kept = new WeakMap<JsonObject, Credential>();

/** The credential that an object is, the same for the same object: badges of one issuer are given one list. */
export function credentialOf(given: JsonObject): Credential {
  const found = kept.get(given) ?? new Credential(given);
  kept.set(given, found);
  return found;
}
