import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ReviewAnswer } from "../../src/cases/index.ts";
import type { Streams } from "../../src/cli/frame/context.ts";
import { runCommandLine } from "../../src/cli/frame/run.ts";

/** `sameday review required` over real git and gpg: Ada makes changes, Rita and Sam review. */

const scratch = mkdtempSync(join(tmpdir(), "sameday-review-test-"));
const work = join(scratch, "work");
const home = join(scratch, "gpg");
const keyring = join(scratch, "reviewers.asc");
const policy = join(scratch, "policy.toml");
const SUDOERS = "config/etc/sudoers.d/live";
let base = "";

const environment = {
  PATH: process.env.PATH,
  HOME: scratch,
  GNUPGHOME: home,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_COMMITTER_NAME: "Forge",
  GIT_COMMITTER_EMAIL: "forge@example.org",
};

function run(program: string, argv: readonly string[], input = ""): string {
  const { status, stdout, stderr } = spawnSync(program, argv, { cwd: work, env: environment, encoding: "utf8", input });
  if (status !== 0) throw new Error(`${program} ${argv.join(" ")}: ${stderr}`);
  return stdout;
}

const git = (...argv: string[]): string => run("git", argv).trim();

/** What gpg wrote, byte for byte. */
function gpg(argv: readonly string[], input = ""): Buffer {
  const { status, stdout, stderr } = spawnSync("gpg", argv, { env: environment, input });
  if (status !== 0) throw new Error(`gpg ${argv.join(" ")}: ${stderr}`);
  return stdout;
}

function write(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(work, path)), { recursive: true });
  writeFileSync(join(work, path), text);
}

function renameInto(from: string, to: string): void {
  mkdirSync(dirname(join(work, to)), { recursive: true });
  git("mv", from, to);
}

interface CommitWords {
  readonly author?: string;
  readonly signer?: string;
  readonly message?: string;
}

function commit({ author = "Ada <ada@example.org>", signer, message = "Change" }: CommitWords = {}): string {
  git("add", "-A");
  const sign = signer === undefined ? ["--no-gpg-sign"] : [`--gpg-sign=${signer}`];
  git("commit", "-q", "--allow-empty", `--author=${author}`, ...sign, "-m", message);
  return git("rev-parse", "HEAD");
}

const review = (signer: string, areas = "sudo"): string =>
  commit({ author: `R <${signer}>`, signer, message: `Review\n\nSecurity-Reviewed: ${areas}` });

async function sameday(
  ...words: string[]
): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const streams = { stdin: new PassThrough(), stdout, stderr } as unknown as Streams;
  const exit = await runCommandLine(["review", ...words, "--repository", work, "--base", base], {
    streams,
    environment: { HOME: scratch },
  });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

async function judged(...words: string[]): Promise<ReviewAnswer & { readonly exit: number }> {
  const { exit, out, err } = await sameday("required", "--json", "--policy", policy, "--keyring", keyring, ...words);
  if (out === "") throw new Error(err);
  return { exit, ...(JSON.parse(out) as ReviewAnswer) };
}

/** What was found in the approval folder and does not count, with the reason; the change is not approved. */
async function refusedFiles(): Promise<readonly (readonly [string, string])[]> {
  const { exit, areas } = await judged();
  expect(exit).toBe(1);
  return areas.flatMap(({ refused }) => refused.map(({ where, why }) => [where, why] as const));
}

beforeAll(() => {
  mkdirSync(work);
  mkdirSync(home, { mode: 0o700 });
  for (const person of [
    "Ada <ada@example.org>",
    "Rita <rita@example.org>",
    "Sam <sam@example.org>",
    "Mal <mal@example.org>",
  ]) {
    run("gpg", ["--batch", "--quiet", "--passphrase", "", "--quick-gen-key", person, "ed25519", "sign", "never"]);
  }
  writeFileSync(keyring, run("gpg", ["--armor", "--export", "ada@example.org", "rita@example.org", "sam@example.org"]));
  writeFileSync(
    policy,
    'name = "own"\ntitle = "Own"\nsource = "us"\nextends = ["tails"]\n[sensitive]\nlarge-lines = { value = 100, basis = "us" }\n',
  );
  git("init", "-q", "-b", "main");
  write(SUDOERS, "amnesia ALL = NOPASSWD: /usr/bin/true\n");
  write("README", "Hello\n");
  base = commit();
});

beforeEach(() => {
  git("reset", "-q", "--hard", base);
  git("clean", "-qfdx");
});

afterAll(() => {
  spawnSync("gpgconf", ["--kill", "all"], { env: environment });
  rmSync(scratch, { recursive: true, force: true });
});

describe("which changes", () => {
  test("one outside every area needs nothing", async () => {
    write("README", "Hello, world\n");
    commit();
    expect(await judged()).toMatchObject({ exit: 0, areas: [], isApproved: true, changedFiles: 1, changedLines: 2 });
  });

  test.each([
    ["changed", (): void => write(SUDOERS, "amnesia ALL = NOPASSWD: ALL\n")],
    ["added", (): void => write("x/sudoers.d/new", "x\n")],
    ["removed", (): void => rmSync(join(work, SUDOERS))],
    ["moved away", (): string => git("mv", SUDOERS, "elsewhere")],
    ["moved there", (): void => renameInto("README", "x/sudoers.d/README")],
    ["made a program", (): void => chmodSync(join(work, SUDOERS), 0o755)],
  ])("a file that is %s", async (_name, change) => {
    change();
    git("add", "-A", "--", ".");
    git("commit", "-q", "--no-gpg-sign", "--author=Ada <ada@example.org>", "-m", "Change");
    const { exit, areas } = await judged();
    expect([exit, areas.map(({ area, missing }) => [area, missing])]).toEqual([1, [["sudo", 1]]]);
  });

  test("what the base got meanwhile is not the change's", async () => {
    git("checkout", "-q", "-b", "topic");
    write("README", "Hello, topic\n");
    const head = commit();
    git("checkout", "-q", "main");
    write(SUDOERS, "main went on\n");
    const before = base;
    base = commit();
    const answer = await judged("--head", head);
    base = before;
    git("branch", "-q", "-D", "topic");
    expect(answer).toMatchObject({ exit: 0, areas: [] });
  });

  test("a large refactoring that touches an area is warned of, a large one elsewhere is not", async () => {
    write("README", "line\n".repeat(200));
    commit();
    expect((await judged()).isLarge).toBe(false);
    write(SUDOERS, "other\n");
    commit();
    expect((await judged()).isLarge).toBe(true);
    const { out } = await sameday("required", "--policy", policy);
    expect(out).toMatch(/^A large refactoring touches sensitive areas: 203 changed lines in 2 files\./);
  });
});

describe("approval by a signed commit", () => {
  beforeEach(() => {
    write(SUDOERS, "amnesia ALL = NOPASSWD: ALL\n");
    commit();
  });

  test("of a reviewer counts", async () => {
    const id = review("rita@example.org", "onion-grater, sudo");
    const { exit, areas } = await judged();
    expect([exit, areas[0]?.approvals.map(({ where }) => where)]).toEqual([0, [`commit ${id}`]]);
  });

  test.each([
    ["of somebody whose key is not there", () => review("mal@example.org"), "is not in the keyring"],
    ["without a signature", () => commit({ message: "R\n\nSecurity-Reviewed: sudo" }), "no OpenPGP signature"],
    ["of who made the change", () => review("ada@example.org"), "made the change that it approves"],
    [
      "before the last change",
      () => {
        review("rita@example.org");
        write(SUDOERS, "once more\n");
        commit();
      },
      "changed after it",
    ],
    [
      "that brings a change itself",
      () => {
        write(SUDOERS, "slipped in\n");
        commit({
          author: "Nobody <nobody@example.org>",
          signer: "rita@example.org",
          message: "R\n\nSecurity-Reviewed: sudo",
        });
      },
      "made the change that it approves",
    ],
  ])("%s does not", async (_name, approve, why) => {
    approve();
    const { exit, areas } = await judged();
    expect(exit).toBe(1);
    expect(areas[0]?.refused.map((refused) => refused.why)).toEqual([expect.stringContaining(why)]);
  });

  test("for another area does not, and without a keyring none does", async () => {
    review("rita@example.org", "sandboxes");
    expect((await judged()).exit).toBe(1);
    review("rita@example.org");
    const { exit, out } = await sameday("required", "--policy", policy);
    expect(exit).toBe(1);
    expect(out).toContain("There is no keyring to verify it with.");
  });
});

describe("approval by a file", () => {
  const sign = (text: string, signer: string): void => {
    write(".security-reviews/sudo-1.asc", run("gpg", ["--batch", "--clearsign", "--local-user", signer], text));
    commit();
  };

  test("counts for exactly this change, and is not good for going back to it later", async () => {
    write(SUDOERS, "better\n");
    commit();
    const { out } = await sameday("text", "--policy", policy, "--area", "sudo");
    sign(out, "rita@example.org");
    expect(await judged()).toMatchObject({
      exit: 0,
      areas: [{ approvals: [{ where: ".security-reviews/sudo-1.asc" }] }],
    });

    write(SUDOERS, "another\n");
    const before = base;
    base = commit();
    write(SUDOERS, "better\n");
    commit();
    const again = await judged();
    base = before;
    expect([again.exit, again.areas[0]?.refused[0]?.why]).toEqual([1, "It approves another change."]);
  });

  test("of who made the change does not count", async () => {
    write(SUDOERS, "better\n");
    commit();
    sign((await sameday("text", "--policy", policy, "--area", "sudo")).out, "ada@example.org");
    expect((await judged()).areas[0]?.refused[0]?.why).toContain("made the change");
  });

  test.each([
    ["signed as one binary file", "sudo-1.gpg", ["--sign"]],
    ["signed as one armored file", "sudo-1.asc", ["--armor", "--sign"]],
    ["as a binary signature beside a text that is not there", "sudo-1.sig", ["--detach-sign"]],
    ["as an armored signature beside it", "sudo-1.asc", ["--armor", "--detach-sign"]],
  ])("%s is told, and how it is made", async (_name, file, how) => {
    write(SUDOERS, "better\n");
    const words = ["--batch", ...how, "--local-user", "rita@example.org"];
    commit();
    const { out } = await sameday("text", "--policy", policy, "--area", "sudo");
    write(`.security-reviews/${file}`, gpg(words, out));
    commit();
    expect(await refusedFiles()).toEqual([[`.security-reviews/${file}`, expect.stringContaining("gpg --clearsign")]]);
  });

  test.each([
    ["words of one's own", "sudo-1.txt", "I have read it, and it is fine. Rita\n"],
    ["words of one's own, clear-signed", "sudo-1.asc", undefined],
    ["nothing, since gpg asked in vain for a passphrase", "sudo-1.asc", ""],
    ["bytes that are neither text nor OpenPGP", "sudo-1.sig", Buffer.from([0, 1, 2, 255])],
  ])("with %s is told, and what an approval is", async (_name, file, text) => {
    write(SUDOERS, "better\n");
    const own = () => gpg(["--batch", "--clearsign", "--local-user", "rita@example.org"], "It is fine.\n");
    write(`.security-reviews/${file}`, text ?? own());
    commit();
    expect(await refusedFiles()).toEqual([
      [`.security-reviews/${file}`, expect.stringContaining("`sameday review text`, clear-signed")],
    ]);
  });

  test("that names an area of no policy is told which there are; one of another area is not for this one", async () => {
    write(SUDOERS, "better\n");
    write(".security-reviews/a.asc", "Area: sduo\n");
    write(".security-reviews/b.asc", "Area: sandboxes\n");
    commit();
    expect(await refusedFiles()).toEqual([[".security-reviews/a.asc", expect.stringMatching(/has: .*\bsudo\b/)]]);
  });

  test("counts in a folder of the folder, too", async () => {
    write(SUDOERS, "better\n");
    commit();
    const { out } = await sameday("text", "--policy", policy, "--area", "sudo");
    write(".security-reviews/2026/1.asc", gpg(["--batch", "--clearsign", "--local-user", "rita@example.org"], out));
    commit();
    expect((await judged()).exit).toBe(0);
  });

  test("is nothing that the folder holds beside: policy, keys, words about it, git's own files", async () => {
    write(SUDOERS, "better\n");
    write(".security-reviews/policy.toml", readFileSync(policy, "utf8"));
    write(".security-reviews/reviewers.asc", readFileSync(keyring, "utf8"));
    write(".security-reviews/reviewers.gpg", gpg(["--export", "rita@example.org"]));
    write(".security-reviews/reviewers.kbx", readFileSync(join(home, "pubring.kbx")));
    write(".security-reviews/README.md", "Approvals of security-sensitive changes.\n");
    write(".security-reviews/.gitattributes", "*.gpg binary\n");
    commit();
    expect(await refusedFiles()).toEqual([]);
  });

  test("has a text for touched areas alone", async () => {
    const { exit, err } = await sameday("text", "--policy", policy, "--area", "sudo");
    expect([exit, err.includes("touched: none")]).toEqual([1, true]);
  });
});

describe("the rules of the judgement", () => {
  test("are those before the change: it cannot take its paths out, or bring itself a reviewer", async () => {
    const strict = readFileSync(policy, "utf8");
    write(".security-reviews/policy.toml", strict);
    write(".security-reviews/reviewers.asc", readFileSync(keyring, "utf8"));
    const before = base;
    base = commit();
    write(SUDOERS, "mine\n");
    commit();
    const honest = review("rita@example.org");
    expect((await sameday("required")).exit).toBe(0);
    git("reset", "-q", "--hard", `${honest}~1`);
    write(".security-reviews/policy.toml", `${strict}[sensitive.area.sudo]\npaths = ["nowhere"]\n`);
    write(".security-reviews/reviewers.asc", run("gpg", ["--armor", "--export", "mal@example.org"]));
    review("mal@example.org");
    const { exit, out } = await sameday("required", "--json");
    base = before;
    expect([exit, (JSON.parse(out) as ReviewAnswer).areas.map(({ area }) => area)]).toEqual([1, ["sudo"]]);
  });

  test("do not come with the change, nor through a link that it brings", async () => {
    write("policy.toml", readFileSync(policy, "utf8"));
    symlinkSync(scratch, join(work, "rules"));
    commit();
    for (const path of ["policy.toml", "rules/policy.toml"]) {
      const { exit, err } = await sameday("required", "--policy", join(work, path));
      expect([exit, err]).toEqual([2, expect.stringContaining("comes with the change that it should judge")]);
    }
  });

  test("need a commit to compare with, and a policy with areas", async () => {
    const before = base;
    base = "nowhere";
    expect((await sameday("required", "--policy", policy)).err).toContain('There is no commit "nowhere" here.');
    base = before;
    expect((await sameday("required")).err).toContain("policy.toml that can be read");
    expect((await sameday("required", "--policy", policy, "--keyring", "nowhere")).exit).toBe(2);
    expect((await sameday("required", "--policy", "tor")).err).toContain("names no sensitive areas");
  });
});
