import type { Sha256 } from "../../kernel/index.ts";

interface NamedHash {
  readonly name: string;
  readonly sha256: Sha256;
}

/** What the rules about statements look at: of an update that is to be published, or of one that was. */
export interface JudgedUpdate {
  readonly update: string;
  readonly source: string;
  readonly version: string;
  readonly release: string;
  readonly dsc: NamedHash;
  readonly debs: readonly NamedHash[];
  /** Every file: these, the .buildinfo and the rest. */
  readonly files: readonly NamedHash[];
}
