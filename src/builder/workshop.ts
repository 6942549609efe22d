import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type AptIndices, createAptIndices } from "./apt/indices.ts";
import { makeAptLayer } from "./apt/layer.ts";
import { sourcesKey } from "./apt/sources.ts";
import { type Base, type BaseSpec, type Bases, createBases } from "./base/index.ts";
import { type ArchiveNames, openArchiveNames } from "./cache/archive-names.ts";
import { type FileStore, openFileStore } from "./cache/file-store.ts";
import { createKeyedLock } from "./cache/keyed-lock.ts";
import { openChroot } from "./chroot/index.ts";
import { asStepFailure } from "./failure.ts";
import type { Host } from "./host.ts";

export interface WorkshopOptions {
  readonly host: Host;
  /** The builder's own directory; only one builder uses it. */
  readonly directory: string;
  /** What a chroot may write, in MiB of memory, or `disk`. */
  readonly space: number | "disk";
  readonly baseMaxAgeMs: number;
  readonly indicesMaxAgeMs: number;
  readonly progress: (line: string) => void;
  /** Aborted when the builder stops. */
  readonly signal: AbortSignal;
}

export interface LayerRequest {
  /** Where the layer is made; must not exist. */
  readonly directory: string;
  readonly spec: BaseSpec;
  readonly base: Base;
  /** Ask the archive even if the indices are fresh. */
  readonly force: boolean;
  readonly log: (chunk: Uint8Array) => void;
  readonly signal: AbortSignal;
}

/** What a builder keeps between steps: base trees, indices, .deb files. */
export interface Workshop {
  readonly host: Host;
  readonly space: number | "disk";
  readonly store: FileStore;
  readonly bases: Bases;
  /** A new path for the work of one chroot or step; removed at the next start if it is left behind. */
  newWork(): string;
  namesOf(spec: BaseSpec): Promise<ArchiveNames>;
  /** Makes the layer that gives apt its sources, fresh indices and known downloads; gives its directory. */
  aptLayer(request: LayerRequest): Promise<string>;
}

export async function openWorkshop(options: WorkshopOptions): Promise<Workshop> {
  const { host, directory, progress } = options;
  const store = await openFileStore(join(directory, "store"));
  const work = join(directory, "work");
  await mkdir(work, { recursive: true });
  let count = 0;
  const newWork = (): string => {
    count += 1;
    return join(work, `${process.pid}-${count}`);
  };
  const namesOf = (spec: BaseSpec): Promise<ArchiveNames> =>
    openArchiveNames(join(directory, "names", sourcesKey(spec.apt, spec.architecture)), store);
  const indicesOf = (spec: BaseSpec): AptIndices =>
    createAptIndices(host, join(directory, "indices", sourcesKey(spec.apt, spec.architecture)));
  const bases = createBases({
    host,
    directory: join(directory, "bases"),
    maxAgeMs: options.baseMaxAgeMs,
    newWork,
    namesOf,
    indicesOf,
    progress,
    signal: options.signal,
  });
  const lock = createKeyedLock();

  const plainLayer = async (spec: BaseSpec, target: string): Promise<string> => {
    const indices = indicesOf(spec);
    return makeAptLayer({
      directory: target,
      sources: spec.apt,
      architecture: spec.architecture,
      names: await namesOf(spec),
      ...((await indices.exist()) && { indices: indices.directory }),
      ...(host.proxy !== undefined && { proxy: host.proxy }),
    });
  };

  const refresh = async ({ spec, base, log, signal }: LayerRequest): Promise<void> => {
    const layer = await plainLayer(spec, newWork());
    const chroot = await openChroot({
      processes: host.processes,
      directory: newWork(),
      layers: [layer, base.tree],
      space: options.space,
      hostName: "indices",
      architecture: spec.architecture,
      cpus: host.cpus,
      root: "chroot",
    });
    try {
      await indicesOf(spec).refresh(chroot, log, signal);
    } finally {
      await chroot.close();
      await rm(layer, { recursive: true, force: true });
    }
  };

  return {
    host,
    space: options.space,
    store,
    bases,
    newWork,
    namesOf,
    aptLayer: (request) =>
      // One at a time for the same sources: nobody links indices while they are being replaced.
      lock.run(sourcesKey(request.spec.apt, request.spec.architecture), async () => {
        if (request.force || (await indicesOf(request.spec).stale(options.indicesMaxAgeMs))) {
          await refresh(request).catch((error: unknown) => {
            throw asStepFailure(error, "dependencies", "The archive's indices cannot be fetched; the log says why.");
          });
        }
        return plainLayer(request.spec, request.directory);
      }),
  };
}
