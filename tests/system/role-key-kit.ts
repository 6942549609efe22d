import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./whole-desk.ts";

const run = promisify(execFile);

/** gpg with a home of its own, as somebody types it who trusts the keys that they fetched. */
export interface Gpg {
  readonly home: string;
  /** Standard output of one call. */
  run(words: readonly string[], input?: string | Uint8Array): Promise<string>;
  /** A certifying and signing Ed25519 key with a Curve25519 subkey for encryption; answers the fingerprint. */
  makeKey(userId: string): Promise<string>;
  close(): Promise<void>;
}

export async function openGpg(home: string): Promise<Gpg> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const batch = ["--homedir", home, "--batch", "--quiet", "--no-tty", "--trust-model", "always"];
  const free = ["--pinentry-mode", "loopback", "--passphrase", ""];
  const gpg: Gpg = {
    home,
    async run(words, input) {
      const running = run("gpg", [...batch, ...words], { maxBuffer: 32 << 20 });
      // One that ends without reading says by its exit code how it went.
      running.child.stdin?.on("error", () => undefined);
      running.child.stdin?.end(input ?? "");
      return (await running).stdout;
    },
    async makeKey(userId) {
      await gpg.run([...free, "--quick-generate-key", userId, "ed25519", "sign", "1y"]);
      const listed = await gpg.run(["--with-colons", "--list-secret-keys", `=${userId}`]);
      const [, fingerprint = ""] = /^fpr:+([0-9A-F]{40}):/m.exec(listed) ?? [];
      await gpg.run([...free, "--quick-add-key", fingerprint, "cv25519", "encr", "1y"]);
      return fingerprint;
    },
    async close() {
      await run("gpgconf", ["--homedir", home, "--kill", "all"]).catch(() => undefined);
      await rm(home, { recursive: true, force: true });
    },
  };
  return gpg;
}

/** Gives the desk in that directory this key, by the command. */
export async function installRoleKey(gpg: Gpg, fingerprint: string, data: string): Promise<void> {
  const secret = path.join(gpg.home, "role.asc");
  await writeFile(secret, await gpg.run(["--armor", "--export-secret-keys", fingerprint]), { mode: 0o600 });
  await run(path.join(ROOT, "sameday"), ["cases", "key", "install", secret, "--data", data]);
  await rm(secret);
}
