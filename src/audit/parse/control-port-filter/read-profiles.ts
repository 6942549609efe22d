import type { Parsed, Problem } from "../../../kernel/index.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import type { YamlEntry, YamlMap, YamlNode } from "../yaml/types.ts";
import { readRules } from "./read-rules.ts";
import { readRewrites } from "./rewrites.ts";
import type { FilterClient, FilterEvent, FilterProfile, FilterSetting } from "./types.ts";
import { readWhole } from "./whole.ts";

const MOST_PROBLEMS = 20;

const CLIENTS: Readonly<Record<string, FilterClient["by"]>> = {
  hosts: "host",
  users: "user",
  "exe-paths": "program",
  "apparmor-profiles": "program",
};

/** The profiles of a file: a list of maps, or one map. The engine reads the first document and takes the last of equal keys. */
export function readProfiles(text: string): Parsed<readonly FilterProfile[]> {
  const { value, problems } = readYaml(text);
  const root = value.documents[0];
  const profiles = root?.kind === "list" ? root.items : root ? [root] : [];
  const read = profiles.flatMap((node) => (node.kind === "map" ? [readProfile(node)] : []));
  const others = profiles.flatMap(problemsOfOther);
  return {
    value: read,
    problems: [...problems, ...others, ...read.flatMap(problemsOfPatterns)].slice(0, MOST_PROBLEMS),
  };
}

/** What stands where a profile should; a file of comments alone has none and is no fault. */
function problemsOfOther(node: YamlNode): Problem[] {
  if (node.kind === "map" || (node.kind === "scalar" && node.value === null)) return [];
  const message =
    "A profile is a map with the clients that it is for; this is none, and the filter does not start with it.";
  return [{ code: "filter-no-profile", severity: "error", message, place: { line: node.line, column: node.column } }];
}

/** A pattern that is none ends the client's connection, or matches what nobody meant. */
function problemsOfPatterns({ commands, settings }: FilterProfile): Problem[] {
  return [...commands, ...settings.flatMap(({ values }) => values)].flatMap(({ pattern, line }) =>
    readWhole(pattern).problems.map((problem) => ({ ...problem, place: { line, column: 1 } })),
  );
}

function readProfile(map: YamlMap): FilterProfile {
  const entries = lastOfEach(map);
  const inside = (key: string): readonly YamlEntry[] => {
    const value = entries.find((entry) => entry.key === key)?.value;
    return value?.kind === "map" ? lastOfEach(value) : [];
  };
  return {
    line: map.line,
    clients: entries.flatMap(readClients),
    commands: inside("commands").flatMap(readRules),
    settings: inside("confs").map(readSetting),
    events: inside("events").map(readEvent),
    restrictsStreams: isTrue(entries.find(({ key }) => key === "restrict-stream-events")?.value),
  };
}

function readClients({ key, value }: YamlEntry): FilterClient[] {
  const by = CLIENTS[key.replace(/^match-/, "")];
  if (by === undefined) return [];
  const values = value.kind === "list" ? value.items : [value];
  return values.flatMap((item) =>
    item.kind === "scalar" && item.value !== null ? [{ by, key, value: item.text, line: item.line }] : [],
  );
}

function readSetting({ key, value, line }: YamlEntry): FilterSetting {
  const values = value.kind === "list" ? value.items : [];
  const patterns = values.flatMap((item) => (item.kind === "scalar" ? [{ pattern: item.text, line: item.line }] : []));
  return { key, line, values: patterns };
}

function readEvent({ key, value, line }: YamlEntry): FilterEvent {
  const options = value.kind === "map" ? lastOfEach(value) : [];
  const option = (name: string): YamlNode | undefined => options.find((entry) => entry.key === name)?.value;
  const isSuppressed = isTrue(option("suppress"));
  return { event: key.toUpperCase(), line, isSuppressed, response: readRewrites(option("response")) };
}

function isTrue(node: YamlNode | undefined): boolean {
  return node?.kind === "scalar" && node.value === true;
}

function lastOfEach(map: YamlMap): readonly YamlEntry[] {
  return [...new Map(map.entries.map((entry) => [entry.key, entry])).values()];
}
