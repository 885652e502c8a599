// What a baked image holds.

export type Kind = "ob3" | "clr" | "ob2";

export interface Baked {
  readonly kind: Kind;
  readonly text: string;
}

/** The image, or the badge in it, cannot be read. */
export class BakeError extends Error {}
