import { mkdtemp, open, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { shownName } from "../tree/names.ts";
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
  const { stdout } = await processes
    .run({ argv, timeLimitMs: LIST_MS, maxOutputBytes: MOST_LISTED })
    .catch((cause) => Promise.reject(damaged(image, cause)));
  const { stateOf, bytes } = readListing(stdout);
  const place = await mkdtemp(join(tmpdir(), "sameday-image-"));
  try {
    await checkRoom(place, bytes);
    const root = join(place, "root");
    // 2: something was not taken over exactly, such as an owner that this user cannot give (unsquashfs(1)).
    const argv = ["unsquashfs", "-no-progress", "-no-xattrs", "-dest", root, image] as const;
    await processes
      .run({ argv, timeLimitMs: UNPACK_MS, okExitCodes: [0, 2] })
      .catch((cause) => Promise.reject(damaged(image, cause)));
    return act(root, stateOf);
  } finally {
    await removeTree(place, processes);
  }
}

/** A squashfs that unsquashfs gives up on, with its last words: damaged, cut short, or packed in a way that it does not know. */
function damaged(image: string, cause: unknown): unknown {
  if (!(cause instanceof SamedayError) || cause.code !== "PROCESS_FAILED") return cause;
  const said = cause.cause instanceof Error ? (cause.cause.message.trim().split("\n").at(-1) ?? "") : "";
  const words = said
    .replace(/^FATAL ERROR: */, "")
    .replace(/[^ -~]/g, "?")
    .slice(0, 200);
  const why = words === "" ? "." : `: ${words}`;
  return new SamedayError("INPUT_INVALID", `${image} is a squashfs that cannot be read${why}`, cause);
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

const LISTED = /^(\S{10}) +(\d+)\/(\d+) +(\d+(?:, *\d+)?) \d{4}-\d\d-\d\d \d\d:\d\d squashfs-root(?:\/|$)/;

/**
 * Lines of `unsquashfs -lln`: `-rwsr-xr-x 0/0 44632 2024-01-01 00:00 squashfs-root/usr/bin/x`. A name with a line end is
 * printed as it is, so that its rest may look like the line of another file: what lines say of one name counts together,
 * and such a name is asked for by its beginning.
 */
export function readListing(list: Uint8Array): { readonly stateOf: StateOf; readonly bytes: number } {
  const text = Buffer.from(list.buffer, list.byteOffset, list.byteLength);
  const states = new Map<string, ToldState>();
  const links = new Map<string, ToldState>();
  let bytes = 0;
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf(10, at);
    const end = next < 0 ? text.length : next;
    const line = text.subarray(at, end);
    at = end + 1;
    const [start = "", word = "", uid, gid, size] = LISTED.exec(line.toString("latin1")) ?? [];
    const mode = modeOf(word);
    if (mode === undefined) continue;
    const told = { mode, uid: Number(uid), gid: Number(gid) };
    const name = line.subarray(start.length);
    if (word.startsWith("l")) links.set(shownName(name.subarray(0, Math.max(0, name.indexOf(" -> ")))), told);
    if (word.startsWith("-")) bytes += Number(size);
    else if (!word.startsWith("d")) continue;
    const path = shownName(name);
    const before = states.get(path);
    states.set(path, before ? together(before, told) : told);
  }
  return {
    stateOf: (path) => {
      const name = path.split("\n", 1)[0] ?? "";
      return states.get(name) ?? links.get(name);
    },
    bytes,
  };
}

/** The stronger of what is told. */
function together(one: ToldState, other: ToldState): ToldState {
  return { mode: one.mode | other.mode, uid: Math.min(one.uid, other.uid), gid: Math.min(one.gid, other.gid) };
}
