import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileReadable } from "../system/readable-program.ts";
import type { Report } from "./report.ts";

const SMALL = 2_000;
const LARGE = 30_000_000;
const GPG_ROUNDS = 40;

interface Times {
  readonly wall: number;
  readonly cpu: number;
}

interface Measured {
  readonly rounds: number;
  readonly one: Times;
  readonly two: Times;
  readonly big: Times;
  readonly memory: number;
}

/** Opening and verifying with a Curve25519 key, beside gpg as a process on the same messages. */
export async function bench(report: Report): Promise<void> {
  const root = mkdtempSync("/tmp/openpgp-bench-");
  const home = join(root, "h");
  const gpg = (args: readonly string[], input: Uint8Array | string = ""): Buffer =>
    execFileSync("gpg", ["--batch", "--quiet", "--homedir", home, "--trust-model", "always", ...args], {
      input,
      maxBuffer: 1 << 27,
      stdio: ["pipe", "pipe", "pipe"],
    });
  try {
    mkdirSync(home, { mode: 0o700 });
    for (const name of ["role", "sender"]) makeKey(gpg, name);
    const options = [
      "--armor",
      "--encrypt",
      "--recipient",
      "role@example.org",
      "--sign",
      "--local-user",
      "sender@example.org",
    ];
    const write = (name: string, bytes: Uint8Array): void => writeFileSync(join(root, name), bytes);
    const small = gpg([...options, "--compress-algo", "none"], noise(SMALL));
    write("small.asc", small);
    write("large.asc", gpg([...options, "--compress-algo", "none"], noise(LARGE)));
    write("role.key", gpg(["--export-secret-keys", "role@example.org"]));
    write("known.pgp", gpg(["--export", "sender@example.org"]));
    const program = compileReadable(root, ["openpgp/index.ts", "openpgp/messages/worker/main.ts", "system/index.ts"]);
    const script = join(import.meta.dirname, "openpgp-messages-program.mjs");
    const measured = JSON.parse(execFileSync(process.execPath, [script, program, root]).toString()) as Measured;
    const byGpg = performance.now();
    for (let round = 0; round < GPG_ROUNDS; round += 1) gpg(["--decrypt"], small);
    tell(report, measured, (performance.now() - byGpg) / GPG_ROUNDS);
  } finally {
    execFileSync("gpgconf", ["--homedir", home, "--kill", "all"]);
    rmSync(root, { recursive: true, force: true });
  }
}

function tell(report: Report, { rounds, one, two, big, memory }: Measured, gpgMs: number): void {
  const peer = rounded(gpgMs);
  const each = (name: string, milliseconds: number, more = {}): void =>
    report({ name, value: rounded(milliseconds), unit: "ms", ...more });
  // Fifty a second. Limits are on processor time: what a busy machine gives besides says nothing of this program.
  each("2 KB opened and verified, processor time", one.cpu / rounds, { limit: 20 });
  each("the same, one after the other, beside gpg as a process", one.wall / rounds, { peer });
  each("the same, as many at once as there are", two.wall / rounds, { peer });
  each("30 MB opened and verified, processor time", big.cpu, { limit: 3_000 });
  each("the same, by the clock", big.wall);
  report({ name: "largest memory of the process", value: rounded(memory), unit: "MiB", limit: 600 });
}

function makeKey(gpg: (args: readonly string[]) => Buffer, name: string): void {
  const unlocked = ["--pinentry-mode", "loopback", "--passphrase", ""];
  gpg([...unlocked, "--quick-generate-key", `${name}@example.org`, "ed25519", "sign", "never"]);
  const listing = gpg(["--with-colons", "--list-keys", `${name}@example.org`]).toString();
  const fingerprint = /^fpr:+([0-9A-F]+):/m.exec(listing)?.[1] ?? "";
  gpg([...unlocked, "--quick-add-key", fingerprint, "cv25519", "encr", "never"]);
}

/** Text that does not repeat itself. */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return 32 + ((state >> 16) % 90);
  });
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
