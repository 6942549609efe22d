import { describe, expect, test, vi } from "vitest";
import type { ClearTextRead, SignatureFact } from "../../../openpgp/index.ts";
import { readSignedBlock, type TextSource } from "./read-signed-block.ts";
import { OUTSIDE, type ReadingOpener, startReading } from "./reading.ts";

const framed = (text: string): string =>
  `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n${text}\n-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----`;

const fact = (state: SignatureFact["state"]): SignatureFact => ({
  state,
  signer: state === "good" ? "AAAA" : undefined,
  made: undefined,
  weakHash: false,
  inFuture: false,
});

/** An opener for which the signature is good over these bytes of a text alone, and a text behind a `!` is none. */
function openerFor(signed: Buffer) {
  return vi.fn(async (block: Uint8Array): Promise<ClearTextRead | undefined> => {
    const frame = Buffer.from(block);
    const bytes = frame.subarray(frame.indexOf("\n\n") + 2, frame.indexOf("\n-----BEGIN PGP SIGNATURE"));
    if (bytes.includes("!")) return undefined;
    return { bytes, text: bytes.toString("latin1"), signatures: [fact(bytes.equals(signed) ? "good" : "bad")] };
  });
}

async function read(text: string, signed: Buffer, source: TextSource | undefined) {
  const verifyClearText = openerFor(signed);
  const reading = startReading({ verifyClearText } as unknown as ReadingOpener, []);
  await readSignedBlock(reading, { armor: framed(text), index: 0, of: 1 }, OUTSIDE, source);
  const [piece] = reading.found.pieces;
  return { text: piece?.text, states: reading.found.signatures.map(({ state }) => state), asked: verifyClearText };
}

const inBytes = (charset: string, bytes: Buffer): TextSource => ({
  charset,
  bytes: () =>
    Buffer.concat([Buffer.from(framed("|").split("|")[0] ?? ""), bytes, Buffer.from(framed("|").split("|")[1] ?? "")]),
});
const GRUSS = Buffer.from("Gr\xfc\xdfe", "latin1");

describe("a clear-signed text in a charset of its own", () => {
  test("is good over the bytes as they came, and shown from them", async () => {
    const koi8 = Buffer.from([0xce, 0xc5, 0xd4]);
    expect(await read("Grüße", GRUSS, inBytes("iso-8859-1", GRUSS))).toMatchObject({ text: "Grüße", states: ["good"] });
    expect(await read("нет", koi8, inBytes("koi8-r", koi8))).toMatchObject({ text: "нет", states: ["good"] });
  });

  test("is good over UTF-8 where a mail system put it into another charset", async () => {
    const answer = await read("Grüße", Buffer.from("Grüße"), inBytes("iso-8859-1", GRUSS));
    expect(answer.states).toEqual(["good"]);
    expect(answer.asked).toHaveBeenCalledTimes(1);
  });

  test.each<[string, TextSource | undefined, number]>([
    ["no bytes are known", undefined, 1],
    ["the bytes are the same", inBytes("utf-8", Buffer.from("Grüße")), 1],
    ["the bytes hold no such block", { charset: "utf-16", bytes: () => Buffer.from(framed("x"), "utf16le") }, 1],
    ["neither is what was signed", inBytes("iso-8859-1", GRUSS), 2],
    ["the bytes are framed otherwise", inBytes("iso-8859-1", Buffer.from("!")), 2],
  ])("is bad where %s", async (_name, source, asked) => {
    const answer = await read("Grüße", Buffer.from("other"), source);
    expect(answer.states).toEqual(["bad"]);
    expect(answer.asked).toHaveBeenCalledTimes(asked);
  });

  test("that is none is shown as it stands", async () => {
    expect(await read("a!", GRUSS, undefined)).toMatchObject({ text: framed("a!"), states: ["bad"] });
  });
});
