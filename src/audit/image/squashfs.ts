import { mkdtemp, open, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { modeOf, type StateOf, type ToldState } from "./state.ts";

/** Bytes of the largest image that is unpacked. */
const LARGEST = 32 * 1024 ** 3;
const LIST_MS = 5 * 60_000;
const UNPACK_MS = 30 * 60_000;
const MOST_LISTED = 1024 ** 3;

/**
 * Unpacks a squashfs into a private directory, hands it on and removes it. Its list is read first: what would not fit is
 * refused. Throws INPUT_INVALID for a file that is no squashfs.
 */
export async function withSquashfs<T>(
  file: string,
  processes: ProcessRunner,
  act: (root: string, stateOf: StateOf) => T,
): Promise<T> {
  const image = resolve(file);
  await checkMagic(image);
  // The path begins with a slash, so that it is no option.
  const argv = ["unsquashfs", "-lln", image] as const;
  const { stdout } = await processes.run({ argv, timeLimitMs: LIST_MS, maxOutputBytes: MOST_LISTED }).catch((cause) => {
    if (!(cause instanceof SamedayError) || cause.code !== "PROCESS_FAILED") throw cause;
    throw new SamedayError("INPUT_INVALID", `${image} is a squashfs that cannot be read.`, cause);
  });
  const { states, bytes } = readListing(stdout);
  const place = await mkdtemp(join(tmpdir(), "sameday-image-"));
  try {
    await checkRoom(place, bytes);
    const root = join(place, "root");
    // 2: something was not taken over exactly, such as an owner that this user cannot give (unsquashfs(1)).
    await processes.run({
      argv: ["unsquashfs", "-no-progress", "-no-xattrs", "-dest", root, image],
      timeLimitMs: UNPACK_MS,
      okExitCodes: [0, 2],
    });
    return act(root, (path) => states.get(path));
  } finally {
    await removeTree(place, processes);
  }
}

async function checkMagic(image: string): Promise<void> {
  const handle = await open(image).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${image} cannot be read.`, cause);
  });
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.toString("latin1") !== "hsqs")
      throw new SamedayError("INPUT_INVALID", `${image} is neither a directory nor a squashfs.`);
  } finally {
    await handle.close();
  }
}

async function checkRoom(place: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(place);
  if (bytes > LARGEST)
    throw new SamedayError(
      "INPUT_INVALID",
      `The image holds ${bytes} bytes, more than the ${LARGEST} that are unpacked.`,
    );
  if (bytes > bavail * bsize * 0.9)
    throw new SamedayError("DISK_FULL", `The image needs ${bytes} bytes in ${tmpdir()}; TMPDIR names another place.`);
}

/** Directories of the image may forbid their owner to remove what they hold. */
async function removeTree(place: string, processes: ProcessRunner): Promise<void> {
  const opened = { argv: ["chmod", "-R", "u+rwX", place], timeLimitMs: LIST_MS } as const;
  await processes.run(opened).catch(() => undefined);
  await rm(place, { recursive: true, force: true });
}

/** Lines of `unsquashfs -lln`: `-rwsr-xr-x 0/0 44632 2024-01-01 00:00 squashfs-root/usr/bin/x`. */
export function readListing(list: Uint8Array): {
  readonly states: ReadonlyMap<string, ToldState>;
  readonly bytes: number;
} {
  const states = new Map<string, ToldState>();
  let bytes = 0;
  const text = Buffer.from(list.buffer, list.byteOffset, list.byteLength).toString("utf8");
  for (const line of text.split("\n")) {
    const [, word = "", uid, gid, size, path] =
      /^(\S{10}) +(\d+)\/(\d+) +(\d+(?:, *\d+)?) \d{4}-\d\d-\d\d \d\d:\d\d squashfs-root\/(.*)$/.exec(line) ?? [];
    const mode = modeOf(word);
    if (mode === undefined || path === undefined) continue;
    if (word.startsWith("-")) bytes += Number(size);
    states.set(path, { mode, uid: Number(uid), gid: Number(gid) });
  }
  return { states, bytes };
}
