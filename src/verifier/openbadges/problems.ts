// The error for a faulty document. It has a stable code, and a message without a capital or a full stop.

import type { Json } from "./jsons.js";

/** Where the problem is, what we expected and what we got: a value from the document or a short text of ours. */
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
