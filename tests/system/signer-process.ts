import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../../src/kernel/index.ts";
import { verifyClearsigned } from "../../src/openpgp/index.ts";
import { createSignerClient } from "../../src/signer/index.ts";
import { copyRuntimeLibraries } from "./runtime-libraries.ts";
import { runner, type Stage } from "./signer-kit.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

/** Compiles the signer and writes a program that runs it for this stage, to be started and killed as a process of its own. */
export async function buildSignerProgram(stage: Stage): Promise<string> {
  const out = join(stage.root, "built");
  const tsc = join(REPOSITORY, "node_modules/typescript-native/bin/tsc");
  const target = ["--noEmit", "false", "--outDir", out, "--rootDir", join(REPOSITORY, "src")];
  const config = join(stage.root, "tsconfig.json");
  const files = ["signer", "system"].map((room) => join(REPOSITORY, "src", room, "index.ts"));
  const types = [join(REPOSITORY, "node_modules/@types")];
  await writeFile(
    config,
    JSON.stringify({
      extends: join(REPOSITORY, "tsconfig.json"),
      compilerOptions: { typeRoots: types },
      files,
      include: [],
    }),
  );
  await runner.run({
    argv: [process.execPath, tsc, "-p", config, ...target],
    timeLimitMs: 120_000,
    okExitCodes: [0, 1, 2],
  });
  copyRuntimeLibraries(stage.root);
  await writeFile(join(stage.root, "package.json"), '{"type":"module"}');
  const program = join(stage.root, "signer.js");
  const options = {
    directory: stage.signer,
    socketPath: stage.socket,
    exchange: stage.exchange,
    definition: stage.definition,
  };
  await writeFile(
    program,
    `import { runSigner } from "./built/signer/index.js";
import { createProcessRunner, systemClock, systemRandom } from "./built/system/index.js";
const runner = createProcessRunner("/nonexistent");
await runSigner({ ...${JSON.stringify(options)}, runner, clock: systemClock, random: systemRandom });
`,
  );
  return program;
}

/** Starts the program as a process of its own. */
export function spawnSigner(program: string): ChildProcess {
  return spawn(process.execPath, [program], { stdio: ["ignore", "inherit", "inherit"] });
}

/** Starts the program and waits until it answers. */
export async function startSigner(stage: Stage, program: string): Promise<ChildProcess> {
  const child = spawnSigner(program);
  await createSignerClient(stage.socket, { patienceMs: 30_000 }).keys();
  return child;
}

/** kill -9, and the end of it. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await ended;
}

/**
 * Whether a suite is whole, as a machine would see it: Release signed by one of the keys, every index of the hash that
 * Release names, every package and source file of the hash that its index names. Throws at the first fault.
 */
export async function requireWholeSuite(tree: string, suite: string, keyring: string): Promise<void> {
  const dist = join(tree, "dists", suite);
  const signed = await verifyClearsigned(runner, {
    message: await readFile(join(dist, "InRelease")),
    keyringFile: keyring,
  });
  const release = Buffer.from(signed.signedText).toString();
  const indices = [...release.matchAll(/^ ([0-9a-f]{64}) +\d+ (\S+)$/gm)];
  if (indices.length === 0) throw new Error(`${suite} has no indices`);
  for (const [, hash = "", path = ""] of indices) {
    await requireHash(join(dist, path), hash);
    await requireHash(join(dist, path, "..", "by-hash", "SHA256", hash), hash);
    const text = await readFile(join(dist, path), "utf8");
    for (const [, file = "", packageHash = ""] of text.matchAll(/^Filename: (.*)\n(?:.+\n)*?SHA256: (.*)$/gm)) {
      await requireHash(join(tree, file), packageHash);
    }
  }
}

async function requireHash(path: string, expected: string): Promise<void> {
  if (sha256(await readFile(path)) !== expected) throw new Error(`${path} has another hash than its index says`);
}

/** Names of places in the pool. */
export async function poolPlaces(tree: string): Promise<readonly string[]> {
  const names = await readdir(join(tree, "pool"), { recursive: true });
  return names.filter((name) => /^[^/]+\/[^/]+\/[^/]+\/[0-9a-f]{16}$/.test(name)).sort();
}
