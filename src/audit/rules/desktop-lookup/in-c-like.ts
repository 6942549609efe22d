import { readCLike } from "../../parse/c-like/read-c-like.ts";
import type { CLikeToken } from "../../parse/c-like/tokens.ts";
import type { CLikeCall, CLikeProgram, CLikeSource } from "../../parse/c-like/types.ts";
import { type Lookup, lookupOfWords, lookupsOfText } from "./lookup.ts";

const METHOD = /^(?:launch|launch_action|launch_uris|launch_uris_async|launch_uris_as_manager(?:_with_fds)?)$/;
/** GLib's functions, and those of a program that are named after them. */
const FUNCTION =
  /(?:^|_)(?:app_?info_launch(?!_default)(?:_\w+)?|desktop_app_info_launch_(?:action|uris_as_manager(?:_with_fds)?))$/;
const LOOKUP = /^(?:DesktopAppInfo|get_all|g_desktop_app_info_new|g_app_info_get_all)$/;
/** What a text is given to that starts it. */
const STARTS = /spawn|system$|popen|exec|[Ss]ubprocess|parse_argv|create_from_commandline/;

/** Lookups that are followed in one file; programs have a few. */
const MOST_FOLLOWED = 100;

/** Applications that a program in Vala or C looks up by id and launches, and command lines that do it. */
export function lookupsInCLike(text: string): readonly Lookup[] {
  const program = readCLike(text, (name) => METHOD.test(name) || FUNCTION.test(name) || LOOKUP.test(name));
  const launched = program.calls.flatMap((call): readonly CLikeSource[] => {
    if (FUNCTION.test(call.name)) return call.first;
    // A launch of GLib's has files or an action, and a context; methods of a program's own have what they like.
    return METHOD.test(call.name) && call.arguments.length > 1 ? call.on : [];
  });
  const next = targets(program);
  const looked = program.calls
    .filter((call) => isLookup(call, program.tokens))
    .slice(0, MOST_FOLLOWED)
    .flatMap(({ at, name, line }): Lookup[] => {
      const reached = new Set<CLikeSource>([at]);
      for (const source of reached) for (const to of next.get(source) ?? []) reached.add(to);
      if (!launched.some((source) => reached.has(source))) return [];
      return [
        {
          line,
          says: `${name === "get_all" ? "AppInfo.get_all" : name} finds the application that is launched by its id`,
        },
      ];
    });
  return [...looked, ...commandLines(program.tokens)].sort((a, b) => a.line - b.line);
}

function isLookup({ at, name, arguments: given }: CLikeCall, tokens: readonly CLikeToken[]): boolean {
  const [[id] = []] = given;
  if (id?.kind === "string" && id.text.startsWith("/")) return false;
  if (name === "DesktopAppInfo") {
    let before = at - 1;
    while (tokens[before]?.text === "." || tokens[before]?.text === "GLib") before -= 1;
    return tokens[before]?.text === "new";
  }
  if (name === "get_all") return tokens[at - 1]?.text === "." && tokens[at - 2]?.text === "AppInfo";
  return LOOKUP.test(name);
}

function targets({ flows }: CLikeProgram): ReadonlyMap<CLikeSource, CLikeSource[]> {
  const next = new Map<CLikeSource, CLikeSource[]>();
  for (const { to, from } of flows) {
    for (const source of from) {
      const known = next.get(source) ?? [];
      if (known.length === 0) next.set(source, known);
      known.push(to);
    }
  }
  return next;
}

/** `spawn_command_line_async ("gtk-launch x")`, `{"gtk-launch", "x", NULL}`. */
function commandLines(tokens: readonly CLikeToken[]): Lookup[] {
  const starts = tokens.some(({ kind, text }) => kind === "word" && STARTS.test(text));
  if (!starts) return [];
  return tokens.flatMap((token, at): Lookup[] => {
    if (token.kind !== "string" || !/^(?:\/[\w/]*\/)?(?:gtk-launch|gio)(?:\s|$)/.test(token.text)) return [];
    if (/\s\S/.test(token.text)) {
      const [name] = [tokens[at - 2]];
      return name?.kind === "word" && STARTS.test(name.text) ? lookupsOfText(token.text, token.line) : [];
    }
    const lookup = lookupOfWords(wordsFrom(tokens, at));
    return lookup ? [lookup] : [];
  });
}

/** The words of a list, from its first one; what is no text is told by a run. */
function wordsFrom(tokens: readonly CLikeToken[], at: number): Parameters<typeof lookupOfWords>[0] {
  const words: { text: string; isFixed: boolean; forwardsArguments: boolean; line: number }[] = [];
  for (const { kind, text, line, isFixed } of tokens.slice(at, at + 20)) {
    if (kind === "sign" && /^[;})\]]$/.test(text)) break;
    if (kind === "sign" || /^(?:NULL|null)$/.test(text)) continue;
    words.push({
      text: kind === "string" ? text : "$computed",
      isFixed: kind === "string" && isFixed,
      forwardsArguments: false,
      line,
    });
  }
  return words;
}
