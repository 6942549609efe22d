/** sudo rules from a description with reasons, and back: loaded when asked for, since an audit needs nothing of it. */
export const loadSudoRules = () => import("./sudoers/index.ts");
