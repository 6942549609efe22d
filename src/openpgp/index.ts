export * from "./armor.ts";
export * from "./read-keys.ts";
export * from "./sign.ts";
export * from "./signing-key.ts";
export * from "./verify.ts";
