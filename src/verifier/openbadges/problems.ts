// What can be wrong with a document, as a code and values. The words are in words/.

import type { Json } from "./jsons.js";

/** Where the problem is, what we expected and what we got: a value from the document or a short text of ours. */
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
