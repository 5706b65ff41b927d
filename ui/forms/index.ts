// The interpreter of form plans: everything a page needs to let people fill a form in.
export { zone } from "./dates";
export { evaluate } from "./evaluate";
export * from "./plan";
export { type Choice, type Field, Session, type SessionOptions, type Violation } from "./session";
export { textOf, toBoolean, toNumber, toText } from "./values";
