import { decodeText } from "./charset.ts";
import type { Notes } from "./notes.ts";
import { readStructured } from "./parameters.ts";
import { decodeTransfer } from "./transfer-encoding.ts";
import type { Entity, Headers, Part } from "./types.ts";
import { decodeHeaderWords } from "./words.ts";

const TOKEN = "[-!#$%&'*+.^_`|~0-9A-Za-z]+";
const MEDIA_TYPE = new RegExp(`^(${TOKEN})\\s*/\\s*(${TOKEN})`);

/** Reads the MIME headers of a block. `defaultType` is message/rfc822 inside a multipart/digest (RFC 2046, 5.1.5). */
export function describeEntity(headers: Headers, defaultType: string, notes: Notes): Entity {
  const type = readStructured(headers.get("content-type")?.raw ?? "");
  const placed = readStructured(headers.get("content-disposition")?.raw ?? "");
  for (const oddity of [type.oddity, placed.oddity]) if (oddity !== undefined) notes.add("header-odd", oddity);
  const given = MEDIA_TYPE.exec(type.value);
  const mediaType = given === null ? undefined : `${given[1]}/${given[2]}`.toLowerCase();
  return {
    headers,
    mediaType: mediaType ?? (headers.count("content-type") === 0 ? defaultType : "text/plain"),
    parameters: type.parameters,
    disposition: dispositionOf(placed.value),
    fileName: fileNameOf(placed.parameters.get("filename")) ?? fileNameOf(type.parameters.get("name")),
    encoding: readStructured(headers.get("content-transfer-encoding")?.raw ?? "").value.toLowerCase(),
  };
}

/** The part made of an entity and its bytes. A multipart has no encoding of its own, whatever it says (RFC 2045, 6.4). */
export function partOf(entity: Entity, raw: Uint8Array, body: Uint8Array, children: readonly Part[]): Part {
  const { mediaType, parameters, encoding } = entity;
  const content = (): Uint8Array => (isMultipart(mediaType) ? body : decodeTransfer(body, encoding));
  const text = (): string => decodeText(content(), parameters.get("charset"));
  return { ...entity, raw, body, content, text, children };
}

export function isMultipart(mediaType: string): boolean {
  return mediaType.startsWith("multipart/");
}

/** Types whose body is one whole message (RFC 2046, 5.2.1; RFC 6532, 3.7). */
export function isMessage(mediaType: string): boolean {
  return mediaType === "message/rfc822" || mediaType === "message/global";
}

function dispositionOf(value: string): Entity["disposition"] {
  if (value === "") return undefined;
  return value.toLowerCase() === "inline" ? "inline" : "attachment";
}

/** Encoded words are not allowed there (RFC 2047, 5), but are what many programs write. */
function fileNameOf(given: string | undefined): string | undefined {
  return given === undefined || given === "" ? undefined : decodeHeaderWords(given);
}
