import type { PythonArgument, PythonCall, PythonProgram } from "../../parse/python/types.ts";
import type { ShellWord } from "../../parse/shell/types.ts";
import { computedLookups } from "./in-computed-text.ts";
import { type Lookup, lookupOfWords, lookupsOfText } from "./lookup.ts";

const BY_ID = /(?:^|\.)(?:DesktopAppInfo\.new|AppSystem\b.*\.lookup_app)$/;
const ALL = /(?:^|\.)(?:AppInfo\.get_all|app_info_get_all)$/;
const LAUNCH = /^(.*)\.(?:launch|launch_action|launch_uris(?:_\w+)?)$/;
/** What gives an application that is not looked up by an id, or that the user has chosen. */
const OTHER =
  /(?:^|\.)(?:new_from_filename|new_from_keyfile|create_from_commandline|get_default_for_\w+|get_fallback_for_type|get_app_info)$/;
/** Calls that only speak of a command. */
const TALK =
  /(?:^|\.)(?:which|print|log|debug|info|warning|error|critical|exception|write|replace|sub|split|join|get|setdefault|getattr|add_argument|assert\w*|index|count|find|startswith|endswith|_|gettext)$/;

/** Applications that a program looks up by id and launches, and command lines that do it. */
export function lookupsInPython(program: PythonProgram, text: string): readonly Lookup[] {
  const words = [...program.lists.flatMap(inList), ...program.calls.flatMap(inCall)];
  return [...lookedUp(program), ...words, ...computedLookups(program, text)].sort((a, b) => a.line - b.line);
}

function lookedUp({ calls }: PythonProgram): Lookup[] {
  const launched = calls
    .flatMap(({ name }) => LAUNCH.exec(name)?.[1] ?? [])
    .filter((name) => !/^(?:self|cls)$/.test(name));
  const chosen = new Set(calls.flatMap(({ name, assignedTo }) => (assignedTo && OTHER.test(name) ? [assignedTo] : [])));
  const lookups = calls.filter(isLookup);
  const byName = new Set(lookups.flatMap(({ assignedTo }) => assignedTo ?? []));
  // What is launched under a name that none of the known results has came by another way, perhaps out of a list.
  const isSomethingElse = launched.some((name) => !chosen.has(name) && !byName.has(name));
  return lookups.flatMap(({ name, line, assignedTo }) => {
    const isLaunched =
      assignedTo === undefined ? launched.length > 0 && isSomethingElse : launched.includes(assignedTo);
    if (!isLaunched && !isSomethingElse) return [];
    const short = name.split(".").slice(-2).join(".");
    return [{ line, says: `${short} finds the application that is launched by its id` }];
  });
}

function isLookup({ name, arguments: given }: PythonCall): boolean {
  if (ALL.test(name)) return true;
  const [id] = given;
  return BY_ID.test(name) && !(id?.kind === "string" && id.value.startsWith("/"));
}

/** A list that begins with a launcher; one of names of programs has another of them behind it. */
function inList({ items }: PythonProgram["lists"][number]): Lookup[] {
  const [, second] = items;
  if (
    second?.kind === "string" &&
    /^(?:\S*\/)?(?:xdg-open|gio|gvfs-open|exo-open|kde-open5?|gnome-open|dex)$/.test(second.value)
  )
    return [];
  return [...inWords(items), ...items.slice(1).flatMap(inLineForAnother)];
}

/** A command line that a list hands to something else, be it on another machine: `["run-on", "x", "gtk-launch y"]`. */
function inLineForAnother(item: PythonArgument): Lookup[] {
  return item.kind === "string" && /^(?:\/[\w/]*\/)?gtk-launch\s+\S/.test(item.value)
    ? lookupsOfText(item.value, item.line)
    : [];
}

function inCall({ name, arguments: given }: PythonCall): Lookup[] {
  if (TALK.test(name)) return [];
  const positional = given.filter(({ kind }) => kind !== "keyword");
  const [first] = positional;
  if (first?.kind !== "string") return [];
  if (positional.length > 1) return inWords(/(?:^|\.)exec[lv]\w*$/.test(name) ? spread(positional) : positional);
  if (!/^\S*(?:gtk-launch|gio\s+launch)\s|\s(?:gtk-launch|gio\s+launch)\s/.test(first.value)) return [];
  return lookupsOfText(first.value, first.line);
}

/** `execlp("x", "x", "a")` names the program twice, `execv("x", ["x", "a"])` has a list, which is looked at by itself. */
function spread(positional: readonly PythonArgument[]): readonly PythonArgument[] {
  return [...positional.slice(0, 1), ...positional.slice(2)];
}

function inWords(items: readonly PythonArgument[]): Lookup[] {
  const words = items.map((item): ShellWord => {
    if (item.kind !== "string") return { text: "$computed", isFixed: false, forwardsArguments: false, line: 0 };
    return { text: item.value, isFixed: true, forwardsArguments: false, line: item.line };
  });
  const lookup = lookupOfWords(words);
  return lookup ? [lookup] : [];
}
