// Copies the fonts named in fonts.json ("package/file", as installed) and their licences into one flat folder.

import { copyFile, mkdir, readFile } from "node:fs/promises";
import path from "node:path";

/** Returns the copied fonts' paths below `home`. */
export async function copyFonts(home, out) {
  const wanted = JSON.parse(await readFile(path.join(home, "fonts.json"), "utf8"));
  await mkdir(out, { recursive: true });
  const copied = [];
  for (const file of wanted) {
    const source = path.join("node_modules", file);
    const [scope, name] = file.split("/");
    await copyFile(path.join(home, source), path.join(out, path.basename(file)));
    const licence = path.join(home, "node_modules", scope, name, "LICENSE");
    await copyFile(licence, path.join(out, `LICENSE-${name}.txt`));
    copied.push(source);
  }
  return copied;
}
