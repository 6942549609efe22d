import type { FileKind } from "../model.ts";

const INTERPRETERS: readonly (readonly [RegExp, FileKind])[] = [
  [/^python[\d.]*(-dbg)?$|^pypy[\d.]*$/, "python"],
  [/^perl[\d.]*$/, "perl"],
  [/^(?:ba|da|a|k|mk|pdk|z|posh-)?sh$|^posh$|^busybox$/, "shell"],
  [/^(?:g|gnu)?make$/, "makefile"],
  [/^(?:node|nodejs|gjs|gjs-console|qjs|js)$/, "javascript"],
];

/** Programs that start the one named after them. */
const STARTERS = /^(?:env|sudo|setpriv|nice|ionice|nocache|eatmydata|unshare|firejail|systemd-inhibit)$/;

/** What a build puts a program for: `@PERL@`, `%PERL%`, `__PERL__`, `--PERL--`, `{{perl}}`. */
export const PLACEHOLDER = /^(@|%%?|__|--|\{\{ ?)(\w+?)(?:@|%%?|__|--| ?\}\})$/;

/** The kind that the first line names, `#!/usr/bin/env -S python3 -I` and templates such as `#!@PYTHON@` too. */
export function kindByShebang(head: string): FileKind {
  const end = head.indexOf("\n");
  const words = head
    .slice(2, Math.min(end < 0 ? head.length : end, 512))
    .trim()
    .split(/[ \t\r]+/);
  for (const written of words) {
    const word = written.replace(/^(?:-[iv0]*S|--split-string=)(?=.)/, "");
    const name = word
      .slice(word.lastIndexOf("/") + 1)
      .replace(PLACEHOLDER, (_whole, _mark, inner: string) => inner.toLowerCase());
    if ((word.startsWith("-") && !PLACEHOLDER.test(word)) || /^\w+=/.test(word) || STARTERS.test(name)) continue;
    const kind = INTERPRETERS.find(([form]) => form.test(name))?.[1] ?? "other";
    // A shell's first lines may hand the file to Perl (perlrun(1)).
    return kind === "shell" && /^\s*(?:eval\s+['"])?exec\s+(?:\S*\/)?perl\b.*\$\{?0\b/m.test(head.slice(0, 512))
      ? "perl"
      : kind;
  }
  return "other";
}
