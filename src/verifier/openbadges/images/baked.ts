// A credential found in an image, and the limits on reading images.

export type Kind = "ob3" | "clr" | "ob2";

export interface Baked {
  readonly kind: Kind;
  readonly text: string;
}

/** We cannot read the image, or the badge in it. */
export class BakeError extends Error {}
