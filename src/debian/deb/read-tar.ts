import { extract, type Header } from "tar-stream";
import { quote } from "../problems.ts";
import type { ArMember } from "./ar.ts";
import { DebFault, type DebLimits } from "./limits.ts";
import { type UnpackTarget, unpack } from "./unpack.ts";

export type MemberType = "file" | "directory" | "symlink" | "hard-link" | "device" | "fifo";

/** One member of a package's archive, as it would be unpacked on a machine. */
export interface TarMember {
  /** Without `./` in front and without `/` at the end; the root itself is not listed. */
  readonly path: string;
  readonly type: MemberType;
  /** Permissions with setuid, setgid and sticky bits: 0o4755. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly owner: string;
  readonly group: string;
  /** Bytes; 0 for what has no contents. */
  readonly size: number;
  /** Where a link points, as written; `` for others. */
  readonly link: string;
}

const TYPES: Readonly<Record<string, MemberType>> = {
  file: "file",
  "contiguous-file": "file",
  directory: "directory",
  symlink: "symlink",
  link: "hard-link",
  "character-device": "device",
  "block-device": "device",
  fifo: "fifo",
};
/** A tar archive ends with empty blocks of this size. */
const BLOCK = 512;

export interface ReadTarOptions {
  readonly runner: UnpackTarget["runner"];
  readonly bytes: number;
  readonly entries: DebLimits["entries"];
  /** Receives the contents of regular files; without it they pass by unread. */
  readonly contents?: (member: TarMember, bytes: Uint8Array) => void;
}

/**
 * Lists a packed tar archive without writing anything to disk. Throws DebFault for what is damaged, too large or
 * hostile.
 */
export async function readTar(archive: ArMember, options: ReadTarOptions): Promise<readonly TarMember[]> {
  const members: TarMember[] = [];
  const stopper = new AbortController();
  const tar = extract();
  let failure: Error | undefined;
  let unpacked = 0;
  const fail = (error: Error): void => {
    failure ??= error;
    stopper.abort();
    tar.destroy();
  };
  const finished = new Promise<void>((resolve) => tar.on("close", () => resolve()));
  tar.on("error", () => fail(new DebFault("deb-damaged", `${archive.name} is cut off or no tar archive.`)));
  tar.on("entry", (header, stream, next) => {
    try {
      const member = toMember(header);
      if (member) members.push(member);
      if (members.length > options.entries)
        throw new DebFault("deb-too-large", `${archive.name} has too many members.`);
      const chunks: Uint8Array[] = [];
      stream.on("data", (chunk) => {
        if (options.contents) chunks.push(chunk as Uint8Array);
      });
      // What breaks off a member also breaks off the archive, and is told there.
      stream.on("error", () => undefined);
      stream.on("end", () => {
        if (member?.type === "file") options.contents?.(member, Buffer.concat(chunks));
        next();
      });
    } catch (error) {
      fail(error as Error);
    }
  });
  const take = (chunk: Uint8Array): void => {
    unpacked += chunk.length;
    if (!failure) tar.write(Buffer.from(chunk));
  };
  try {
    await unpack(archive, { runner: options.runner, limit: options.bytes, take, signal: stopper.signal });
  } catch (error) {
    fail(error as Error);
  }
  if (!failure) tar.end(null);
  await finished;
  if (failure) throw failure;
  if (unpacked < BLOCK) throw new DebFault("deb-damaged", `${archive.name} is empty.`);
  return members;
}

/**
 * Undefined for the root directory. Throws for members that no package has: they are made to harm whoever unpacks
 * them.
 */
function toMember(header: Header): TarMember | undefined {
  const type = TYPES[header.type ?? ""];
  if (!type) throw new DebFault("deb-form", `${quote(header.name)} is of a kind that packages do not have.`);
  const path = plainPath(header.name);
  if (path === "" && type === "directory") return undefined;
  const link = header.linkname || "";
  if (path === "") throw new DebFault("deb-form", "A member has no name.");
  if (type === "hard-link") plainPath(link);
  return {
    path,
    type,
    mode: header.mode & 0o7777,
    uid: header.uid,
    gid: header.gid,
    owner: header.uname,
    group: header.gname,
    size: type === "file" ? header.size : 0,
    link: type === "symlink" || type === "hard-link" ? link : "",
  };
}

function plainPath(name: string): string {
  const parts = name.split("/").filter((part, index) => part !== "" || index === 0);
  const plain = parts[0] === "." ? parts.slice(1) : parts;
  if (plain.includes("..") || plain[0] === "" || name.includes("\0")) {
    throw new DebFault("deb-form", `The member ${quote(name)} leaves its package.`);
  }
  return plain.join("/");
}
