// What can be wrong with a document, with a stable code and a message that has no capital and no full stop.

export interface Place {
  readonly path?: string;
  readonly got?: string;
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

  /** The message with what was got and expected, on one line. */
  get sentence(): string {
    const { got, expected } = this.place;
    const facts = [got ? `got ${got}` : "", expected ? `expected ${expected}` : ""].filter(Boolean);
    return facts.length > 0 ? `${this.message} (${facts.join(", ")})` : this.message;
  }
}
