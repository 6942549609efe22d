import { execFile } from "node:child_process";
import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SealedTestWorld, sealedWorld } from "./sealed-world.ts";

/**
 * Whoever is told of a commit to a sealed layer is told ids and nothing else: by its subject, by a hook of its host that mails
 * whatever git shows, by what a push and a fetch print, by reflogs, and by every file that git keeps.
 */

const TITLE = "heap overflow in the frobnicator";
const RECORD = `CVE-2026-XXXX [${TITLE}]\n\t- wget <unfixed>\n\tNOTE: embargo until Friday\n`;
const NUMBERED = "CVE-2026-1000 [worse than it looked]\n\t[bookworm] - curl <unfixed>\n";
/** None of these is the name of a person, of git or of OpenPGP. */
const CANARIES = ["CVE-", "XXXX", "overflow", "frobnicator", "wget", "curl", "bookworm", "worse", "Friday", "unfixed"];
const GRANT = "--reason team --until 2099-01-01";

/** What hosts' scripts have been sending to mailing lists for twenty years: everything that git says about what came. */
const HOOK = `#!/bin/sh
while read old new ref; do
  echo "$ref was updated from $old to $new"
  git rev-list --pretty --stat --patch --no-show-signature "$new"
  git log --patch --stat --summary --raw --format=fuller "$new"
  git log --patch --text --no-textconv --binary --format=%B%N%an%ae%cn%ce "$new"
  git format-patch --root --stdout "$new"
  git shortlog -sne "$new"
  git show --stat --patch "$new"
done | tee -a hook-said
`;

let world: SealedTestWorld;
let layer: string;
let host: string;
let printed = "";
const ids: string[] = [];

const sealed = async (line: string, input = ""): Promise<string> => {
  const { exit, out } = await world.run(world.ada, `sealed ${line} --sealed @embargoed`, input);
  expect(exit).toBe(0);
  return out;
};

async function push(): Promise<void> {
  const { stdout, stderr } = await pushed();
  printed += stdout + stderr;
}

/** Both outputs of git: what a hook prints comes back as the other side's words. */
async function pushed(): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const env = { ...process.env, HOME: join(world.root, "person") };
  return promisify(execFile)("git", ["-C", layer, "push", "--verbose", host, "main"], { env, maxBuffer: 1 << 26 });
}

/** Without messages, armored or as git's binary patches: they are random letters, four of which may be anybody's. */
function readable(text: string): string {
  return text
    .replace(/-----BEGIN PGP MESSAGE-----[\s\S]*?-----END PGP MESSAGE-----/g, "")
    .replace(/^(?:remote: )?(?:literal|delta) \d+ *\n(?:(?:remote: )?[A-Za-z][!-~]+ *\n)+/gm, "");
}

beforeAll(async () => {
  world = await sealedWorld();
  layer = join(world.root, "embargoed");
  host = join(world.root, "host.git");
  await world.git(world.root, "init", "--quiet", "--bare", "--initial-branch", "main", host);
  await writeFile(join(host, "hooks/post-receive"), HOOK);
  await chmod(join(host, "hooks/post-receive"), 0o755);
  await sealed(`init ${GRANT}`);
  for (const record of [RECORD, NUMBERED]) {
    ids.push((await sealed("add", record)).trim());
    await push();
  }
  const text = await sealed(`show ${ids[0]}`);
  await sealed(`edit ${ids[0]}`, text.replace("<unfixed>", "<undetermined>"));
  await sealed(`access add ben ${GRANT}`);
  await push();
  await sealed(`disclose ${ids.join(" ")} --data @data`.replace(ids[0] as string, "").replace("  ", " "));
  await sealed(`disclose ${ids[0]} --as CVE-2026-4000 --data @data`);
  await push();
}, 300_000);

afterAll(() => world.close());

test("every subject is an id, some ids, or the word that access changed, and no commit says more", async () => {
  const messages = (await world.git(layer, "log", "--format=%B%x00", "--reverse")).split("\0").map((one) => one.trim());
  const [first, second] = ids;
  expect(messages).toEqual(["access", first, second, first, "access", second, first, ""]);
});

test("a hook that sends all that git shows sends ids, names of people and times", async () => {
  const mail = await readFile(join(host, "hook-said"), "utf8");
  for (const id of ids) expect(mail).toContain(id);
  for (const word of CANARIES) expect(readable(mail)).not.toContain(word);
  expect(printed).toContain("was updated from");
  for (const word of CANARIES) expect(readable(printed)).not.toContain(word);
});

test("no file that git keeps on either side holds a word of a record: reflogs, packed things, leftovers", async () => {
  let looked = 0;
  for (const directory of [join(layer, ".git"), host]) {
    for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || /\.(?:sample|pack)$|\/objects\//.test(path)) continue;
      const text = await readFile(path, "latin1");
      looked += 1;
      for (const word of CANARIES) expect(readable(text), path).not.toContain(word);
    }
  }
  expect(looked).toBeGreaterThan(10);
  const reflog = await world.git(layer, "reflog", "--format=%gs");
  expect(reflog.split("\n").every((line) => /^commit: (?:access|S-\d{9}(?: S-\d{9})*)$/.test(line))).toBe(true);
});

test("whoever fetches is told of revisions alone", async () => {
  const clone = join(world.root, "clone");
  await world.git(world.root, "clone", "--quiet", host, clone);
  const said = await world.git(clone, "fetch", "--verbose", "--dry-run", "origin");
  for (const word of CANARIES) expect(said).not.toContain(word);
});

test("the public commit of a disclosure is the first that ties an id to a name", async () => {
  const log = await world.git(world.data, "log", "--format=%B", "--reverse");
  expect(log.split("\n").filter(Boolean)).toEqual([
    "The lists",
    "Disclose CVE-2026-1000",
    `Sealed: ${ids[1]}`,
    "Disclose CVE-2026-4000",
    `Sealed: ${ids[0]}`,
  ]);
});
