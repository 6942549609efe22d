import { strictToml } from "../../../distribution/index.ts";
import type { Parsed } from "../../../kernel/index.ts";
import { type Convention, inImage, outside } from "../place.ts";
import { type ConfigurationRow, configurationFile } from "./schema.ts";

/** What a repository says about itself in `.sameday-audit.toml`. */
export interface Configuration {
  readonly baseRelease: string | undefined;
  /** What ships has been said of every file. */
  readonly saysAll: boolean;
  /** Folders that ship, from the root of the repository. */
  readonly folders: readonly string[];
  readonly placeOf: Convention;
}

/** Reads the configuration; undefined with its problems when any of it is wrong, since half of it would judge wrongly. */
export function readConfiguration(bytes: Uint8Array, file: string): Parsed<Configuration | undefined> {
  const toml = strictToml.parseToml(bytes, file);
  if (!toml.value) return { value: undefined, problems: toml.problems };
  const report = strictToml.createReport("audit");
  const row = configurationFile.read(toml.value, report);
  return { value: row && report.problems.length === 0 ? configurationOf(row) : undefined, problems: report.problems };
}

function configurationOf({ base_release, image, build, test, dev }: ConfigurationRow): Configuration {
  const aside = [
    { fate: "test", forms: test.map(patternForm) },
    { fate: "build", forms: build.map(patternForm) },
    { fate: "dev", forms: dev.map(patternForm) },
  ] as const;
  const longestFirst = [...image].sort((one, other) => other.from.length - one.from.length);
  return {
    baseRelease: base_release,
    saysAll: image.length > 0,
    folders: image.map(({ from }) => from),
    placeOf(path) {
      for (const { fate, forms } of aside) if (forms.some((form) => form.test(path))) return outside(fate);
      for (const { from, at } of longestFirst) {
        if (from === "." || from === "") return inImage(`${at}/${path}`);
        if (path.startsWith(`${from}/`)) return inImage(`${at}${path.slice(from.length)}`);
      }
      return undefined;
    },
  };
}

/** `*` stands for any part of a name, `**` for any folders; a folder stands for all below it. */
function patternForm(pattern: string): RegExp {
  const parts = pattern
    .replace(/^(?:\.\/)+/, "")
    .replace(/\/+$/, "")
    .split(/(\*\*\/?|\*|\?)/);
  const form = parts.map((part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    return part === "?" ? "[^/]" : part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${form.join("")}(?:/.*)?$`, "s");
}
