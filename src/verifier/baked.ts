// What a baked image holds.

export type Kind = "ob3" | "clr" | "ob2";

export interface Baked {
  readonly kind: Kind;
  readonly text: string;
}

export const MAX_IMAGE = 64 * 1024 * 1024;
export const MAX_TEXT = 4 * 1024 * 1024;
export const MAX_TEXTS = 100;

/** The image, or the badge in it, cannot be read. */
export class BakeError extends Error {}
