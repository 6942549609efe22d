import { choicesOf, type DescribedNoun, optionsOf } from "./describe.ts";

/** A zsh completion function: nouns, then verbs, then options and files. */
export function zshCompletion(nouns: readonly DescribedNoun[]): string {
  const described = nouns.map(({ summary, noun }) => item(noun.name, summary));
  return `#compdef sameday
# zsh completion for sameday(1)
_sameday() {
  local -a words_here
  local noun verb word
  local -i i
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    case $word in
      --data) ((i++)) ;;
      -*) ;;
      *) if [[ -z $noun ]]; then noun=$word; elif [[ -z $verb ]]; then verb=$word; fi ;;
    esac
  done
  if [[ $words[CURRENT-1] == --data ]]; then _files -/; return; fi
  case "$noun $verb" in
    ' ') words_here=(${[...described, ...optionItems(undefined)].join(" ")}) ;;
${nouns.map(nounCases).join("\n")}
  esac
  (( $#words_here )) && _describe -t commands sameday words_here
  [[ -n $noun ]] && _files
}
if [[ $funcstack[1] == _sameday ]]; then _sameday "$@"; else compdef _sameday sameday; fi
`;
}

function nounCases({ noun }: DescribedNoun): string {
  const first = noun.verbs.map((verb) => item(verb.name, verb.summary));
  const own = noun.own ? choicesOf(noun.own).map((choice) => item(choice, "")) : [];
  const lines = [`    '${noun.name} ') words_here=(${[...first, ...own, ...optionItems(noun.own)].join(" ")}) ;;`];
  for (const verb of noun.verbs) {
    const words = [...choicesOf(verb).map((choice) => item(choice, "")), ...optionItems(verb)];
    lines.push(`    '${noun.name} ${verb.name}') words_here=(${words.join(" ")}) ;;`);
  }
  if (noun.own) lines.push(`    '${noun.name} '*) words_here=(${optionItems(noun.own).join(" ")}) ;;`);
  return lines.join("\n");
}

function optionItems(verb: Parameters<typeof optionsOf>[0]): readonly string[] {
  return optionsOf(verb).map(({ flag, spec }) => item(flag, spec.summary));
}

/** `'name:what it does'`, quoted for zsh; a colon in the name or text would end the name. */
function item(name: string, summary: string): string {
  const text = summary === "" ? name : `${name.replaceAll(":", "\\:")}:${summary}`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
