import { defineVerb, type Noun } from "../frame/verb.ts";
import { bashCompletion } from "../reference/bash-completion.ts";
import { describeCommands } from "../reference/describe.ts";
import { fishCompletion } from "../reference/fish-completion.ts";
import { zshCompletion } from "../reference/zsh-completion.ts";

const WRITERS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

const own = defineVerb({
  name: "",
  summary: "print a completion script for a shell",
  arguments: { shell: { summary: "the shell", required: true, choices: ["bash", "zsh", "fish"] } },
  examples: [
    { line: 'eval "$(sameday completion bash)"', says: "completion in this shell" },
    { line: "sameday completion fish > ~/.config/fish/completions/sameday.fish", says: "completion in every new fish" },
    { line: "sameday completion zsh > ~/.zfunc/_sameday", says: "for a directory that is in zsh's fpath" },
  ],
  exits: { 0: "the script was printed" },
  async run(context, { args }) {
    const script = WRITERS[args.shell as keyof typeof WRITERS](await describeCommands(context.nouns));
    context.answer({ shell: args.shell, script }, () => script);
  },
});

export const noun: Noun = {
  name: "completion",
  description: "The script knows every noun, verb, option and fixed choice; anything else completes as a file name.",
  verbs: [],
  own,
};
