/** What a client of Tor's control port may do, as onion-grater and the filters before it read it from YAML. */
export interface FilterProfile {
  /** From 1, where the profile begins. */
  readonly line: number;
  readonly clients: readonly FilterClient[];
  readonly commands: readonly FilterRule[];
  /** `confs`: a key alone allows GETCONF of it, values allow SETCONF to what they match. */
  readonly settings: readonly FilterSetting[];
  readonly events: readonly FilterEvent[];
  /** STREAM events of others are kept from the client. */
  readonly restrictsStreams: boolean;
}

/** One value of a list that says who the client is; `*` stands for everybody. */
export interface FilterClient {
  /** Remote clients are told by `host`, local ones by the others together. */
  readonly by: "host" | "user" | "program";
  /** The key as it is written: `exe-paths`, `apparmor-profiles`, `match-users`. */
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** One pattern for the arguments of a command. */
export interface FilterRule {
  /** In capitals: `GETINFO`. */
  readonly command: string;
  readonly pattern: string;
  readonly line: number;
  /** What Tor gets instead, with `{}` for groups of the pattern and `{client-address}`. */
  readonly replacement: string | undefined;
  /** What is made of the lines of Tor's answer; a line that no pattern matches passes as it is. */
  readonly response: readonly FilterRewrite[];
}

export interface FilterRewrite {
  readonly pattern: string;
  readonly replacement: string;
}

export interface FilterSetting {
  readonly key: string;
  readonly line: number;
  readonly values: readonly { readonly pattern: string; readonly line: number }[];
}

export interface FilterEvent {
  /** In capitals: `STREAM`. */
  readonly event: string;
  readonly line: number;
  /** The client believes that it listens, and hears nothing. */
  readonly isSuppressed: boolean;
  readonly response: readonly FilterRewrite[];
}
