import { hasErrors, type Parsed, type Place } from "../kernel/index.ts";
import { assemble, type MirrorTaken } from "./assemble.ts";
import { checkDefinition } from "./check/check.ts";
import type { FileSystem } from "./check/files.ts";
import type { AptRepository } from "./machine-mirror.ts";
import { createReport } from "./read/field.ts";
import { type Definition, definition } from "./schema.ts";
import { parseToml } from "./toml/tree.ts";
import type { Distribution } from "./types.ts";

/** What reading a definition answers: the distribution when there is no error, and how it was understood. */
export interface LoadedDistribution extends Parsed<Distribution | undefined> {
  /** Where each suite's address comes from; empty when there are errors. */
  readonly mirrors: readonly MirrorTaken[];
  /** Where each person stands in the file, by id; for problems that are found later. */
  readonly peoplePlaces: ReadonlyMap<string, Place>;
  /** Where each scheduled audit says what it runs, by name: only the audit itself knows its rules. */
  readonly auditPlaces: ReadonlyMap<string, Place>;
}

export interface DefinitionSurroundings {
  /** Name of the file in places of problems. */
  readonly file: string;
  /** Absolute; relative paths of the definition start here. */
  readonly directory: string;
  readonly files: FileSystem;
  /** What apt is configured for, see `aptRepositories`. */
  readonly repositories: readonly AptRepository[];
}

/**
 * A distribution definition in four named steps: TOML, then each table by its own keys, then what must hold between
 * tables and files, then the shapes of types.ts. A step with errors is the last, so that no fault is said twice.
 */
export function readDistribution(bytes: Uint8Array, around: DefinitionSurroundings): LoadedDistribution {
  const nothing = {
    value: undefined,
    mirrors: [],
    peoplePlaces: new Map<string, Place>(),
    auditPlaces: new Map<string, Place>(),
  };
  const toml = parseToml(bytes, around.file);
  if (!toml.value) return { ...nothing, problems: toml.problems };

  const report = createReport();
  const rows: Definition | undefined = definition.read(toml.value, report);
  if (!rows) return { ...nothing, problems: report.problems };

  checkDefinition(rows, around.directory, around.files, report);
  const peoplePlaces = new Map(rows.person.map((person) => [person.id.value, person["key-file"].place]));
  if (hasErrors(report.problems)) return { ...nothing, peoplePlaces, problems: report.problems };

  const { distribution, mirrors } = assemble(rows, around.directory, around.repositories);
  const auditPlaces = new Map(rows.audit.map(({ name, rule }) => [name.value, (rule ?? name).place]));
  return { value: distribution, mirrors, peoplePlaces, auditPlaces, problems: report.problems };
}
