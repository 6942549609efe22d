/** A file of sections and keys: units, D-Bus services, desktop files, pkla. Order and repetition are kept, since they mean something. */
export interface IniFile {
  readonly sections: readonly IniSection[];
}

export interface IniSection {
  readonly name: string;
  readonly line: number;
  readonly keys: readonly IniKey[];
}

export interface IniKey {
  readonly key: string;
  /** Continued lines of a unit are joined by a blank (systemd.syntax(7)). */
  readonly value: string;
  readonly line: number;
}
