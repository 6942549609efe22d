import type { BinaryEntry, SourceEntry } from "../../debian/index.ts";
import type { Parsed, Problem } from "../../kernel/index.ts";

/** Entries of a suite's index files, gathered file by file. */
export class EntryCollection {
  readonly sources: SourceEntry[] = [];
  readonly binaries: BinaryEntry[] = [];
  readonly problems: Problem[] = [];
  readonly #forAll = new Set<string>();

  addSources(read: Parsed<readonly SourceEntry[]>): void {
    for (const entry of read.value) this.sources.push(entry);
    this.#addProblems(read.problems);
  }

  /** The index of each architecture lists the packages for all of them, too: each version of those is kept once. */
  addBinaries(read: Parsed<readonly BinaryEntry[]>): void {
    for (const entry of read.value) if (this.#isNew(entry)) this.binaries.push(entry);
    this.#addProblems(read.problems);
  }

  #isNew(entry: BinaryEntry): boolean {
    if (entry.architecture !== "all") return true;
    const before = this.#forAll.size;
    this.#forAll.add(`${entry.component} ${entry.package} ${entry.version}`);
    return this.#forAll.size > before;
  }

  #addProblems(problems: readonly Problem[]): void {
    for (const problem of problems) this.problems.push(problem);
  }
}
