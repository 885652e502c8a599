// What can be wrong with a document, with a stable code and a message that has no capital and no full stop.

import type { Json } from "./jsons.js";

/** Where it is, and what was got: a value of the document as it is there, or a short text of ours. */
export interface Place {
  readonly path?: string;
  readonly got?: Json;
  readonly expected?: string;
}

export class CredentialError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly place: Place = {},
  ) {
    super(message);
  }
}
