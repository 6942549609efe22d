import { isValidVersion } from "../../kernel/index.ts";
import { createWordTable, type WordTable } from "./word-table.ts";

/** The words of notes, one spelling of each in memory. */
export interface Words {
  /** Of packages, releases and the words in angle brackets. */
  readonly names: WordTable<string>;
  /** undefined is one that dpkg refuses. */
  readonly versions: WordTable<string | undefined>;
}

/** Tables for lists that are read together. */
export function createWords(): Words {
  return {
    names: createWordTable((name) => name),
    versions: createWordTable((version) => (isValidVersion(version) ? version : undefined)),
  };
}
