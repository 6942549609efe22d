import { SamedayError } from "../../kernel/index.ts";

const DATE = "$date";

/** JSON in which a Date comes back as a Date. Throws INPUT_INVALID for an object that looks like one written down. */
export function encodeContents(value: unknown): Uint8Array {
  const text = JSON.stringify(value, function (this: Record<string, unknown>, name: string, member: unknown) {
    if (name === DATE && !(this instanceof Written)) {
      throw new SamedayError("INPUT_INVALID", `Contents of a case must not have a member named ${DATE}.`);
    }
    // JSON.stringify has made a text of a Date before it asks here.
    const original = this[name];
    return original instanceof Date ? new Written(original) : member;
  });
  return Buffer.from(text ?? "null");
}

/** What `encodeContents` made these bytes of; members that were undefined are absent. */
export function decodeContents(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString("utf8"), (_name, member: unknown) => {
    const at = (member as { [DATE]?: unknown } | null)?.[DATE];
    return typeof at === "string" ? new Date(at) : member;
  });
}

class Written {
  readonly [DATE]: string;

  constructor(at: Date) {
    this[DATE] = at.toISOString();
  }
}
