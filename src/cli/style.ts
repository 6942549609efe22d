/** The few colours of the command line, by meaning. Every state is also said in words. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  waiting(text: string): string;
  strong(text: string): string;
  quiet(text: string): string;
}

interface Sink {
  readonly isTTY?: boolean;
}

/** Plain unless the stream is a terminal, and always plain with NO_COLOR (https://no-color.org/) or TERM=dumb. */
export function createStyle(stream: Sink, environment: Readonly<Record<string, string | undefined>>): Style {
  const colours = stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== "dumb";
  const paint = (code: number) => (text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { good: paint(32), bad: paint(31), waiting: paint(33), strong: paint(1), quiet: paint(2) };
}
