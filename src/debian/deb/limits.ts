/** How much of a .deb is read before it is taken for an attack. */
export interface DebLimits {
  /** Bytes of the .deb itself, which is read into memory. */
  readonly fileBytes: number;
  /** Bytes of the control archive, unpacked. */
  readonly controlBytes: number;
  /** Bytes of the data archive, unpacked; it passes by and is not kept. */
  readonly dataBytes: number;
  /** Members of either archive. */
  readonly entries: number;
}

const MIB = 1024 * 1024;

/** Above everything that Debian ships: the largest packages are about 1 GiB, the fullest have about 100,000 files. */
export const DEB_LIMITS: DebLimits = {
  fileBytes: 2048 * MIB,
  controlBytes: 64 * MIB,
  dataBytes: 32 * 1024 * MIB,
  entries: 500_000,
};

/** Ends the reading of a .deb with one problem; it never leaves the room. */
export class DebFault extends Error {
  readonly code: "deb-damaged" | "deb-too-large" | "deb-form";

  constructor(code: DebFault["code"], message: string) {
    super(message);
    this.code = code;
  }
}
