import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { compileReadable } from "./readable-program.ts";

/** `sameday tracker triage` with a real terminal (script(1) makes one) and real git. */

const LIST = `CVE-2026-0105 (The Baz plugin for WordPress is vulnerable to cross-site scripting)
	TODO: check
CVE-2026-0104 (curl before 8.18 leaks credentials)
	TODO: check
CVE-2026-0103 (A flaw in Globex Portal)
	TODO: check
CVE-2026-0100 (The Foo plugin for WordPress is vulnerable to SQL injection)
	NOT-FOR-US: WordPress plugin
CVE-2026-0099 (In curl, something is not checked)
	- curl 8.1-1
`;
const CONFIG = '{"distributions": {"bookworm": {"release": "stable"}, "sid": {"release": "unstable"}}}';
const SOURCES = "Package: curl\nVersion: 8.17.0-1\nBinary: curl\n\n";
const PATIENCE_MS = 60_000;

let scratch: string;
let program: string;
let data: string;
let terminals: ChildProcessWithoutNullStreams[] = [];

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "sameday-triage-"));
  program = join(compileReadable(scratch, ["main.ts"]), "dist/main.js");
  write("indexes/sid__main_Sources", SOURCES);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

beforeEach(() => {
  data = mkdtempSync(join(scratch, "data-"));
  write(join(data, "config.json"), CONFIG);
  write(join(data, "CVE/list"), LIST);
  git("init", "--quiet");
  git("config", "user.name", "Ada Lovelace");
  git("config", "user.email", "ada@example.org");
  git("add", ".");
  git("commit", "--quiet", "--message", "Begin");
});
afterEach(() => {
  for (const terminal of terminals) terminal.kill("SIGKILL");
  terminals = [];
});

function write(path: string, text: string): void {
  const file = path.startsWith("/") ? path : join(scratch, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function git(...words: readonly string[]): string {
  return execFileSync("git", ["-C", data, ...words], { encoding: "utf8" }).trim();
}

const list = (): string => readFileSync(join(data, "CVE/list"), "latin1");
const subjects = (): readonly string[] => git("log", "--format=%s").split("\n");
const words = (...more: readonly string[]): readonly string[] => [
  ...[program, "tracker", "triage", "--data", data, "--archive", join(scratch, "indexes")],
  ...more,
];

/** The commit is there, and the work tree and git's index have followed it. */
async function landed(commits: number): Promise<void> {
  await expect
    .poll(() => [subjects().length, git("--no-optional-locks", "status", "--porcelain")], { timeout: PATIENCE_MS })
    .toEqual([commits, ""]);
}

interface Person {
  type(keys: string): void;
  /** Until the screen has said this; from what was written since the last key. */
  sees(text: string): Promise<string>;
  readonly ended: Promise<number>;
}

function sitDown(...more: readonly string[]): Person {
  const command = [process.execPath, ...words(...more)].map((word) => `'${word}'`).join(" ");
  const terminal = spawn("script", ["--quiet", "--return", "--flush", "--command", command, "/dev/null"], {
    env: { ...process.env, TERM: "xterm", NO_COLOR: "1", COLUMNS: "100" },
  });
  terminals.push(terminal);
  let screen = "";
  let tell: () => void = () => undefined;
  terminal.stdout.on("data", (chunk: Buffer) => {
    screen += chunk.toString("utf8");
    tell();
  });
  const ended = new Promise<number>((resolve) => terminal.once("close", (code) => resolve(code ?? -1)));
  return {
    ended,
    type(keys) {
      screen = "";
      terminal.stdin.write(keys);
    },
    async sees(text) {
      const until = Date.now() + PATIENCE_MS;
      while (!screen.includes(text)) {
        if (Date.now() > until) throw new Error(`The screen never said ${text}:\n${screen}`);
        await new Promise<void>((resolve) => {
          tell = resolve;
          setTimeout(resolve, 1000);
        });
      }
      return screen;
    },
  };
}

describe("at a terminal", () => {
  test("one key decides, the next issue stands there, and each decision is a commit under the person's name", async () => {
    const person = sitDown();
    await person.sees("CVE-2026-0104");
    await person.sees("1  - curl <unfixed>");
    person.type("1");
    await person.sees("CVE-2026-0105  ");
    person.type("1");
    await person.sees("CVE-2026-0103  ");
    person.type("n");
    await person.sees("Not for us, product: Globex Portal");
    person.type("\r");
    await person.sees("Nothing is left to be checked.");
    person.type("q");
    expect(await person.ended).toBe(0);
    expect(subjects()).toEqual([
      "CVE-2026-0103: not for us (Globex Portal)",
      "CVE-2026-0105: not for us (WordPress plugin)",
      "CVE-2026-0104: curl <unfixed>",
      "Begin",
    ]);
    expect(git("log", "-3", "--format=%an <%ae>").split("\n")).toEqual(Array(3).fill("Ada Lovelace <ada@example.org>"));
    expect(list()).toBe(
      LIST.replace("TODO: check", "NOT-FOR-US: WordPress plugin")
        .replace("TODO: check", "- curl <unfixed>")
        .replace("TODO: check", "NOT-FOR-US: Globex Portal"),
    );
    expect(git("status", "--porcelain")).toBe("");
  });

  test("what was decided and written is taken back by a commit that gives back every byte", async () => {
    const person = sitDown();
    await person.sees("CVE-2026-0104");
    person.type("1");
    await landed(2);
    person.type("z");
    await person.sees("Taken back: - curl <unfixed>.");
    await expect.poll(() => subjects()[0], { timeout: PATIENCE_MS }).toBe("Take back: CVE-2026-0104: curl <unfixed>");
    person.type("q");
    expect(await person.ended).toBe(0);
    expect(list()).toBe(LIST);
  });

  test("taking back is refused when somebody changed the record since, and what they wrote stays", async () => {
    const person = sitDown();
    await person.sees("CVE-2026-0104");
    person.type("1");
    await landed(2);
    const theirs = list().replace("- curl <unfixed>", "- curl 8.18-1");
    write(join(data, "CVE/list"), theirs);
    git("commit", "--quiet", "--all", "--message", "Fixed in 8.18-1");
    person.type("z");
    await person.sees("CVE-2026-0104 was not taken back: Somebody else changed");
    person.type("q");
    expect(await person.ended).toBe(1);
    expect(list()).toBe(theirs);
    expect(subjects()[0]).toBe("Fixed in 8.18-1");
  });

  test("a decision that somebody forestalled comes again with the reason", async () => {
    const person = sitDown();
    await person.sees("CVE-2026-0104");
    const theirs = LIST.replace("leaks credentials)\n\tTODO: check", "leaks credentials)\n\t- curl 8.18-1");
    write(join(data, "CVE/list"), theirs);
    git("commit", "--quiet", "--all", "--message", "Fixed in 8.18-1");
    person.type("1");
    await person.sees("CVE-2026-0104 was not written and comes again");
    person.type("q");
    expect(await person.ended).toBe(1);
    expect(list()).toBe(theirs);
  });

  test("quitting at once loses nothing that was decided", async () => {
    const person = sitDown();
    await person.sees("CVE-2026-0104");
    person.type("11q");
    expect(await person.ended).toBe(0);
    expect(subjects()).toHaveLength(3);
  });
});

describe("in a script", () => {
  function decide(input: string, ...more: readonly string[]): { readonly out: string; readonly exit: number } {
    try {
      return { out: execFileSync(process.execPath, words("--decide", ...more), { input, encoding: "utf8" }), exit: 0 };
    } catch (error) {
      const { stdout, status } = error as { stdout: string; status: number };
      return { out: stdout, exit: status };
    }
  }

  test("the ranked queue is JSON", () => {
    const out = execFileSync(process.execPath, words("--json"), { encoding: "utf8", input: "" });
    const queue = JSON.parse(out) as { issue: string; suggestions: { kind: string; package?: string }[] }[];
    expect(queue.map(({ issue }) => issue)).toEqual(["CVE-2026-0104", "CVE-2026-0105", "CVE-2026-0103"]);
    expect(queue[0]?.suggestions[0]).toMatchObject({ kind: "package", package: "curl", says: "<unfixed>" });
  });

  test("decisions are lines; a refused one stops nothing", () => {
    const { out, exit } = decide(
      "CVE-2026-0104 package curl 8.18-1\nCVE-2026-0105 take 1\nCVE-2026-0105 undo\nCVE-1999-0001 nfu x\n",
      "--json",
    );
    expect(exit).toBe(1);
    const outcomes = JSON.parse(out) as { result: string; says: string; commit: string | null }[];
    expect(outcomes.map(({ result }) => result)).toEqual(["landed", "landed", "landed", "refused"]);
    expect(outcomes[2]?.commit).toBe(git("rev-parse", "HEAD"));
    expect(list()).toBe(LIST.replace("leaks credentials)\n\tTODO: check", "leaks credentials)\n\t- curl 8.18-1"));
  });

  test("in the layer above, an issue that only the layer below knows gets a record of our own", () => {
    const below = mkdtempSync(join(scratch, "below-"));
    cpSync(data, below, { recursive: true });
    write(join(data, "CVE/list"), "CVE-2026-0099\n\t[sid] - curl <ignored> (not built)\n");
    write(join(data, "config.json"), "{}");
    git("commit", "--quiet", "--all", "--message", "Ours");
    const upper = [program, "tracker", "triage", "--data", below, "--data", data, "--decide"];
    execFileSync(process.execPath, upper, { input: "CVE-2026-0105 nfu WordPress plugin\n" });
    expect(list()).toBe(
      "CVE-2026-0105\n\tNOT-FOR-US: WordPress plugin\nCVE-2026-0099\n\t[sid] - curl <ignored> (not built)\n",
    );
    const queue = execFileSync(process.execPath, [...upper.slice(0, -1), "--json"], { encoding: "utf8", input: "" });
    expect(queue).not.toContain("CVE-2026-0105");
  });

  test("vendor and product of a CVE record are taken from the directory of records", () => {
    const record = {
      containers: { cna: { descriptions: [], affected: [{ vendor: "haxx", product: "curl" }] } },
    };
    write(join(data, ".records/cves/2026/0xxx/CVE-2026-0103.json"), JSON.stringify(record));
    const out = execFileSync(process.execPath, words("--json", "--records", join(data, ".records")), {
      encoding: "utf8",
      input: "",
    });
    const queue = JSON.parse(out) as { issue: string; suggestions: { reasons: string[] }[] }[];
    expect(queue.find(({ issue }) => issue === "CVE-2026-0103")?.suggestions[0]?.reasons[0]).toBe(
      "the record names product curl, vendor haxx: package curl of one release",
    );
  });
});
