import { readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AptIndices } from "../apt/indices.ts";
import type { ArchiveNames } from "../cache/archive-names.ts";
import { createKeyedLock } from "../cache/keyed-lock.ts";
import { removeTree } from "../chroot/index.ts";
import type { Host } from "../host.ts";
import { makeBase } from "./make.ts";
import { type BaseSpec, baseKey } from "./spec.ts";
import type { Base, EnvironmentPackage } from "./types.ts";

export interface BasesOptions {
  readonly host: Host;
  /** `KEY/TIME/` below it holds one finished base each. */
  readonly directory: string;
  /** A base older than this is made again while it still serves. */
  readonly maxAgeMs: number;
  readonly newWork: () => string;
  readonly namesOf: (spec: BaseSpec) => Promise<ArchiveNames>;
  readonly indicesOf: (spec: BaseSpec) => AptIndices;
  readonly progress: (line: string) => void;
  /** Aborted when the builder stops: a base that is being made is given up. */
  readonly signal: AbortSignal;
}

export interface Bases {
  /** The newest base; made first when there is none. Errors: as `makeBase`. */
  ensure(spec: BaseSpec, log: (chunk: Uint8Array) => void): Promise<Base>;
  /** Ends when no base is being made in the background. */
  settled(): Promise<void>;
}

/** Two stay: the newest, and the one before, which a running step may still use. */
const KEPT = 2;

export function createBases(options: BasesOptions): Bases {
  const lock = createKeyedLock();
  const known = new Map<string, Base>();
  const renewing = new Map<string, Promise<void>>();

  /** Without a log nobody waits for it. */
  const make = async (spec: BaseSpec, log?: (chunk: Uint8Array) => void): Promise<Base> => {
    const { host, directory } = options;
    const key = baseKey(spec);
    options.progress(`base ${key}: making it with mmdebstrap`);
    const stamp = host.clock.now().toISOString().replaceAll(":", "");
    const names = await options.namesOf(spec);
    const unfinished = join(directory, key, `unfinished-${stamp}`);
    const made = await makeBase({
      host,
      spec,
      names,
      target: unfinished,
      work: options.newWork(),
      log: log ?? (() => undefined),
      urgent: log !== undefined,
      signal: options.signal,
    });
    await options.indicesOf(spec).seed(join(unfinished, "lists"));
    await rm(join(unfinished, "lists"), { recursive: true, force: true });
    const target = join(directory, key, stamp);
    await rename(unfinished, target);
    const base = { ...made, tree: join(target, "tree") };
    known.set(key, base);
    options.progress(`base ${key}: ready, sha256 ${base.sha256}`);
    await discardOld(options, key);
    return base;
  };

  const renew = (key: string, spec: BaseSpec): void => {
    if (renewing.has(key)) return;
    const work = lock
      .run(key, () => make(spec))
      .then(
        () => undefined,
        (error: Error) =>
          options.progress(`base ${key}: could not be renewed, the old one serves on: ${error.message}`),
      )
      .finally(() => renewing.delete(key));
    renewing.set(key, work);
  };

  return {
    async ensure(spec, log) {
      const key = baseKey(spec);
      const base =
        known.get(key) ??
        (await lock.run(key, async () => {
          const found = known.get(key) ?? (await newest(join(options.directory, key)));
          if (found) known.set(key, found);
          return found ?? make(spec, log);
        }));
      const age = options.host.clock.now().getTime() - Date.parse(base.made);
      if (age > options.maxAgeMs) renew(key, spec);
      return base;
    },
    async settled() {
      await Promise.all(renewing.values());
    },
  };
}

async function finishedStamps(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.filter((name) => /^\d{4}-/.test(name)).sort();
}

async function newest(directory: string): Promise<Base | undefined> {
  const stamp = (await finishedStamps(directory)).at(-1);
  if (stamp === undefined) return undefined;
  const { sha256, made, packages } = JSON.parse(await readFile(join(directory, stamp, "base.json"), "utf8")) as {
    sha256: string;
    made: string;
    packages: EnvironmentPackage[];
  };
  return { tree: join(directory, stamp, "tree"), sha256, made, packages };
}

/** Older bases, and what an earlier process left unfinished. */
async function discardOld(options: BasesOptions, key: string): Promise<void> {
  const directory = join(options.directory, key);
  const kept = new Set((await finishedStamps(directory)).slice(-KEPT));
  for (const name of await readdir(directory)) {
    if (!kept.has(name)) await removeTree(options.host.processes, join(directory, name));
  }
}
