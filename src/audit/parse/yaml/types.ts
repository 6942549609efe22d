/** A file of YAML as trees of values with places. Aliases and merge keys are followed; tags mean nothing. */
export interface YamlFile {
  readonly documents: readonly YamlNode[];
}

export type YamlNode = YamlScalar | YamlList | YamlMap;

/** Where a node begins; of an alias, where it is used. */
export interface YamlPlace {
  readonly line: number;
  readonly column: number;
}

export interface YamlScalar extends YamlPlace {
  readonly kind: "scalar";
  /** As YAML 1.1 has it, which PyYAML reads: `yes` is true. */
  readonly value: string | number | boolean | null;
  /** As it is written, without quotes; empty for nothing. */
  readonly text: string;
}

export interface YamlList extends YamlPlace {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
}

export interface YamlMap extends YamlPlace {
  readonly kind: "map";
  /** In the order of the file; a key that is there twice is kept twice, and the last one counts. */
  readonly entries: readonly YamlEntry[];
}

/** A pair of a map, at its key's place. Keys that are no scalars are left out. */
export interface YamlEntry extends YamlPlace {
  readonly key: string;
  readonly value: YamlNode;
}
