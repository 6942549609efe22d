// Packs the compiled tracker room into one file: to find its two hundred takes each command longer than to run them.
// Other rooms stay files of their own, as each exists once in a process.
//
//   node scripts/pack-tracker.mjs DIST
import { readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { rolldown } from "rolldown";

const [, , dist = "dist"] = process.argv;
const room = path.resolve(dist, "tracker");
const isInside = (id, importer) => path.resolve(path.dirname(importer ?? room), id).startsWith(room + path.sep);

const packed = await rolldown({
  input: path.join(room, "index.js"),
  platform: "node",
  // Packages have names instead of paths.
  external: (id, importer) => !path.isAbsolute(id) && (!id.startsWith(".") || !isInside(id, importer)),
});
const { output } = await packed.generate({ dir: room, format: "esm" });
await packed.close();
for (const name of await readdir(room)) await rm(path.join(room, name), { recursive: true });
for (const { fileName, code } of output) await writeFile(path.join(room, fileName), code);
