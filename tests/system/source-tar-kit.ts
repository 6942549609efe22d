import fc from "fast-check";

/** One header of a tar archive with everything that readers look at, well formed or not. Texts are bytes in Latin-1. */
export interface RawMember {
  readonly type: string;
  readonly name: string;
  readonly prefix: string;
  readonly link: string;
  readonly content: string;
  readonly mode: string;
  readonly magic: string;
  readonly sum: "unsigned" | "signed" | "wrong";
  readonly size: "octal" | "spaces" | "base-256" | "too large";
  readonly tail: string;
}

const GNU = "ustar  \0";
const USTAR = "ustar\x0000";

/** The bytes of one member. */
export function rawMember(member: RawMember): Buffer {
  const header = Buffer.alloc(512);
  const content = Buffer.from(member.content, "latin1");
  const put = (text: string, at: number, length: number): void =>
    void header.write(text.slice(0, length), at, "latin1");
  put(member.name, 0, 100);
  put(member.mode, 100, 8);
  put("0000000\0", 108, 8);
  put("0000000\0", 116, 8);
  const digits = content.length.toString(8);
  if (member.size === "base-256") {
    header[124] = 0x80;
    header.writeUInt32BE(content.length, 132);
  } else if (member.size === "spaces") put(`${digits.padStart(10)} \0`, 124, 12);
  else put(`${(member.size === "too large" ? "1000" : digits).padStart(11, "0")}\0`, 124, 12);
  put("14000000000\0", 136, 12);
  put(member.type, 156, 1);
  put(member.link, 157, 100);
  put(member.magic, 257, 8);
  put(member.prefix, 345, 155);
  put(member.tail, 500, 12);
  header.fill(0x20, 148, 156);
  const sum = header.reduce((all, byte) => all + (member.sum === "signed" && byte > 127 ? byte - 256 : byte), 0);
  put(`${(sum + (member.sum === "wrong" ? 1 : 0)).toString(8).padStart(6, "0")}\0 `, 148, 8);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding]);
}

/** `20 path=a/very/long\n`: the length counts itself (pax(1)). */
export function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`, "latin1");
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return `${length} ${key}=${value}\n`;
}

const often = <T>(weight: number, ...values: T[]): fc.WeightedArbitrary<T> => ({
  arbitrary: fc.constantFrom(...values),
  weight,
});

const long = `l/${"o".repeat(120)}`;
const names = fc.oneof(
  often(12, "a", "b", "c", "d/a", "d/b", "d/e/f", "./g", "d", "s"),
  often(3, "d/", "e/", "./", "s/a", "s/rules", "ü", "a b", "a\nb", "-x", long, `${"p".repeat(99)}/`),
  often(1, "../a", "/a", "d/../a", "d//a", "d/./a", "", ".", "..", "a/", "\xff", "a\0b", "*", "a\\b", ".pc/x"),
);
const links = fc.oneof(
  often(4, "a", "d", "d/a"),
  often(1, "", "..", "../a", "/etc", "s/a", "\xff", "./a", "nowhere", long),
);

/** An empty file that no reader minds. */
export const PLAIN_MEMBER: RawMember = {
  type: "0",
  name: "a",
  prefix: "",
  link: "",
  content: "",
  mode: "0000644\0",
  magic: USTAR,
  sum: "unsigned",
  size: "octal",
  tail: "",
};

const members: fc.Arbitrary<RawMember> = fc
  .record({
    type: fc.oneof(often(12, "0"), often(6, "5", "2", "1"), often(2, "\0", "7"), often(1, ..."SV34M6NDAXZ")),
    name: names,
    prefix: fc.oneof(often(12, ""), often(1, "p", "d", "d/", "/", "s", "q".repeat(155))),
    link: links,
    content: fc.oneof(often(6, "one", "two", ""), often(1, "x".repeat(512), "y".repeat(513))),
    mode: fc.oneof(often(8, "0000644\0", "0000755\0"), often(1, "0000000\0", "   755 \0", "0100755\0", "00x0755\0")),
    magic: fc.oneof(often(12, USTAR), often(6, GNU), often(1, "\0".repeat(8), "ustar\0\0\0", "ustar \x000")),
    sum: fc.oneof(often(30, "unsigned" as const), often(1, "signed" as const, "wrong" as const)),
    size: fc.oneof(often(20, "octal" as const), often(1, "spaces" as const, "base-256" as const, "too large" as const)),
    tail: fc.oneof(often(30, ""), often(1, "tar\0", "x")),
  })
  .map((member) => {
    const isFile = "0\x007".includes(member.type);
    const name = member.type === "5" && !member.name.endsWith("/") ? `${member.name}/` : member.name;
    return {
      ...member,
      name,
      link: "12".includes(member.type) ? member.link : "",
      content: isFile ? member.content : "",
    };
  });

/** What stands before a member and changes what it is: long names of GNU, pax headers. */
const extensions: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.oneof(often(5, "x", "L"), often(3, "K"), often(1, "g")),
    names,
    fc.oneof(
      often(8, "path"),
      often(4, "comment", "linkpath", "mtime"),
      often(1, "size", "GNU.sparse.name", "GNU.sparse.major", "hdrcharset", "SCHILY.realsize", "LIBARCHIVE.x"),
    ),
    fc.boolean(),
  )
  .map(([type, value, key, ends]) => {
    const isPax = type === "x" || type === "g";
    const content = isPax ? paxRecord(key, key === "mtime" ? "1.5" : value) : `${value}${ends ? "\0" : ""}`;
    return rawMember({ ...PLAIN_MEMBER, type, name: "ext", magic: isPax ? USTAR : GNU, content });
  });

const end = fc.oneof(often(12, 2), often(2, 0, 1, 20)).map((blocks) => Buffer.alloc(512 * blocks));

const archives: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.array(
      fc
        .tuple(
          fc.oneof(
            { arbitrary: fc.constant<Buffer[]>([]), weight: 5 },
            { arbitrary: fc.array(extensions, { maxLength: 3 }), weight: 2 },
          ),
          members,
        )
        .map(([before, member]) => Buffer.concat([...before, rawMember(member)])),
      { minLength: 1, maxLength: 5 },
    ),
    end,
  )
  .map(([all, tail]) => Buffer.concat([...all, tail]));

/**
 * Small archives, most of them nearly right: duplicates, links, odd types and sizes, several headers for one member,
 * archives behind archives, cut ones, and ones with a byte changed (where its header's sum may be right again or not).
 */
export const rawArchives: fc.Arbitrary<Buffer> = fc.oneof(
  { arbitrary: archives, weight: 12 },
  { arbitrary: fc.tuple(archives, archives).map((both) => Buffer.concat(both)), weight: 1 },
  {
    arbitrary: fc.tuple(archives, fc.nat(2000)).map(([bytes, cut]) => bytes.subarray(0, -1 - (cut % bytes.length))),
    weight: 1,
  },
  {
    arbitrary: fc.tuple(archives, fc.nat(), fc.nat(255)).map(([bytes, at, byte]) => {
      const changed = Buffer.from(bytes);
      changed[at % changed.length] = byte;
      return resummed(changed, Math.floor((at % changed.length) / 512) * 512);
    }),
    weight: 2,
  },
);

/** Makes the sum of the header at this place right; of content, which is taken for one, it changes some bytes. */
function resummed(bytes: Buffer, at: number): Buffer {
  const header = bytes.subarray(at, at + 512);
  if (header.length < 512 || header.toString("latin1", 257, 262) !== "ustar") return bytes;
  header.fill(0x20, 148, 156);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return bytes;
}
