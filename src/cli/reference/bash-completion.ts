import { choicesOf, type DescribedNoun, optionsOf, verbsOf } from "./describe.ts";

/** A bash function that finds noun and verb among the words and offers what may follow. */
export function bashCompletion(nouns: readonly DescribedNoun[]): string {
  return `# bash completion for sameday(1)
_sameday() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} noun= verb= word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case $word in
      --data) ((i++)) ;;
      -*) ;;
      *) if [[ -z $noun ]]; then noun=$word; elif [[ -z $verb ]]; then verb=$word; fi ;;
    esac
  done
  local words=
  case $prev in
    --data) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
  esac
  case "$noun $verb" in
    " ") words="${[...nouns.map(({ noun }) => noun.name), "help", "--version", ...commonFlags()].join(" ")}" ;;
${nouns.map(nounCases).join("\n")}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  if [[ \${#COMPREPLY[@]} -eq 0 && $cur != -* ]]; then mapfile -t COMPREPLY < <(compgen -f -- "$cur"); fi
}
complete -o filenames -F _sameday sameday ./sameday
`;
}

function commonFlags(): readonly string[] {
  return optionsOf(undefined).map(({ flag }) => flag);
}

function nounCases({ noun }: DescribedNoun): string {
  const first = [...noun.verbs.map((verb) => verb.name), ...(noun.own ? choicesOf(noun.own) : [])];
  const flags = optionsOf(noun.own).map(({ flag }) => flag);
  const lines = [`    "${noun.name} ") words="${[...first, ...flags].join(" ")}" ;;`];
  for (const verb of verbsOf(noun)) {
    const pattern = verb.name === "" ? `"${noun.name} "*` : `"${noun.name} ${verb.name}"`;
    const words = [...choicesOf(verb), ...optionsOf(verb).map(({ flag }) => flag)];
    lines.push(`    ${pattern}) words="${words.join(" ")}" ;;`);
  }
  // The noun's own command matches whatever its verbs did not.
  return [lines[0], ...lines.slice(1).sort((a, b) => Number(a.includes('"*)')) - Number(b.includes('"*)')))].join("\n");
}
