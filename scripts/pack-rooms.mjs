// Packs compiled rooms into one file each, and one for each part that is loaded later: to find its two hundred files takes a
// command longer than to run them. Other rooms stay files of their own, as each exists once in a process.
//
//   node scripts/pack-rooms.mjs DIST
import { readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { rolldown } from "rolldown";

const [, , dist = "dist"] = process.argv;

/**
 * `copies`: rooms of functions alone, of which a copy does no harm; what is not used of them is left out.
 * `packages`: libraries that nobody else loads.
 */
const ROOMS = [
  { name: "tracker", copies: [], packages: [] },
  { name: "audit", copies: ["debian"], packages: ["acorn", "saxes", "xmlchars", "yaml"] },
];

for (const { name, copies, packages } of ROOMS) {
  const room = path.resolve(dist, name);
  const folders = [name, ...copies].map((each) => path.resolve(dist, each) + path.sep);
  const isInside = (id, importer) => {
    if (importer?.includes(`${path.sep}node_modules${path.sep}`)) return true;
    const file = path.resolve(path.dirname(importer ?? room), id);
    return folders.some((folder) => file.startsWith(folder));
  };
  // Packages have names instead of paths.
  const isPacked = (id) => packages.some((each) => id === each || id.startsWith(`${each}/`));
  const packed = await rolldown({
    input: path.join(room, "index.js"),
    platform: "node",
    external: (id, importer) => {
      if (path.isAbsolute(id)) return false;
      return id.startsWith(".") ? !isInside(id, importer) : !isPacked(id);
    },
    // What copies bring along that nobody here asks for is not loaded.
    ...(copies.length > 0 ? { treeshake: { moduleSideEffects: false } } : {}),
  });
  const { output } = await packed.generate({ dir: room, format: "esm" });
  await packed.close();
  for (const entry of await readdir(room)) await rm(path.join(room, entry), { recursive: true });
  for (const { fileName, code } of output) await writeFile(path.join(room, fileName), code);
}
