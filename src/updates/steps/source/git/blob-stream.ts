import { SamedayError } from "../../../../kernel/index.ts";
import type { ListedTreeFile } from "./parse-tree-listing.ts";

/** Takes the content of one file after the other. */
export interface BlobSink {
  begin(file: ListedTreeFile): Promise<void>;
  write(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

/** Splits what `git cat-file --batch` prints for these files, in this order, into their contents. */
export class BlobStream {
  readonly #files: readonly ListedTreeFile[];
  readonly #sink: BlobSink;
  #index = 0;
  #head = Buffer.alloc(0);
  /** Bytes of the open file still to come, with the line end behind it; undefined between files. */
  #left: number | undefined;

  constructor(files: readonly ListedTreeFile[], sink: BlobSink) {
    this.#files = files;
    this.#sink = sink;
  }

  /** Throws INTERNAL when git prints anything but what it was asked for. */
  async take(chunk: Uint8Array): Promise<void> {
    let rest: Buffer = Buffer.from(chunk);
    while (rest.length > 0) {
      if (this.#left === undefined) rest = await this.#readHead(rest);
      else rest = await this.#readContent(rest, this.#left);
    }
  }

  /** Throws INTERNAL when git ended before the last file did. */
  end(): void {
    if (this.#left !== undefined || this.#index !== this.#files.length) throw unexpected();
  }

  async #readHead(bytes: Buffer): Promise<Buffer> {
    const end = bytes.indexOf(0x0a);
    this.#head = Buffer.concat([this.#head, end < 0 ? bytes : bytes.subarray(0, end)]);
    const file = this.#files[this.#index];
    if (!file || this.#head.length > 200) throw unexpected();
    if (end < 0) return Buffer.alloc(0);
    if (this.#head.toString("latin1") !== `${file.id} blob ${file.size}`) throw unexpected();
    this.#head = Buffer.alloc(0);
    this.#left = file.size + 1;
    await this.#sink.begin(file);
    return bytes.subarray(end + 1);
  }

  async #readContent(bytes: Buffer, left: number): Promise<Buffer> {
    const part = bytes.subarray(0, left);
    const content = part.subarray(0, Math.min(part.length, left - 1));
    if (content.length > 0) await this.#sink.write(content);
    this.#left = left - part.length;
    if (this.#left === 0) {
      await this.#sink.end();
      this.#left = undefined;
      this.#index += 1;
    }
    return bytes.subarray(part.length);
  }
}

function unexpected(): SamedayError {
  return new SamedayError("INTERNAL", "git printed other objects than it was asked for.");
}
