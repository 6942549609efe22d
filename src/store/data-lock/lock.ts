import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SamedayError } from "../../kernel/index.ts";

/*
 * Who holds the data directory. Each contender listens on a socket of its own below `lock/`, under a name that is never
 * used again, and only then looks around: it holds the directory when nobody else answers. Of two contenders the later
 * one to listen always sees the earlier, so two can never both hold it; two that meet withdraw and try again.
 * The kernel closes the socket of a process that dies, however it dies, so a stale lock is one that does not answer,
 * and removing its name takes nothing from anybody. Nothing here depends on process ids or clocks.
 */

export interface DataLock {
  release(): Promise<void>;
}

const ATTEMPTS = 8;
const ANSWER_MS = 1000;

/** Throws CONFLICT when another process holds the directory; `purpose` is what it will be told by us, say `desk`. */
export async function lockDataDirectory(dataDirectory: string, purpose: string): Promise<DataLock> {
  const directory = path.join(dataDirectory, "lock");
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  // The path of a socket is short when it goes through an open directory; a link in its place is not followed.
  const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    await shareWithOwner(handle, dataDirectory);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const lock = await tryLock(handle, purpose);
      if (typeof lock !== "string") return lock;
      if (lock !== "") throw new SamedayError("CONFLICT", `The data directory ${dataDirectory} is in use: ${lock}.`);
      await sleep(20 + Math.random() * 200);
    }
    throw new SamedayError("CONFLICT", `The data directory ${dataDirectory} is being opened by somebody else.`);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The lock, or what its holder says of itself, or "" when others were only trying as well. */
async function tryLock(directory: FileHandle, purpose: string): Promise<DataLock | string> {
  const at = (name: string): string => `/proc/self/fd/${directory.fd}/${name}`;
  const name = `${randomBytes(8).toString("hex")}.sock`;
  let says = "";
  const server = createServer((peer) => {
    peer.on("error", () => undefined);
    peer.end(says);
  });
  server.unref();
  // A name that others look at appears only after the socket listens: before, it would look stale.
  await listen(server, at(`${name}.new`));
  await rename(at(`${name}.new`), at(name));
  const release = async (): Promise<void> => {
    await unlink(at(name)).catch(() => undefined);
    await new Promise((resolve) => server.close(resolve));
  };
  const others: string[] = [];
  for (const other of await readdir(at("."))) {
    if (!other.endsWith(".sock") || other === name) continue;
    const answer = await ask(at(other));
    if (answer === undefined) await unlink(at(other)).catch(() => undefined);
    else others.push(answer);
  }
  if (others.length > 0) {
    await release();
    return others.find((answer) => answer !== "") ?? "";
  }
  says = `held by ${purpose}, process ${process.pid}`;
  return {
    async release() {
      await release();
      await directory.close();
    },
  };
}

/** Made by root, the lock must still be seen by the directory's owner later, and the other way round. */
async function shareWithOwner(lock: FileHandle, dataDirectory: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dataDirectory);
  await lock.chown(uid, gid);
}

function listen(server: Server, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    // Who may enter the directory may ask; the socket is bound inside listen(), so the mask holds for it alone.
    const mask = process.umask(0);
    try {
      server.listen(name, resolve);
    } finally {
      process.umask(mask);
    }
  });
}

/** What the listener says, "" when it is only trying as well, undefined when the kernel knows no listener. */
function ask(name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = "";
    let alive = true;
    const socket = connect(name);
    socket.setTimeout(ANSWER_MS, () => {
      text = "held by a process that is too busy to say who it is";
      socket.destroy();
    });
    socket.on("data", (chunk) => {
      text += chunk.toString("utf8").slice(0, 200);
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      alive = error.code !== "ECONNREFUSED" && error.code !== "ENOENT";
    });
    socket.on("close", () => resolve(alive ? text : undefined));
  });
}
