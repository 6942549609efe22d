import { SamedayError } from "../../kernel/index.ts";
import { clearSign } from "../../openpgp/index.ts";
import { DESK_OPTIONS, deskAddress, keepToken, openDesk } from "../desk/session.ts";
import { requireLoginText } from "../desk/what-is-signed.ts";
import { ownKeyring } from "../frame/own-keyring.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";

const login = defineVerb({
  name: "",
  summary: "log in at a desk with your OpenPGP key",
  description:
    "Signs the desk's challenge with gpg from your own keyring and keeps the token, mode 0600, for the commands that follow to the same desk.",
  arguments: { person: { summary: "your id in the distribution definition", required: true } },
  options: {
    ...DESK_OPTIONS,
    key: { kind: "text", value: "FINGERPRINT", required: true, summary: "the primary fingerprint of your key" },
  },
  examples: [
    {
      line: "sameday login leo --desk https://desk.example.org --key 0123456789ABCDEF0123456789ABCDEF01234567",
      says: "good for twelve hours",
    },
  ],
  async run(context, { args, options }) {
    requireId(args.person);
    const desk = await openDesk(context, options.desk);
    const challenge = await desk.challenge(args.person);
    await requireLoginText(challenge, args.person, deskAddress(context, options.desk));
    context.progress.note(challenge);
    const keys = { ...(await ownKeyring(context)), fingerprints: [options.key] } as const;
    const signed = await clearSign(context.processes, keys, challenge);
    const file = await keepToken(context, deskAddress(context, options.desk), await desk.login(signed));
    context.answer({ person: args.person, tokenFile: file }, () => `Logged in as ${args.person}.`);
  },
});

/** Before anything is asked or signed: a desk would make a challenge for nobody, which reads like a desk that lies. */
function requireId(person: string): void {
  if (/^[a-z][a-z0-9-]*$/.test(person)) return;
  const perhaps = /^\s*([a-z][a-z0-9-]*)(?:@\S*)?\s*$/.exec(person.toLowerCase())?.[1];
  throw new SamedayError(
    "USAGE",
    `${JSON.stringify(person)} is no id: one has small letters, digits and hyphens.${perhaps ? ` Perhaps you are ${perhaps}?` : ""}`,
  );
}

export const noun: Noun = {
  name: "login",
  description: "Who you are to a desk.",
  own: login,
  verbs: [],
};
