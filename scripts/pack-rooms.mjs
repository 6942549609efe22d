// Packs compiled rooms into one file each, and one for each part that is loaded later: to find its two hundred files takes a
// command longer than to run them. Other rooms stay files of their own, as each exists once in a process.
//
//   node scripts/pack-rooms.mjs DIST
import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const [, , dist = "dist"] = process.argv;

/**
 * `copies`: rooms of functions alone, of which a copy does no harm; what is not used of them is left out.
 * `packages`: libraries that nobody else loads.
 * `warmUp`: the room is kept as V8 compiled it, too, after this has run what is used most; see src/system/cached-script.ts.
 */
const ROOMS = [
  { name: "kernel", copies: [], packages: [] },
  { name: "system", copies: [], packages: [] },
  { name: "distribution", copies: [], packages: ["toml-eslint-parser", "eslint-visitor-keys"] },
  { name: "tracker", copies: ["debian"], packages: [], warmUp: trackerExamples },
  { name: "audit", copies: ["debian"], packages: ["acorn", "saxes", "xmlchars", "yaml"], warmUp: auditFixtures },
];

for (const { name, copies, packages, warmUp } of ROOMS) {
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
    // Everything but the parts that are loaded later is in one file, and they find it there.
    ...(warmUp ? { preserveEntrySignatures: "allow-extension" } : {}),
  });
  const { output } = await packed.generate({ dir: room, format: "esm" });
  await packed.close();
  for (const entry of await readdir(room)) await rm(path.join(room, entry), { recursive: true });
  for (const { fileName, code } of output) await writeFile(path.join(room, fileName), code);
  if (warmUp) await keepCompiled(room, warmUp);
}
await packStart(path.resolve(dist, "cli"));

/**
 * Puts what every command begins with, the audit's command and the library that parses words into one file. The files that
 * it was made of stay as doors to it, since other commands ask for them by name.
 */
async function packStart(room) {
  const isOfStart = (name) =>
    /^(?:index|style|printable|progress\/.*|frame\/(?!own-keyring).*|desk\/session)\.js$/.test(name) ||
    /^(?:commands\/(?:registry|audit|audit-(?:record|rules|waive))|audit\/(?:run-audit|optimise-late|schedule-text))\.js$/.test(
      name,
    );
  const names = (await readdir(room, { recursive: true }))
    .filter(isOfStart)
    .map((name) => name.slice(0, -".js".length));
  const files = new Map(names.map((name) => [path.join(room, `${name}.js`), name]));
  const packed = await rolldown({
    input: Object.fromEntries(names.map((name) => [name, path.join(room, `${name}.js`)])),
    platform: "node",
    external: (id, importer) => {
      if (path.isAbsolute(id) || importer?.includes(`${path.sep}node_modules${path.sep}`)) return false;
      return id.startsWith(".") ? !files.has(path.resolve(path.dirname(importer), id)) : id !== "commander";
    },
    // Each of its files is a door, whoever asks for it later.
    checks: { ineffectiveDynamicImport: false },
  });
  // As deep as the file that says where the program's own folder is.
  const codeSplitting = { groups: [{ name: "frame/start", test: () => true }] };
  const { output } = await packed.generate({ dir: room, chunkFileNames: "[name].js", codeSplitting });
  await packed.close();
  for (const { fileName, code } of output) await writeFile(path.join(room, fileName), code);
}

/** Makes a script of a room's module, which V8 can be given as it compiled it, and puts a module in front that runs it. */
async function keepCompiled(room, warmUp) {
  const index = path.join(room, "index.js");
  const whole = await rolldown({ input: index, platform: "node", external: (id) => id !== index });
  const { output } = await whole.generate({ dir: room, format: "cjs" });
  await whole.close();
  const [{ code, imports, dynamicImports, exports }] = output;
  const parts = code.split('import("');
  const asked = new Set(parts.slice(1).map((part) => part.slice(0, part.indexOf('"'))));
  if (asked.size !== dynamicImports.length) throw new Error(`${room}: what is loaded later was not found in its code.`);
  const file = path.join(room, "room.cjs");
  await writeFile(file, asciiOnly(parts.join('importLater("')));
  const rooms = imports.filter((id) => id.startsWith("."));
  const front = [
    'import { fileURLToPath } from "node:url";',
    'import { runCachedScript } from "../system/index.js";',
    ...rooms.map((id, at) => `import * as room${at} from ${JSON.stringify(id)};`),
    `const modules = { ${rooms.map((id, at) => `${JSON.stringify(id)}: room${at}`).join(", ")} };`,
    'const file = fileURLToPath(new URL("room.cjs", import.meta.url));',
    "const script = runCachedScript(file, { modules, later: (id) => import(id) });",
    `export const { ${exports.join(", ")} } = script.exports;`,
  ];
  await writeFile(index, `${front.join("\n")}\n`);

  const { cacheOf, runCachedScript } = await import(pathToFileURL(path.resolve(dist, "system/index.js")));
  const modules = {};
  for (const id of rooms) modules[id] = await import(pathToFileURL(path.resolve(room, id)));
  const never = () => Promise.reject(new Error("Nothing is loaded later while the room is packed."));
  const script = runCachedScript(file, { modules, later: never });
  await warmUp(script.exports);
  await writeFile(cacheOf(file), script.compiled());
}

/** V8 reads a text of ASCII in a tenth of the time; what is none stands in texts, patterns and comments alone. */
function asciiOnly(code) {
  if (/\\[^\0-\x7f]|String\.raw`[^`]*[^\0-\x7f]/.test(code))
    throw new Error("There is a text that ASCII cannot write.");
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The small trees that every rule of the audit is tested with: as they stand, and as changes of one file. */
async function auditFixtures({ audit, answerOf, jsonReport }) {
  const rules = path.resolve("src/audit/rules");
  const trees = (await readdir(rules, { recursive: true })).filter((name) => /\/fixtures\/[^/]+$/.test(name));
  for (const tree of trees) {
    const folder = path.join(rules, tree);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const first = entries.find((entry) => entry.isFile());
    const file = first && path.relative(folder, path.join(first.parentPath, first.name));
    const runs = [
      {},
      { base: "HEAD", processes: gitOf({ added: file }) },
      { base: "HEAD", processes: gitOf({ file }) },
    ];
    for (const run of runs) {
      const report = await audit({ path: folder, scope: "tree", rules: [], processes: gitOf({}), ...run });
      jsonReport(answerOf(report, { file: "", value: [], problems: [] }, { rules: [], addedAlone: "base" in run }));
    }
  }
}

/** Answers as git does in a checkout that has one more file than its revision, or one with another text. Nothing is started. */
function gitOf({ added, file }) {
  const id = "0123456789".repeat(4);
  const answers = {
    "ls-files": added ? `${added}\0` : "",
    "diff-index": file ? `:100644 100644 ${id} ${"0".repeat(40)} M\0${file}\0` : "",
    "cat-file": `${id} blob 5\nwords\n`,
  };
  return {
    run: async ({ argv }) => ({
      exitCode: 0,
      stdout: Buffer.from(answers[argv[2]] ?? ""),
      stderr: "",
      milliseconds: 0,
    }),
  };
}

/** The tracker data that a checkout brings along, answered as `tracker status` answers; without it a start takes longer. */
async function trackerExamples(tracker) {
  if (!existsSync("examples/derivative")) return;
  const { loadTracker, readIndexDirectory, packSources, unpackSources, packagesNamed, createSupportFacts } = tracker;
  const layers = ["debian", "derivative"].map((name) => ({
    name,
    directory: path.resolve("examples", name, "tracker"),
  }));
  const loaded = await loadTracker(layers);
  const versions = await readIndexDirectory(path.resolve("examples/derivative/indexes"));
  const sources = unpackSources(packSources(versions), packagesNamed(loaded));
  const judge = tracker.createDpkgJudge(createSupportFacts(loaded, [], new Date(0)));
  for (const verdict of tracker.verdictsInOrder(loaded, sources, judge)) tracker.statusRow(verdict, loaded, judge);
}
