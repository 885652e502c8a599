// The badge's image with the credential in it, made when the earner asks for it: a light award keeps no such file.

import { bake } from "../../openbadges/images/baking.js";

/** Lets the link to a class's image give that image with the credential baked in; the label says so. */
export function bakeInto(link: HTMLAnchorElement, credential: string, label: string): void {
  link.textContent = label;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    void give(link, credential);
  });
}

/** Hands the baked image over as a file; where it cannot be made, the browser follows the link. */
async function give(link: HTMLAnchorElement, credential: string): Promise<void> {
  try {
    const answer = await fetch(link.href);
    const image = new Uint8Array(await answer.arrayBuffer());
    const type = answer.headers.get("content-type") ?? "";
    const address = URL.createObjectURL(new Blob([bake(image, credential) as Uint8Array<ArrayBuffer>], { type }));
    const made = document.createElement("a");
    [made.href, made.download] = [address, new URL(link.href).pathname.split("/").at(-1) ?? ""];
    made.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch {
    location.assign(link.href);
  }
}
