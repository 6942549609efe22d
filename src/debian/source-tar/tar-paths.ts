import { SamedayError } from "../../kernel/index.ts";

/** Bytes of a path, as Linux takes them. */
const LONGEST_PATH = 4096;
/** Of one tarball; the fullest sources of Debian have about 450,000 members, with 40 MB of paths. */
export interface TarBounds {
  readonly members: number;
  /** Bytes of all paths that are kept: of members and of directories that no member names. */
  readonly bytes: number;
}

const BOUNDS: TarBounds = { members: 600_000, bytes: 64 * 1024 * 1024 };

type Kind = "directory" | "file" | "link";

/** The paths of one tarball as they come: each stands once and lies in directories only. */
export class TarPaths {
  readonly #name: string;
  readonly #bounds: TarBounds;
  readonly #seen = new Map<string, Kind>();
  #bytes = 0;
  #members = 0;

  constructor(name: string, bounds = BOUNDS) {
    this.#name = name;
    this.#bounds = bounds;
  }

  /** `type` is the type flag of tar(5), `link` what a link points at. Throws INPUT_INVALID. */
  add(given: string, type: string, link = ""): void {
    const isDirectory = type === "5";
    this.#members += 1;
    if (this.#members > this.#bounds.members) throw this.#refuse("has far too many members");
    if (Math.max(Buffer.byteLength(given), Buffer.byteLength(link)) > LONGEST_PATH) {
      throw this.#refuse(`has a path of more than ${LONGEST_PATH} bytes`);
    }
    const path = clean(given).replace(/\/+$/, "");
    const shown = JSON.stringify(given.slice(0, 200));
    if (!isDirectory && given.endsWith("/")) throw this.#refuse(`has the file ${shown}, named as a directory`);
    if (isDirectory && (path === "" || path === ".")) return;
    const parts = path.split("/");
    if (parts.some((part) => part === "" || part === "." || part === "..")) {
      throw this.#refuse(`has the path ${shown}, which is not plain`);
    }
    const before = this.#seen.get(path);
    if (before !== undefined && !(before === "directory" && isDirectory)) throw this.#refuse(`holds ${shown} twice`);
    if (type === "1" && this.#seen.get(clean(link)) !== "file") {
      throw this.#refuse(`has ${shown} as a hard link to no file before it`);
    }
    if (before === undefined) this.#keep(path, isDirectory ? "directory" : type === "2" ? "link" : "file");
    this.#requireDirectories(path, shown);
  }

  /** Those without a slash: name to whether it is a directory. */
  tops(): ReadonlyMap<string, boolean> {
    const tops = [...this.#seen].filter(([path]) => !path.includes("/"));
    return new Map(tops.map(([path, kind]) => [path, kind === "directory"]));
  }

  /** From the path upwards until a directory that is known, whose own parents are known then, too. */
  #requireDirectories(path: string, shown: string): void {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const parent = path.slice(0, end);
      const kind = this.#seen.get(parent);
      if (kind === "directory") return;
      if (kind !== undefined) throw this.#refuse(`has ${shown} below what is no directory`);
      this.#keep(parent, "directory");
    }
  }

  #keep(path: string, kind: Kind): void {
    this.#bytes += Buffer.byteLength(path);
    if (this.#bytes > this.#bounds.bytes) throw this.#refuse("has far too many or too long paths");
    if (this.#seen.size >= 2 * this.#bounds.members) throw this.#refuse("has far too many directories");
    this.#seen.set(path, kind);
  }

  #refuse(what: string): SamedayError {
    return new SamedayError("INPUT_INVALID", `${this.#name} ${what}.`);
  }
}

function clean(path: string): string {
  return path.replace(/^(?:\.\/)+/, "");
}
