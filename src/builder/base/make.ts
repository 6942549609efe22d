import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessRunner } from "../../kernel/index.ts";
import { sourcesList, writeKeyrings } from "../apt/sources.ts";
import { parseArchiveName } from "../cache/archive-name.ts";
import type { ArchiveNames } from "../cache/archive-names.ts";
import { type Chroot, openChroot } from "../chroot/index.ts";
import { asStepFailure, stepFailure } from "../failure.ts";
import type { Host } from "../host.ts";
import { type BaseSpec, CONTENTS } from "./spec.ts";
import type { Base, EnvironmentPackage } from "./types.ts";

const LIMIT_MS = 30 * 60_000;

export interface MakeBaseOptions {
  readonly host: Host;
  readonly spec: BaseSpec;
  readonly names: ArchiveNames;
  /** Receives `tree`, `base.tar`, `base.json` and `lists`; must not exist. */
  readonly target: string;
  readonly work: string;
  readonly log: (chunk: Uint8Array) => void;
  /** A step waits for it. Otherwise it makes way for steps that still use the base which it replaces. */
  readonly urgent: boolean;
  /** Ends it at once; what is unfinished is removed. */
  readonly signal: AbortSignal;
}

/**
 * Makes a base tree with mmdebstrap (as root of a user namespace, so the files have the owners that our chroots map),
 * keeps every .deb of it by hash, and packs the tree.
 * Errors: step failure `dependencies` when a package cannot be had, `chroot` when the machine refuses a namespace.
 */
export async function makeBase(options: MakeBaseOptions): Promise<Base> {
  const { host, spec, names, target } = options;
  const tools = await openChroot({
    processes: options.urgent ? host.processes : inBackground(host.processes),
    directory: options.work,
    layers: [],
    space: "disk",
    hostName: "base",
    architecture: spec.architecture,
    cpus: host.cpus,
    root: "tools",
  });
  try {
    const { exchange } = tools;
    await writeKeyrings(spec.apt, join(exchange, "keyrings"));
    const list = sourcesList(spec.apt, spec.architecture, "/.sameday/keyrings");
    await writeFile(join(exchange, "sources.list"), list);
    await mkdir(join(exchange, "archives"));
    await names.linkAll(join(exchange, "archives"));
    await bootstrap(tools, options);
    const packages = await keepArchives(exchange, names);
    await checkComplete(tools, packages);
    await tidy(tools);
    const sha256 = await pack(tools);
    const made = host.clock.now().toISOString();
    const base: Base = { tree: join(target, "tree"), sha256, made, packages };
    await mkdir(target, { recursive: true });
    for (const name of ["tree", "base.tar", "lists"]) await rename(join(exchange, name), join(target, name));
    await writeFile(join(target, "base.json"), JSON.stringify({ sha256, made, packages }));
    return base;
  } finally {
    await tools.close();
  }
}

/** Nobody waits for it, so it must not count as work where a drill is measured. */
function inBackground(processes: ProcessRunner): ProcessRunner {
  return { run: (command) => processes.run({ ...command, measured: "not" }) };
}

async function bootstrap(tools: Chroot, options: MakeBaseOptions): Promise<void> {
  const { variant, include } = CONTENTS[options.spec.kind];
  const { proxy } = options.host;
  const release = options.spec.apt[0]?.suite ?? "";
  await tools
    .run({
      // The machine may be building at the same time, with the base that is about to be replaced.
      argv: [
        "nice",
        "mmdebstrap",
        "--mode=root",
        "--format=directory",
        `--variant=${variant}`,
        `--architectures=${options.spec.architecture}`,
        `--include=${include.join(",")}`,
        // check/qemu: i386 runs on an amd64 kernel by itself; what does not run fails by itself too.
        "--skip=check/qemu,essential/unlink,cleanup/apt/cache,cleanup/apt/lists",
        '--aptopt=Acquire::Languages "none"',
        '--aptopt=Acquire::Retries "3"',
        ...(proxy === undefined ? [] : [`--aptopt=Acquire::http::Proxy "${proxy}"`]),
        "--dpkgopt=force-unsafe-io",
        '--setup-hook=mkdir -p "$1/var/cache/apt/archives"; cp -R /.sameday/archives/. "$1/var/cache/apt/archives/"',
        "--",
        release,
        "/.sameday/tree",
        "/.sameday/sources.list",
      ],
      network: true,
      timeLimitMs: LIMIT_MS,
      log: options.log,
      signal: options.signal,
    })
    .catch((error: unknown) => {
      throw asStepFailure(error, "dependencies", "The base system cannot be made; the end of the log says why.");
    });
}

async function keepArchives(exchange: string, names: ArchiveNames): Promise<EnvironmentPackage[]> {
  const archives = join(exchange, "tree/var/cache/apt/archives");
  const packages: EnvironmentPackage[] = [];
  for (const file of (await readdir(archives)).sort()) {
    const binary = parseArchiveName(file);
    if (binary) packages.push({ ...binary, sha256: await names.keep(join(archives, file)) });
  }
  return packages;
}

/** Every installed package must be known by content: a recreation of a build environment depends on it. */
async function checkComplete(tools: Chroot, packages: readonly EnvironmentPackage[]): Promise<void> {
  const known = new Set(packages.map((one) => `${one.package} ${one.version} ${one.architecture}`));
  const { stdout } = await tools.run({
    argv: [
      "dpkg-query",
      "--admindir=/.sameday/tree/var/lib/dpkg",
      "-W",
      `-f=\${Package} \${Version} \${Architecture}\\n`,
    ],
    network: false,
    timeLimitMs: LIMIT_MS,
    answer: true,
  });
  const unknown = Buffer.from(stdout)
    .toString()
    .trim()
    .split("\n")
    .filter((line) => !known.has(line));
  if (unknown.length > 0)
    throw stepFailure("chroot", `The base has packages of unknown content: ${unknown.join(", ")}.`);
}

async function tidy(tools: Chroot): Promise<void> {
  const script = [
    "cd /.sameday",
    "mv tree/var/lib/apt/lists lists",
    "rm -rf lists/partial lists/lock lists/auxfiles",
    "mkdir -p tree/var/lib/apt/lists",
    "rm -rf tree/var/cache/apt/archives/* tree/var/cache/apt/*.bin tree/etc/apt/sources.list tree/etc/apt/sources.list.d/*",
    // Where the holder mounts.
    "mkdir -p tree/dev tree/proc tree/sys tree/.sameday tree/.old",
  ].join("\n");
  await tools.run({ argv: ["sh", "-euc", script], network: false, timeLimitMs: LIMIT_MS });
}

async function pack(tools: Chroot): Promise<string> {
  const script = `cd /.sameday
    tar --create --sort=name --numeric-owner --xattrs --file=base.tar -C tree .
    sha256sum base.tar`;
  const { stdout } = await tools.run({
    argv: ["sh", "-euc", script],
    network: false,
    timeLimitMs: LIMIT_MS,
    answer: true,
  });
  return Buffer.from(stdout).toString().slice(0, 64);
}
