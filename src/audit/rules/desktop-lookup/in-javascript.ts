import { COMPUTED } from "../../parse/javascript/sources.ts";
import type {
  JavaScriptCall,
  JavaScriptProgram,
  JavaScriptSource,
  JavaScriptValue,
} from "../../parse/javascript/types.ts";
import type { ShellWord } from "../../parse/shell/types.ts";
import { type Lookup, lookupOfWords, lookupsOfText } from "./lookup.ts";

const BY_ID = /(?:^|\.)(?:lookup_app|lookup_flatpak_app_id|DesktopAppInfo\.new)$/;
const ALL = /(?:^|\.)(?:AppInfo\.get_all|app_info_get_all)$/;
/** What Shell.App and Gio.AppInfo are launched by. */
const LAUNCH =
  /\.(?:activate|activate_full|activate_action|open_new_window|launch|launch_action|launch_offloaded|launch_uris(?:_\w+)?)$/;
/** What starts the command line of an application. */
const STARTS = /(?:^|\.)(?:spawn\w*|trySpawn\w*|Subprocess|Subprocess\.new)$/;

/** Lookups that are followed in one file; programs have a few. */
const MOST_FOLLOWED = 100;

/** Applications that a script looks up by id and launches, and command lines that do it. */
export function lookupsInJavaScript(program: JavaScriptProgram): readonly Lookup[] {
  const launches = program.calls.filter(({ name }) => LAUNCH.test(name) || STARTS.test(name));
  const lookups = launches.length === 0 ? [] : program.calls.filter(isLookup);
  const next = lookups.length === 0 ? new Map<JavaScriptCall | string, string[]>() : targets(program);
  const looked = lookups.slice(0, MOST_FOLLOWED).flatMap((call): Lookup[] => {
    const reached = reachedFrom(call, next);
    const isLaunched = launches.some(({ on }) => on.some((source) => reached.has(keyOf(source))));
    if (!isLaunched) return [];
    return [{ line: call.line, says: `${lastOf(call.name)} finds the application that is launched by its id` }];
  });
  const lists = program.values.flatMap((value) => (value.kind === "list" ? lookupsInValue(value) : []));
  return [...looked, ...program.calls.flatMap(commandLines), ...lists].sort((a, b) => a.line - b.line);
}

function isLookup({ name, arguments: given }: JavaScriptCall): boolean {
  return (BY_ID.test(name) && !isAbsolute(given[0])) || ALL.test(name);
}

/** The names that each call and each name gives its value to. */
function targets({ flows }: JavaScriptProgram): ReadonlyMap<JavaScriptCall | string, string[]> {
  const next = new Map<JavaScriptCall | string, string[]>();
  for (const { to, from } of flows) {
    for (const key of from.map(keyOf)) {
      const known = next.get(key) ?? [];
      if (known.length === 0) next.set(key, known);
      known.push(to);
    }
  }
  return next;
}

function reachedFrom(
  call: JavaScriptCall,
  next: ReadonlyMap<JavaScriptCall | string, string[]>,
): ReadonlySet<JavaScriptCall | string> {
  const reached = new Set<JavaScriptCall | string>([call]);
  for (const key of reached) for (const to of next.get(key) ?? []) reached.add(to);
  return reached;
}

function keyOf(source: JavaScriptSource): JavaScriptCall | string {
  return source.kind === "call" ? source.call : source.name;
}

/** Calls that only speak of a command. */
const TALK =
  /(?:^|\.)(?:log\w*|print|printerr|debug|info|warn|warning|error|critical|message|notify\w*|_|gettext|throw|Error)$/;

function commandLines({ name, arguments: given }: JavaScriptCall): Lookup[] {
  return TALK.test(name) ? [] : given.flatMap(lookupsInValue);
}

/** `["gtk-launch", "x"]` and `"gtk-launch x"`. */
function lookupsInValue(value: JavaScriptValue): Lookup[] {
  if (value.kind === "computed") return [];
  if (value.kind === "string") {
    return /gtk-launch\s|gio\s+launch\s/.test(value.value) ? lookupsOfText(value.value, value.line) : [];
  }
  const lookup = lookupOfWords(wordsOf(value.items));
  return lookup ? [lookup] : [];
}

function wordsOf(items: readonly JavaScriptValue[]): ShellWord[] {
  return items.map((item) =>
    item.kind === "string"
      ? { text: item.value, isFixed: !item.value.includes(COMPUTED), forwardsArguments: false, line: item.line }
      : { text: "$computed", isFixed: false, forwardsArguments: false, line: 0 },
  );
}

function isAbsolute(value: JavaScriptValue | undefined): boolean {
  return value?.kind === "string" && value.value.startsWith("/");
}

function lastOf(name: string): string {
  return name
    .split(".")
    .slice(-2)
    .join(".")
    .replace(/^.*\)\./, "");
}
