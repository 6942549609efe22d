import { SamedayError } from "../../kernel/index.ts";
import { requireHarmlessRecords } from "./pax-records.ts";
import { TarPaths } from "./tar-paths.ts";

const BLOCK = 512;
/** Bytes of one extension header (a pax header or a long name of GNU). */
const LARGEST_EXTENSION = 1024 * 1024;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

interface Extension {
  readonly type: string;
  readonly chunks: Uint8Array[];
}

/**
 * Watches the raw bytes of a source tarball and refuses what two readers could understand differently.
 * Review and signature rest on reading the same files that GNU tar unpacks for dpkg-source.
 */
export class TarGuard {
  readonly #name: string;
  readonly #paths: TarPaths;
  #block = Buffer.alloc(0);
  /** Bytes of the present member still to pass, with their padding. */
  #left = 0;
  #content = 0;
  #extension: Extension | undefined;
  /** What extension headers say of the member that comes next, and of which types they are. */
  #named: { path?: string; link?: string } = {};
  #extensions = "";
  #ended = false;

  constructor(name: string) {
    this.#name = name;
    this.#paths = new TarPaths(name);
  }

  /** Takes the next bytes before any other reader does. Throws INPUT_INVALID. */
  check(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const taken = chunk.subarray(at, at + this.#left);
        this.#keep(taken);
        this.#left -= taken.length;
        at += taken.length;
        if (this.#left === 0) this.#finishExtension();
        continue;
      }
      const taken = chunk.subarray(at, at + BLOCK - this.#block.length);
      at += taken.length;
      if (this.#ended) {
        if (taken.some((byte) => byte !== 0)) throw this.#refuse("goes on behind its end-of-archive marker");
        continue;
      }
      this.#block = Buffer.concat([this.#block, taken]);
      if (this.#block.length < BLOCK) continue;
      const header = this.#block;
      this.#block = Buffer.alloc(0);
      this.#header(header);
    }
  }

  /** What unpacking leaves on top so far: name to whether it is a directory. */
  tops(): ReadonlyMap<string, boolean> {
    return this.#paths.tops();
  }

  #header(header: Buffer): void {
    if (header.every((byte) => byte === 0)) {
      this.#ended = true;
      return;
    }
    const magic = header.toString("latin1", 257, 265);
    const isUstar = magic.startsWith("ustar\0");
    if (!isUstar && magic !== "ustar  \0") throw this.#refuse("is in a tar format other than ustar, pax or GNU");
    if (isUstar && header.subarray(500).some((byte) => byte !== 0)) throw this.#refuse("is in the format of star");
    const size = this.#size(header);
    const type = String.fromCharCode(header[156] || 0x30);
    if ("xgLK".includes(type)) {
      if (size > LARGEST_EXTENSION) throw this.#refuse("has an extension header that is far too large");
      this.#requireClear(type);
      this.#extension = { type, chunks: [] };
    } else {
      if (!"01257".includes(type)) throw this.#refuse(`has a member of the type ${JSON.stringify(type)}`);
      if (size > 0 && !"07".includes(type)) throw this.#refuse("has a link or directory with content");
      const prefix = isUstar ? this.#text(header.subarray(345, 500)) : "";
      const own = (prefix && `${prefix}/`) + this.#text(header.subarray(0, 100));
      const link = this.#named.link ?? this.#text(header.subarray(157, 257));
      this.#paths.add(this.#named.path ?? own, type, link);
      this.#named = {};
      this.#extensions = "";
    }
    this.#content = size;
    this.#left = Math.ceil(size / BLOCK) * BLOCK;
    if (this.#left === 0) this.#finishExtension();
  }

  #size(header: Buffer): number {
    const field = header.toString("latin1", 124, 136);
    const digits = /^ *([0-7]{1,11})[ \0]*$/.exec(field)?.[1];
    if (digits === undefined) throw this.#refuse("has a member whose size is not written in octal digits");
    return Number.parseInt(digits, 8);
  }

  #keep(bytes: Uint8Array): void {
    const taken = bytes.subarray(0, Math.min(bytes.length, this.#content));
    this.#content -= taken.length;
    if (this.#extension) this.#extension.chunks.push(Uint8Array.from(taken));
  }

  #finishExtension(): void {
    const extension = this.#extension;
    if (!extension) return;
    this.#extension = undefined;
    const content = Buffer.concat(extension.chunks);
    if (extension.type === "L") this.#rename({ path: this.#text(content) });
    else if (extension.type === "K") this.#rename({ link: this.#text(content) });
    else {
      const records = requireHarmlessRecords(content, extension.type === "g", this.#name);
      const [path, link] = [records.get("path"), records.get("linkpath")];
      this.#rename({ ...(path === undefined ? {} : { path }), ...(link === undefined ? {} : { link }) });
    }
  }

  /** Whether a second header adds to the first, replaces it, or comes after it, differs between readers. */
  #requireClear(type: string): void {
    const isClear = type === "x" || type === "g" ? this.#extensions === "" : !this.#extensions.includes("x");
    if (!isClear || this.#extensions.includes(type)) throw this.#refuse("has several headers for one member");
    if (type !== "g") this.#extensions += type;
  }

  #rename(named: { path?: string; link?: string }): void {
    if (Object.values(named).includes("")) throw this.#refuse("has an empty name");
    this.#named = { ...this.#named, ...named };
  }

  /** Up to the first NUL. */
  #text(bytes: Uint8Array): string {
    const end = bytes.indexOf(0);
    try {
      return UTF8.decode(end < 0 ? bytes : bytes.subarray(0, end));
    } catch {
      // Git would name another tree, and two names could look like one.
      throw new SamedayError("INPUT_INVALID", `${this.#name} has a name that is not UTF-8.`);
    }
  }

  #refuse(what: string): SamedayError {
    return new SamedayError("INPUT_INVALID", `${this.#name} ${what}: tar readers do not agree on it. Pack it anew.`);
  }
}
