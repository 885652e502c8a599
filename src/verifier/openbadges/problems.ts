// What can be wrong with a document, as a code and values. Its words are in words/.

import type { Json } from "./jsons.js";

/** Where it is, and what was got: a value of the document as it is there, or a short text of ours. */
export interface Place {
  readonly path?: string;
  readonly got?: Json;
}

export class CredentialError extends Error {
  constructor(
    readonly code: string,
    readonly place: Place = {},
  ) {
    super(code);
  }
}
