/** What a text says is made for a package, without being in it. */
export interface HostWord {
  /** In lower case, as `wordsOf` gives it. */
  readonly word: string;
  /** As a not-for-us line calls it: `WordPress plugin`. Undefined for what Debian often packages itself, such as Perl's modules. */
  readonly product: string | undefined;
  /** `plugin for WordPress`. */
  readonly words: string;
}

const NAME = "([A-Za-z][\\w.+-]*\\w)";
const FOR = new RegExp(
  `\\b(plugin|theme|widget|module|extension|library|bindings?|add-?on) for (?:the |GNU )?${NAME}`,
  "i",
);
/** `Plugin` with a capital ends the names of Jenkins' ones, where the word before it is no host. */
const BEHIND = new RegExp(`\\b${NAME} (plugin|theme)\\b`);
const SELDOM_PACKAGED = /^(?:plugin|theme|widget)$/;

/** The package for which the text's product is made: `The Foo plugin for WordPress` is about no WordPress of ours. */
export function hostWord(text: string): HostWord | undefined {
  const [, made, whom] = FOR.exec(text) ?? [];
  if (made !== undefined && whom !== undefined) return hostOf(whom, made.toLowerCase());
  const [, before, kind] = BEHIND.exec(text) ?? [];
  return before !== undefined && kind !== undefined ? hostOf(before, kind) : undefined;
}

function hostOf(name: string, made: string): HostWord {
  const product = SELDOM_PACKAGED.test(made) ? `${name} ${made}` : undefined;
  return { word: name.toLowerCase(), product, words: `${made} for ${name}` };
}
