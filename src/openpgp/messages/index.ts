export * from "./contract.ts";
export * from "./opener.ts";
export * from "./packets/armored-blocks.ts";
