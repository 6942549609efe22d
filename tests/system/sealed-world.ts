import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { runCommandLine } from "../../src/cli/frame/run.ts";
import { makePerson, runner, scratchWorld, type TestPerson } from "./sealed-kit.ts";

/** A definition with three people who have keys, public tracker data in git, an archive, and the command line over them. */

const EXAMPLE = join(import.meta.dirname, "../../examples/debian");
export const CONFIG = '{"distributions": {"bookworm": {"release": "stable"}, "sid": {"release": "unstable"}}}\n';
export const LIST = `CVE-2026-3000 (newest)
	- wget 2
CVE-2026-2000
	RESERVED
CVE-2026-1000 (from the feed)
	- curl 2
	[bookworm] - curl <no-dsa> (Minor issue)
`;

export interface Answer {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export interface SealedTestWorld {
  readonly root: string;
  /** Full member. */
  readonly ada: TestPerson;
  /** Full member. */
  readonly ben: TestPerson;
  /** Only uploads. */
  readonly eve: TestPerson;
  readonly data: string;
  readonly archive: string;
  readonly definition: string;
  /** `@` in a line is the world's directory. */
  run(person: TestPerson, line: string, input?: string): Promise<Answer>;
  git(directory: string, ...words: string[]): Promise<string>;
  close(): Promise<void>;
}

export async function sealedWorld(): Promise<SealedTestWorld> {
  const { root, close } = await scratchWorld();
  const [ada, ben, eve] = await Promise.all(["ada", "ben", "eve"].map((id) => makePerson(root, id)));
  if (!ada || !ben || !eve) throw new Error("There are three.");
  const data = join(root, "data");
  const archive = join(root, "indexes");
  const definition = join(root, "distribution.toml");
  await writeFile(definition, await definitionOf([ada, ben, eve]));
  const files = {
    "data/config.json": CONFIG,
    "data/CVE/list": LIST,
    "indexes/bookworm__main_Sources": "Package: curl\nVersion: 1\n\nPackage: wget\nVersion: 1\n\n",
    "indexes/sid__main_Sources": "Package: curl\nVersion: 2\n\nPackage: wget\nVersion: 2\n\n",
    "indexes/bookworm__main_amd64_Packages":
      "Package: curl\nVersion: 1\nArchitecture: amd64\n\nPackage: wget\nVersion: 1\nArchitecture: amd64\n\n",
    "person/.gitconfig": "[user]\n\tname = Somebody\n\temail = somebody@example.org\n[init]\n\tdefaultBranch = main\n",
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const git = async (directory: string, ...words: string[]): Promise<string> => {
    const env = { HOME: join(root, "person") };
    const done = await runner.run({ argv: ["git", "-C", directory, ...words], env, timeLimitMs: 120_000 });
    return Buffer.from(done.stdout).toString().trim();
  };
  await git(root, "init", "--quiet", data);
  await git(data, "add", ".");
  await git(data, "commit", "--quiet", "--message", "The lists");
  return {
    ...{ root, ada, ben, eve, data, archive, definition, git, close },
    async run(person, line, input = "") {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      stdin.end(input);
      const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
      const environment = { HOME: join(root, "person"), GNUPGHOME: person.home };
      const words = `${line} --definition ${definition}`.replaceAll("@", `${root}/`).split(" ");
      const exit = await runCommandLine(words, { streams, environment });
      return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
    },
  };
}

/** The shipped definition with other people. */
export async function definitionOf(people: readonly TestPerson[]): Promise<string> {
  const example = await readFile(join(EXAMPLE, "distribution.toml"), "utf8");
  const persons = people.map(({ id, fingerprint, keyFile }) =>
    [
      "[[person]]",
      `id = "${id}"\nname = "${id} Example"\nemail = "${id}@example.org"`,
      `role = "${id === "eve" ? "uploader" : "full"}"\nfingerprints = ["${fingerprint}"]`,
      `key-file = "${keyFile}"\nmay-upload = ["*"]\n`,
    ].join("\n"),
  );
  return example
    .replace(/\[\[person\]\][\s\S]*(?=\[\[team\]\])/, persons.join("\n"))
    .replaceAll('"pia"', '"ben"')
    .replaceAll('"leo"', '"ada"')
    .replaceAll(/keyring = ".*"/g, `keyring = "${people[0]?.keyFile}"`)
    .replace('directory = "tracker"', `directory = "${EXAMPLE}/tracker"`)
    .replaceAll(/"(images\/)/g, `"${EXAMPLE}/$1`);
}
