import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProcessRunner, systemClock } from "../../src/system/index.ts";
import { createGitHistory, dataEdit, landEdit, readCveSource } from "../../src/tracker/index.ts";
import { type DataRepository, dataRepository } from "./tracker-land-kit.ts";

/** What somebody who can commit to tracker data, and no more, puts into it to get at the machine of who edits them. */

const runner = createProcessRunner("/nonexistent");
const ADA = { name: "Ada Lovelace", email: "ada@example.org" };

let root: string;
let repository: DataRepository;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sameday-hostile-"));
  repository = await dataRepository(join(root, "work"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const addNote = () =>
  landEdit({
    runner,
    directory: repository.data,
    person: ADA,
    clock: systemClock,
    edit: dataEdit(
      { act: "add-note", issue: "CVE-2026-2000", text: "hello" },
      { name: ADA.name, today: systemClock.now() },
    ),
  });

const missing = async (path: string): Promise<boolean> =>
  readFile(path).then(
    () => false,
    () => true,
  );

/** Files that git takes for a repository, with settings of whoever put them there. */
async function plantRepository(directory: string, settings: string): Promise<void> {
  await cp(join(root, "work", ".git"), directory, { recursive: true });
  await writeFile(join(directory, "config"), `[core]\n\trepositoryformatversion = 1\n${settings}`);
}

test("a repository among the files of a commit is not taken for the data's own: its settings run nothing", async () => {
  const mark = join(root, "ran");
  await plantRepository(repository.data, `\tbare = false\n\tworktree = ..\n\tfsmonitor = "touch ${mark}; false"\n`);
  await expect(addNote()).rejects.toMatchObject({ message: expect.stringContaining("HEAD, objects and refs") });
  expect(await missing(mark)).toBe(true);
});

test("a file that is written grows under no link that a commit holds", async () => {
  const victim = join(root, "victim");
  await writeFile(victim, "of somebody else");
  await symlink(victim, join(repository.data, "CVE/list.partial"));
  await repository.git("add", "--all", ".");
  await repository.git("commit", "--quiet", "--message", "A link");
  await addNote();
  expect(await readFile(victim, "utf8")).toBe("of somebody else");
  expect(await readFile(join(repository.data, "CVE/list"), "utf8")).toContain("NOTE: hello");
});

test("a commit whose date no calendar has takes its turn, and hides nothing behind it", async () => {
  const commit = async (parent: string, text: string, date: string): Promise<string> => {
    await writeFile(join(repository.data, "CVE/list"), text);
    await repository.git("add", "--all", ".");
    const tree = await repository.git("write-tree");
    const said = `tree ${tree}\nparent ${parent}\nauthor A <a@x> ${date}\ncommitter A <a@x> ${date}\n\nx\n`;
    await writeFile(join(root, "commit"), said);
    const made = await repository.git("hash-object", "-t", "commit", "--literally", "-w", join(root, "commit"));
    await repository.git("update-ref", "HEAD", made);
    return made;
  };
  const first = await repository.git("rev-parse", "HEAD");
  const odd = await commit(first, "CVE-2026-1000 (x)\n\t- curl 1\n", "99999999999999999 +0000");
  const tomorrow = Math.floor(Date.now() / 1000) + 86_400;
  const last = await commit(odd, "CVE-2026-1000 (x)\n\t- curl 2\n", `${tomorrow} +0000`);
  const history = createGitHistory(runner, repository.data);
  const found = await history.commits();
  expect(found.map((one) => [one.commit, one.committed.toISOString().length])).toEqual([
    [first, 24],
    [odd, 24],
    [last, 24],
  ]);
  expect(await history.commitBefore(new Date((tomorrow + 1) * 1000), systemClock.now())).toBe(last);
});

/** A repository that lacks an object and says where it can be had; asking there would run a program. */
async function plantPromise(directory: string, mark: string, object: string): Promise<void> {
  const remote = `[remote "origin"]\n\turl = ${root}\n\tpromisor = true\n\tuploadpack = "touch ${mark}; false"\n`;
  await plantRepository(directory, `\tbare = true\n[extensions]\n\tpartialClone = origin\n${remote}`);
  await rm(join(directory, "objects", object.slice(0, 2), object.slice(2)));
}

test("what a history lacks is not fetched from where its settings say", async () => {
  const mark = join(root, "fetched");
  const object = await repository.git("rev-parse", "HEAD:./CVE/list");
  await mkdir(join(root, "other"));
  await plantPromise(join(root, "other", ".git"), mark, object);
  const history = createGitHistory(runner, join(root, "other"));
  await expect(history.blobs([object], () => undefined)).rejects.toMatchObject({ code: "INPUT_INVALID" });
  expect(await missing(mark)).toBe(true);
});

test("nor what a source of CVE records lacks, which may be bare", async () => {
  const mark = join(root, "fetched");
  await writeFile(join(repository.data, "CVE-2026-1000.json"), "{}");
  await repository.git("add", "--all", ".");
  await repository.git("commit", "--quiet", "--message", "A record");
  const source = join(root, "source.git");
  await plantPromise(source, mark, await repository.git("rev-parse", "HEAD:./CVE-2026-1000.json"));
  await readCveSource({ processes: runner, source, before: undefined }).catch(() => undefined);
  expect(await missing(mark)).toBe(true);
});

/** Attributes of the data, and what they name defined in the settings of whoever edits, as git-lfs is on many machines. */
async function plantAttributes(mark: string, forms: string): Promise<void> {
  const { data, git } = repository;
  await writeFile(join(data, ".gitattributes"), `list ${forms}\n`);
  await git("add", ".gitattributes");
  await git("commit", "--quiet", "--message", "Attributes");
  for (const kind of ["clean", "smudge"]) await git("config", `filter.other.${kind}`, `touch ${mark}; tr a-z A-Z`);
  await git("config", "filter.other.required", "true");
}

test.each(["filter=other", "text eol=crlf", "text=auto", "working-tree-encoding=UTF-16LE", "ident", "export-subst"])(
  "what is committed is what was written, whatever attributes say: %s",
  async (forms) => {
    const mark = join(root, "ran");
    const { data, git } = repository;
    const list = join(data, "CVE/list");
    const odd = "CVE-2026-2100 ($Id$ $Format:%H$)\r\n\tNOTE: x\r\n";
    await writeFile(list, (await readFile(list, "latin1")).replace("CVE-2026-1000", `${odd}CVE-2026-1000`));
    await git("commit", "--quiet", "--all", "--message", "Odd bytes");
    await plantAttributes(mark, forms);
    const before = await readFile(list);
    await addNote();
    const after = await readFile(list);
    expect(after.toString("latin1")).toBe(
      before.toString("latin1").replace("- curl <unfixed>\n", "- curl <unfixed>\n\tNOTE: hello\n"),
    );
    const raw = await runner.run({
      argv: ["git", "-C", data, "cat-file", "blob", "HEAD:./CVE/list"],
      timeLimitMs: 10_000,
    });
    expect(Buffer.compare(raw.stdout, after)).toBe(0);
    expect(await git("diff-index", "--cached", "--name-only", "HEAD")).toBe("");
    // The next one finds nothing left behind, and looks with no eyes but its own.
    await landEdit({
      runner,
      directory: data,
      person: ADA,
      clock: systemClock,
      edit: dataEdit(
        { act: "add-note", issue: "CVE-2026-1000", text: "again" },
        { name: ADA.name, today: systemClock.now() },
      ),
    });
    expect(await missing(mark)).toBe(true);
  },
);
