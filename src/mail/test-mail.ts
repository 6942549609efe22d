import type { Part } from "./types.ts";

/** A message of lines, each ended by CR LF. For tests. */
export function mailOf(...lines: readonly string[]): Uint8Array {
  return bytesOf(lines.map((line) => `${line}\r\n`).join(""));
}

/** Characters up to U+00FF as bytes of that number. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

export function latin1Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

/** A tree as media types and leaves' bodies. */
export type Shape = string | readonly [string, ...Shape[]];

export function shapeOf(part: Part): Shape {
  return part.children.length === 0
    ? `${part.mediaType} ${latin1Of(part.body)}`
    : [part.mediaType, ...part.children.map(shapeOf)];
}
