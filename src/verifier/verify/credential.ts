// A parsed badge, status list or endorsement that the checks pass along, with the spelling of its tree.

import { Document } from "../openbadges/jsonld/document.js";
import type { JsonObject } from "../openbadges/jsons.js";
import { Spelling } from "./spelling.js";

/** A document that claims to be a credential. */
export class Credential extends Document {
  private walked?: Spelling;

  /** How its tree is spelled: the usual way or not. */
  get spelling(): Spelling {
    return (this.walked ??= new Spelling(this.given));
  }
}

const credentials = new WeakMap<JsonObject, Credential>();

/** The `Credential` for an object, always the same one for the same object: badges of one issuer share a list. */
export function credentialOf(given: JsonObject): Credential {
  const found = credentials.get(given) ?? new Credential(given);
  credentials.set(given, found);
  return found;
}
