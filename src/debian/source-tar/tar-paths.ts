import { SamedayError } from "../../kernel/index.ts";

const LONGEST_PATH = 4096;
/** Bytes of all paths of one tarball. */
const ALL_PATHS = 128 * 1024 * 1024;
const MOST_MEMBERS = 600_000;

/** The paths of one tarball as they come: each stands once and lies in directories only. */
export class TarPaths {
  readonly #name: string;
  /** Path to whether it is a directory. */
  readonly #seen = new Map<string, boolean>();
  #bytes = 0;
  #members = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** `type` is the type flag of tar(5). Throws INPUT_INVALID. */
  add(given: string, type: string): void {
    const isDirectory = type === "5";
    this.#bytes += Buffer.byteLength(given);
    this.#members += 1;
    if (Buffer.byteLength(given) > LONGEST_PATH) throw this.#refuse("has a path of more than 4096 bytes");
    if (this.#bytes > ALL_PATHS || this.#members > MOST_MEMBERS) throw this.#refuse("has far too many members");
    const path = given.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
    const shown = JSON.stringify(given.slice(0, 200));
    if (!isDirectory && given.endsWith("/")) throw this.#refuse(`has the file ${shown}, named as a directory`);
    if (isDirectory && (path === "" || path === ".")) return;
    const parts = path.split("/");
    if (parts.some((part) => part === "" || part === "." || part === "..")) {
      throw this.#refuse(`has the path ${shown}, which is not plain`);
    }
    for (let depth = 1; depth < parts.length; depth += 1) {
      const parent = parts.slice(0, depth).join("/");
      if (this.#seen.get(parent) === false) throw this.#refuse(`has ${shown} below what is no directory`);
      this.#seen.set(parent, true);
    }
    const before = this.#seen.get(path);
    if (before !== undefined && !(before && isDirectory)) throw this.#refuse(`holds ${shown} twice`);
    this.#seen.set(path, isDirectory);
    if (this.#seen.size > 2 * MOST_MEMBERS) throw this.#refuse("has far too many directories");
  }

  #refuse(what: string): SamedayError {
    return new SamedayError("INPUT_INVALID", `${this.#name} ${what}.`);
  }
}
