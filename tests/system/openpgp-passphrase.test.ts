import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";
import { ROOT } from "./whole-desk.ts";

/* Somebody whose key has a passphrase signs at a terminal: gpg's own pinentry asks for it there. */

const PASSPHRASE = "geheim und lang";
const runner = createProcessRunner("/");
let home = "";

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "sd-pin-"));
  const options = ["--batch", "--homedir", home, "--pinentry-mode", "loopback", "--passphrase-fd", "0"];
  await runner.run({
    argv: ["gpg", ...options, "--quick-generate-key", "T <t@x.invalid>", "ed25519", "sign"],
    input: `${PASSPHRASE}\n`,
    timeLimitMs: 60_000,
  });
  await endAgent();
});
afterAll(async () => {
  await endAgent();
  await rm(home, { recursive: true, force: true });
});

const endAgent = () => runner.run({ argv: ["gpgconf", "--homedir", home, "--kill", "all"], timeLimitMs: 60_000 });

/** Runs the program at a terminal of its own (script(1)); types the line whenever the pattern has come once more. */
function atTerminal(program: string, pattern: RegExp, line: string): Promise<string> {
  const child = spawn("script", ["--quiet", "--flush", "--return", "--command", program, "/dev/null"], {
    env: { PATH: process.env.PATH, HOME: "/", TERM: "xterm", GNUPGHOME: home },
  });
  let shown = "";
  let typed = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString("latin1");
    if (shown.split(pattern).length - 1 <= typed) return;
    typed += 1;
    child.stdin.write(`${line}\r`);
  });
  return new Promise((resolve) => child.on("close", () => resolve(shown)));
}

test("pinentry asks at the terminal, and the text is signed", { timeout: 60_000 }, async () => {
  const program = `${join(ROOT, "scripts/run-typescript")} ${join(ROOT, "tests/system/openpgp-sign-as-person.ts")}`;
  expect(await atTerminal(program, /Passphrase: /, PASSPHRASE)).toMatch(/SIGNED by [0-9A-F]{40}\s*$/);
});
