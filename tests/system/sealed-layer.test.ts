import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clearSign, encryptTo, toBinaryKeys } from "../../src/openpgp/index.ts";
import { gpg, runner, type TestPerson } from "./sealed-kit.ts";
import { LIST, type SealedTestWorld, sealedWorld } from "./sealed-world.ts";

/** A sealed layer from its making to disclosure, through the command line, with real keys and real git. */

const SECRET = "CVE-2026-XXXX [heap overflow in the parser]\n\t- wget <unfixed>\n\tNOTE: embargo until Friday\n";
const NUMBERED = "CVE-2026-1000 [worse than it looked]\n\t[bookworm] - curl <unfixed>\n";
const GRANT = "--reason team --until 2099-01-01";

let world: SealedTestWorld;
let ada: TestPerson;
let ben: TestPerson;
let eve: TestPerson;
let layer: string;

beforeAll(async () => {
  world = await sealedWorld();
  ({ ada, ben, eve } = world);
  layer = join(world.root, "embargoed");
});

afterAll(() => world.close());

const run = (person: TestPerson, line: string, input?: string) => world.run(person, line, input);
const sealed = (person: TestPerson, line: string, input?: string) =>
  run(person, `sealed ${line} --sealed @embargoed`, input);
const status = (person: TestPerson, more = "") =>
  run(person, `tracker status --data @data --archive @indexes ${more}`.trim());
const bytesOf = (id: string) => readFile(join(layer, `issues/${id}.asc`));

async function add(person: TestPerson, text: string): Promise<string> {
  const { exit, out, err } = await sealed(person, "add", text);
  expect([exit, err]).toEqual([0, ""]);
  return out.trim();
}

async function done(answer: Promise<{ exit: number; out: string; err: string }>): Promise<string> {
  const { exit, out, err } = await answer;
  expect([exit, err.replace(/^sameday: .*\n/gm, "")]).toEqual([0, ""]);
  return out;
}

/** A file put there by hand, as somebody could who writes to the repository. */
async function plant(path: string, bytes: string | Uint8Array, message = "x"): Promise<void> {
  await writeFile(join(layer, path), bytes);
  await world.git(layer, "add", ".");
  await world.git(layer, "commit", "--quiet", "--message", message);
}

async function forge(author: TestPerson, text: string): Promise<string> {
  const signed = await clearSign(runner, { home: author.home, fingerprints: [author.fingerprint] }, text);
  const keys = toBinaryKeys(await readFile(ada.keyFile));
  return encryptTo(runner, { keys, fingerprints: [ada.fingerprint] }, Buffer.from(signed));
}

let first: string;
let second: string;

describe("making and reading", () => {
  test("only a full member makes one, in a repository of its own", async () => {
    expect((await sealed(eve, `init ${GRANT}`)).exit).toBe(3);
    expect((await run(ada, `sealed init ${GRANT} --sealed @data/inside`)).exit).toBe(3);
    expect((await sealed(ada, "init --reason team --until 2020-01-01")).exit).toBe(2);
    expect(await done(sealed(ada, `init ${GRANT}`))).toMatch(/^L-\d{9}, revision 1\nada +until 2099-01-01 {2}team\n$/);
    expect((await stat(layer)).mode & 0o777).toBe(0o700);
    expect((await sealed(ada, `init ${GRANT}`)).exit).toBe(3);
  });

  test("records go in by standard input, and commits say the id only", async () => {
    first = await add(ada, SECRET);
    second = await add(ada, NUMBERED);
    expect(first).toMatch(/^S-\d{9}$/);
    expect(await world.git(layer, "log", "--format=%B%an", "--reverse")).toBe(
      ["access", "ada Example", first, "ada Example", second, "ada Example"].join("\n"),
    );
    expect(await world.git(layer, "status", "--porcelain")).toBe("");
  });

  test("no file of the layer and no object of it holds a word of them, and files are of one size", async () => {
    const objects = (await world.git(layer, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")).split(
      "\n",
    );
    const contents = await Promise.all(objects.map((object) => world.git(layer, "cat-file", "-p", object)));
    // Three letters alone stand in armor by chance, once in thirty runs.
    for (const word of ["heap", "wget", "CVE-", "worse"]) expect(contents.join("\n")).not.toContain(word);
    const sizes = await Promise.all([first, second].map(async (id) => (await bytesOf(id)).length));
    expect(new Set(sizes).size).toBe(1);
  });

  test("show gives back what was sealed; list names it", async () => {
    const text = await done(sealed(ada, `show ${first}`));
    expect(text).toMatch(new RegExp(`^-- sealed ${first} in L-\\d{9}, revision 1, access 1\n`));
    expect(text.slice(text.indexOf("\n") + 1)).toBe(SECRET);
    expect(await done(sealed(ada, "list"))).toContain(`${first}  heap overflow in the parser  wget  ada,`);
    const listed = JSON.parse(await done(sealed(ada, "list --json")));
    expect(listed.issues.map((one: { name: string }) => one.name).sort()).toEqual(["CVE-2026-1000", first].sort());
  });

  test("what is no record is refused with its places, and nothing is written", async () => {
    const before = await world.git(layer, "rev-parse", "HEAD");
    const nothing = await sealed(ada, "add", "\n");
    expect([nothing.exit, nothing.err]).toEqual([2, expect.stringContaining("Nothing came on standard input")]);
    for (const text of [
      "hello\n",
      "CVE-2026-1\n\t- wget !\n",
      `${SECRET}${NUMBERED}`,
      "CVE-2026-XXXX [\u00fc]\n\t- wget 1\n",
    ]) {
      const { exit, err } = await sealed(ada, "add", text);
      expect(exit).toBe(2);
      expect(err).toMatch(/^standard input:\d+:\d+: error: /m);
    }
    expect((await sealed(ada, "add", "hello\n")).err).toContain("standard input:1:1: error: ");
    expect((await sealed(ada, "add", NUMBERED)).exit).toBe(3);
    expect(await world.git(layer, "rev-parse", "HEAD")).toBe(before);
  });

  test("an edit says from which revision it was made", async () => {
    const text = await done(sealed(ada, `show ${second}`));
    expect(await done(sealed(ada, `edit ${second}`, text.replace("<unfixed>", "<undetermined>")))).toBe(`${second}\n`);
    const late = await sealed(ada, `edit ${second}`, text);
    expect([late.exit, late.err]).toEqual([3, expect.stringContaining("revision 2")]);
    expect((await sealed(ada, `edit ${second}`, NUMBERED)).exit).toBe(2);
    const again = await done(sealed(ada, `show ${second}`));
    expect(again).toContain("revision 2, access 1");
    await done(sealed(ada, `edit ${second}`, again.replace("<undetermined>", "<unfixed>")));
  });
});

describe("answers", () => {
  test("a sealed layer lies over the data, and the same question without it has the same answer as before", async () => {
    const plain = await done(status(ada));
    const over = await done(status(ada, "--sealed @embargoed"));
    expect(plain).toContain("curl\tbookworm\tCVE-2026-1000\tvulnerable\t-\tnot yet assigned\tMinor issue\t\t-");
    expect(plain).not.toContain(first);
    expect(over).toContain(`wget\tbookworm\t${first}\tvulnerable\t-`);
    expect(over).toContain("curl\tbookworm\tCVE-2026-1000\tvulnerable\t-\tnot yet assigned\t-\t-\t-");
    expect(await done(status(ada))).toBe(plain);
    expect(await done(status(ada, `--sealed @embargoed --issue ${second}`))).toContain("CVE-2026-1000");
  });

  test("explain names the layer", async () => {
    const line = `tracker explain curl bookworm ${second} --data @data --archive @indexes --sealed @embargoed`;
    const text = await done(run(ada, line));
    expect(text).toContain("This line of the layer sealed counts: no fix yet.");
    expect(text).toContain(`sealed issues/${second}.asc:3: [bookworm] - curl <unfixed>`);
  });

  test("candidates are what is open and undecided", async () => {
    const rows = (await done(sealed(ada, "candidates --data @data --archive @indexes"))).trim().split("\n").sort();
    expect(rows).toEqual(
      [
        `${first}\t${first}\twget\tbookworm\tvulnerable`,
        `${first}\t${first}\twget\tsid\tvulnerable`,
        `${second}\tCVE-2026-1000\tcurl\tbookworm\tvulnerable`,
      ].sort(),
    );
  });

  test("work views lie over it: what is under embargo stands in its place and says its sealed name", async () => {
    const view = async (words: string) =>
      (await done(run(ada, `tracker view ${words} --data @data --archive @indexes`.replace("  ", " "))))
        .split("\n")
        .filter(Boolean);
    const plain = await view("candidates");
    expect(plain).toEqual(["CVE-2026-3000\twget\tbookworm\tvulnerable\t-\t-"]);
    expect((await view("candidates --sealed @embargoed")).sort()).toEqual(
      [
        `${plain[0]}\t-`,
        `${first}\twget\tbookworm\tvulnerable\t-\t-\t${first}`,
        `CVE-2026-1000\tcurl\tbookworm\tvulnerable\t-\t-\t${second}`,
      ].sort(),
    );
    expect(await view("no-dsa")).toEqual(["CVE-2026-1000\tcurl\tbookworm\tvulnerable\tno-dsa\t-"]);
    expect(await view("no-dsa --sealed @embargoed")).toEqual([]);
    expect(await view("unreported --sealed @embargoed")).toEqual([`${first}\twget\tsid\tvulnerable\t-\t-\t${first}`]);
    const json = JSON.parse((await view("candidates --sealed @embargoed --json")).join("\n"));
    expect(json.map(({ sealed: id }: { sealed: string | null }) => id).sort()).toEqual([first, second, null].sort());
    const counted = async (words: string) => /^ *(\d+) {2}candidates /m.exec((await view(words)).join("\n"))?.[1];
    expect([await counted(""), await counted("--sealed @embargoed")]).toEqual(["1", "3"]);
    expect(await view("candidates")).toEqual(plain);
  });

  test("so do lineages and copies, and nobody else opens them", async () => {
    await writeFile(join(world.data, "package-lineages"), "oldget wget\n");
    await writeFile(join(world.data, "embedded-code-copies"), "---BEGIN\nwget\n\t- curl <unfixed> (embed)\n");
    const both = async (words: string) => {
      const line = `tracker ${words} --data @data --archive @indexes`;
      return [await done(run(ada, line)), await done(run(ada, `${line} --sealed @embargoed`))] as const;
    };
    const [plain, over] = await both("copies --package wget --release sid");
    expect(plain).not.toContain(first);
    expect(over).toContain(`${first}  wget in curl  sid`);
    expect((await both("lineages")).map((text) => text.includes("S-"))).toEqual([false, false]);
    const closed = await run(ben, "tracker view candidates --data @data --archive @indexes --sealed @embargoed");
    expect([closed.out.includes("CVE-2026-1000"), closed.err.includes("No key of yours opens it.")]).toEqual([
      false,
      true,
    ]);
    await rm(join(world.data, "package-lineages"));
    await rm(join(world.data, "embedded-code-copies"));
  });

  test("nothing else goes with it: Debian's answers, the past", async () => {
    expect((await status(ada, "--sealed @embargoed --as-debian")).exit).toBe(2);
    expect((await status(ada, "--sealed @embargoed --at HEAD")).exit).toBe(2);
    expect((await run(ada, "tracker status --data @data --archive @indexes --sealed @data")).exit).toBe(2);
  });

  test("whoever has no access opens nothing", async () => {
    const { exit, out, err } = await sealed(ben, "list");
    expect([exit, out]).toEqual([1, ""]);
    expect(err).toContain("No key of yours opens it.");
    expect(await done(status(ben))).toBe(await done(status(ada)));
    expect((await sealed(ben, "add", SECRET)).exit).toBe(3);
  });
});

describe("access", () => {
  test("given, it opens what is there; authors' signatures stay", async () => {
    expect(await done(sealed(ada, `access add ben ${GRANT}`))).toContain("2 files sealed anew.");
    expect((await sealed(ada, `access add nobody ${GRANT}`)).exit).toBe(1);
    expect(await done(sealed(ben, `show ${first}`))).toContain("heap overflow");
    expect(await done(sealed(ben, "list"))).toMatch(/ ada, .*\n.* ada, /);
    expect((await sealed(ben, `access remove ben`)).exit).toBe(3);
  });

  test("taken away, it opens nothing new; what the person wrote is signed by whoever took it away", async () => {
    const theirs = await add(ben, "CVE-2026-2000 [by ben]\n\t- curl <undetermined>\n");
    const removed = await done(sealed(ada, "access remove ben"));
    expect(removed).toContain(`Signed by you now: ${theirs}.`);
    expect((await sealed(ben, "list")).out).toBe("");
    const listed = JSON.parse(await done(sealed(ada, "list --json")));
    expect(listed.setAside).toEqual([]);
    expect(listed.issues.map((one: { author: string }) => one.author)).toEqual(["ada", "ada", "ada"]);
    expect(await done(sealed(ada, "check --data @data"))).toBe("0 errors, 0 warnings.\n");
  });

  test("the list counts only when a full member has signed it", async () => {
    const before = await readFile(join(layer, "access.asc"));
    const text = (await gpg(ada.home, ["--decrypt"], before)).toString();
    const forged = `${text}\nPerson: eve\nReason: me too\nUntil: 2099-01-01\n`;
    await plant("access.asc", await clearSign(runner, { home: eve.home, fingerprints: [eve.fingerprint] }, forged));
    expect(await sealed(ada, "add", SECRET)).toMatchObject({ exit: 3, err: expect.stringContaining("full member") });
    await plant("access.asc", before.toString().replace("Person: ada", "Person: eve"));
    expect(await sealed(ada, "list")).toMatchObject({ exit: 3, err: expect.stringContaining("altered") });
    await world.git(layer, "reset", "--quiet", "--hard", "HEAD~2");
  });

  test("an older list put back is noticed, and nothing is sealed under it", async () => {
    const old = await world.git(layer, "rev-list", "--reverse", "HEAD", "--", "access.asc");
    const withBen = await world.git(layer, "show", `${old.split("\n")[1]}:access.asc`);
    await plant("access.asc", `${withBen}\n`);
    expect(await sealed(ada, "add", SECRET)).toMatchObject({ exit: 4, err: expect.stringContaining("put back") });
    expect(await sealed(ada, "check")).toMatchObject({ exit: 1, err: expect.stringContaining("[sealed-put-back]") });
    await world.git(layer, "reset", "--quiet", "--hard", "HEAD~1");
  });
});

describe("records that somebody without right put there are set aside, and the rest is answered", () => {
  const head = async (id = "S-000000001") =>
    (await done(sealed(ada, `show ${first}`))).split("\n")[0]?.replace(first, id) ?? "";
  const encrypted = async (to: TestPerson, text: string) =>
    gpg(to.home, ["--armor", "--trust-model", "always", "-r", to.fingerprint, "--encrypt"], text);
  // Of two records about one issue that with the lower name counts.
  const last = "S-999999999";
  const again = "CVE-2026-1000 [again]\n\t- curl 9\n";
  const cases: readonly [string, string, string, () => Promise<string | Uint8Array>][] = [
    [
      "by a signer without access",
      "sealed-signer",
      "S-000000001",
      async () => forge(eve, `${await head()}\n${SECRET}`),
    ],
    ["by one who had access", "sealed-signer", "S-000000001", async () => forge(ben, `${await head()}\n${SECRET}`)],
    ["copied from another name", "sealed-form", "S-000000001", () => bytesOf(first)],
    ["without signature", "sealed-signature", "S-000000001", async () => encrypted(ada, `${await head()}\n${SECRET}`)],
    ["for nobody here", "sealed-unreadable", "S-000000001", () => encrypted(eve, SECRET)],
    ["in plain text", "sealed-unreadable", "S-000000001", async () => SECRET],
    ["about an issue that has one", "sealed-duplicate", last, async () => forge(ada, `${await head(last)}\n${again}`)],
    [
      "of another layer",
      "sealed-form",
      "S-000000001",
      async () => forge(ada, `${(await head()).replace(/L-\d+/, "L-000000000")}\n${SECRET}`),
    ],
  ];

  test.each(cases)("%s", async (_, code, name, bytes) => {
    const text = await bytes();
    const over = await done(status(ada, "--sealed @embargoed"));
    await plant(`issues/${name}.asc`, text);
    const answer = await status(ada, "--sealed @embargoed");
    expect(answer).toMatchObject({
      exit: 0,
      out: over,
      err: expect.stringContaining(`issues/${name}.asc:1:1: error: `),
    });
    expect(answer.err).toContain(`[${code}]`);
    expect((await sealed(ada, "check")).exit).toBe(1);
    await world.git(layer, "reset", "--quiet", "--hard", "HEAD~1");
  });

  test("and an older state of a record that was put back is noticed", async () => {
    const versions = (await world.git(layer, "rev-list", "HEAD", "--", `issues/${second}.asc`)).split("\n");
    await plant(
      `issues/${second}.asc`,
      `${await world.git(layer, "show", `${versions.at(-1)}:issues/${second}.asc`)}\n`,
    );
    expect(await sealed(ada, "check")).toMatchObject({ exit: 1, err: expect.stringContaining("[sealed-put-back]") });
    await world.git(layer, "reset", "--quiet", "--hard", "HEAD~1");
  });
});

describe("disclosure", () => {
  test("is refused over changes that nobody committed, and changes nothing", async () => {
    const head = await world.git(layer, "rev-parse", "HEAD");
    await writeFile(join(world.data, "CVE/list"), `${LIST}CVE-2025-1\n\tRESERVED\n`);
    expect(await sealed(ada, `disclose ${first} --data @data`)).toMatchObject({ exit: 3 });
    await writeFile(join(world.data, "CVE/list"), LIST);
    expect(await world.git(layer, "rev-parse", "HEAD")).toBe(head);
    expect(await world.git(world.data, "log", "--format=%s")).toBe("The lists");
  });

  test("is refused where a commit of somebody says that it was done, and a mere mention is nothing", async () => {
    const head = await world.git(layer, "rev-parse", "HEAD");
    const forged = `Disclose CVE-2026-1000\n\nSealed: ${second}`;
    await world.git(world.data, "commit", "--quiet", "--allow-empty", "--message", forged);
    const answer = await sealed(ada, `disclose ${second} --data @data`);
    expect(answer).toMatchObject({ exit: 3, err: expect.stringContaining("has no such record") });
    await world.git(world.data, "commit", "--quiet", "--amend", "--allow-empty", "--message", `See Sealed: ${second}`);
    expect(await sealed(ada, `disclose ${second} --data @data --as CVE-2026-1`)).toMatchObject({ exit: 3 });
    expect(await world.git(layer, "rev-parse", "HEAD")).toBe(head);
    await world.git(world.data, "reset", "--quiet", "--hard", "HEAD~1");
  });

  test("moves the records in one commit and leaves tombstones that look like records", async () => {
    const over = (await done(status(ada, "--sealed @embargoed"))).replaceAll(first, "CVE-2026-4000");
    const size = (await bytesOf(first)).length;
    const one = await done(sealed(ada, `disclose ${first} --as CVE-2026-4000 --data @data`));
    expect(one).toMatch(new RegExp(`^${first} is CVE-2026-4000 in [0-9a-f]{40}\\.\n$`));
    const rest = (await done(sealed(ada, "list"))).split("\n").flatMap((line) => /^S-\d+/.exec(line)?.[0] ?? []);
    await done(sealed(ada, `disclose ${rest.join(" ")} --data @data`));
    expect(await readFile(join(world.data, "CVE/list"), "utf8")).toBe(
      `CVE-2026-4000 [heap overflow in the parser]\n\t- wget <unfixed>\n\tNOTE: embargo until Friday\n${LIST}`
        .replace("CVE-2026-2000\n\tRESERVED\n", "CVE-2026-2000 [by ben]\n\tRESERVED\n\t- curl <undetermined>\n")
        .replace("[bookworm] - curl <no-dsa> (Minor issue)", "[bookworm] - curl <unfixed>"),
    );
    expect(await world.git(world.data, "log", "--format=%s|%an")).toMatch(
      /^Disclose CVE-2026-\d000 CVE-2026-\d000\|ada Example\nDisclose CVE-2026-4000\|ada Example\nThe lists\|Somebody$/,
    );
    expect(await world.git(world.data, "status", "--porcelain")).toBe("");
    expect((await done(status(ada))).split("\n").sort()).toEqual(over.split("\n").sort());
    expect(await done(status(ada, "--sealed @embargoed"))).toBe(await done(status(ada)));
    expect((await bytesOf(first)).length).toBe(size);
    expect(await done(sealed(ada, "list"))).toBe("");
    expect(await done(sealed(ada, "list --all"))).toContain(`${first}  disclosed as CVE-2026-4000`);
  });

  test("done again it does nothing", async () => {
    const heads = async () => Promise.all([layer, world.data].map((one) => world.git(one, "rev-parse", "HEAD")));
    const before = await heads();
    await done(sealed(ada, `disclose ${first} --data @data`));
    expect(await heads()).toEqual(before);
    expect((await sealed(ada, `edit ${first}`, await done(sealed(ada, `show ${first}`)))).exit).toBe(3);
  });

  test("no scratch file is left", async () => {
    for (const directory of [layer, world.data]) {
      const left = (await readdir(directory, { recursive: true })).filter((path) =>
        /partial$|\.index$|plain/.test(path),
      );
      expect(left).toEqual([]);
    }
  });
});
