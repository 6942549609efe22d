import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { expect } from "vitest";
import { runCommandLine } from "../../src/cli/frame/run.ts";
import { setStep, stepsFor } from "../../src/updates/index.ts";
import type { Name } from "./embargo-definition.ts";
import { putUpdate, SECRET, type Words } from "./embargo-updates.ts";
import { type HttpDesk, openHttpDesk } from "./http-kit.ts";
import { gpg, runner } from "./sealed-kit.ts";

/** A desk that listens, a sealed layer whose readers are leo and mo, and the command line of these people. */

const CONFIG = '{"distributions": {"bookworm": {"release": "stable"}, "sid": {"release": "unstable"}}}\n';

export interface SealedDesk {
  readonly desk: HttpDesk;
  readonly root: string;
  /** What the desk reads: a checkout that takes pushes. */
  readonly tracker: string;
  git(directory: string, ...words: string[]): Promise<string>;
  /** The words and surroundings of a command line; `@` in a line is the root. */
  commandOf(
    name: Name,
    line: string,
  ): { readonly words: readonly string[]; readonly environment: Readonly<Record<string, string>> };
  sameday(
    name: Name,
    line: string,
    input?: string,
  ): Promise<{ readonly exit: number; readonly out: string; readonly err: string }>;
  /** Seals a record as leo; answers its name. */
  seal(record: string): Promise<string>;
  /** An embargoed update that is built and proved, and names one sealed issue or two. */
  put(id: string, source: string, sealed: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function openSealedDesk(): Promise<SealedDesk> {
  const desk = await openHttpDesk();
  const root = dirname(desk.cast.path);
  const tracker = join(root, "tracker");
  await desk.runClock();
  // Keys of the desk's people only sign; a sealed layer is encrypted to those who read it.
  for (const name of ["leo", "mo"] as const) {
    const home = join(root, name);
    const words = ["--pinentry-mode", "loopback", "--passphrase", "", "--quick-add-key"];
    await gpg(home, [...words, desk.cast.fingerprints[name], "cv25519", "encr", "never"]);
    await writeFile(join(root, `${name}.asc`), await gpg(home, ["--armor", "--export", desk.cast.fingerprints[name]]));
  }
  await writeFile(join(tracker, "config.json"), CONFIG);

  const kit: SealedDesk = {
    ...{ desk, root, tracker },
    async git(directory, ...words) {
      const who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org"];
      const done = await runner.run({ argv: ["git", "-C", directory, ...who, ...words], timeLimitMs: 120_000 });
      return Buffer.from(done.stdout).toString().trim();
    },
    commandOf(name, line) {
      const token = join(root, `token-${name}`);
      const environment = {
        HOME: root,
        GNUPGHOME: join(root, name),
        SAMEDAY_DESK: desk.url,
        SAMEDAY_TOKEN_FILE: token,
      };
      const whole = line.startsWith("sealed ") ? `${line} --definition ${desk.cast.path}` : line;
      return { words: whole.replaceAll("@", `${root}/`).split(" "), environment };
    },
    async sameday(name, line, input = "") {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      stdin.end(input);
      const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
      const { words, environment } = kit.commandOf(name, line);
      const exit = await runCommandLine(words, { streams, environment });
      return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
    },
    async seal(record) {
      const { exit, out, err } = await kit.sameday("leo", "sealed add --sealed @embargoed", record);
      expect([exit, err]).toEqual([0, expect.any(String)]);
      return out.trim();
    },
    async put(id, source, [issue = "", second]) {
      const words: Words = { ...SECRET, id, source, issue, note: `note-${source}` };
      const { sealed: _, ...one } = words;
      await putUpdate(desk.world, second === undefined ? one : { ...one, sealed: second }, true);
      for (const key of stepsFor(["amd64"])) {
        const isBefore = !["approve", "publish", "tell", "machine"].includes(key.step);
        if (isBefore) await setStep(desk.world.context.store.db, id, key, { state: "done", result: "passed" });
      }
    },
    close: () => desk.close(),
  };
  await kit.git(tracker, "init", "--quiet", "--initial-branch", "main");
  await kit.git(tracker, "config", "receive.denyCurrentBranch", "updateInstead");
  await kit.git(tracker, "add", ".");
  await kit.git(tracker, "commit", "--quiet", "--message", "The lists");
  const init = await kit.sameday("leo", "sealed init --reason team --until 2099-01-01 --sealed @embargoed");
  expect([init.exit, init.err]).toEqual([0, expect.any(String)]);
  return kit;
}
