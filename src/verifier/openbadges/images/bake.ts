// Reads the credentials out of a badge's image (Open Badges 3.0 §5.3, Open Badges 2.0 Baking).

import type { Baked } from "./baked.js";
import { isPng, unbakePng } from "./png.js";

/** Every credential in an image, in file order. Throws BakeError. */
export async function unbakeAll(image: Uint8Array): Promise<Baked[]> {
  if (isPng(image)) {
    return unbakePng(image);
  }
  const { unbakeSvg } = await import("./svg.js");
  return unbakeSvg(image);
}
