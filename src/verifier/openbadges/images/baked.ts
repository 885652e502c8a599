// A credential found in an image, and the limits on reading images.

export type Kind = "ob3" | "clr" | "ob2";

export interface Baked {
  readonly kind: Kind;
  readonly text: string;
}

export const MAX_IMAGE = 64 * 1024 * 1024;
export const MAX_TEXT = 4 * 1024 * 1024;
export const MAX_TEXTS = 100;
/** Chunks of a PNG, and elements, attributes and namespaces of an SVG: ten times what large ones have. */
export const MAX_CHUNKS = 100_000;
export const MAX_PARTS = 500_000;

/** We cannot read the image, or the badge in it. */
export class BakeError extends Error {}
