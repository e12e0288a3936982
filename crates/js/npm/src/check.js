// Checks the types of arguments. What a text may say is checked by the core.
import { invalidArgument } from "./errors.js";

const kindOf = (value) => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return value === undefined ? "nothing" : `a value of type ${typeof value}`;
};

const refuse = (what, expected, value) => {
  throw invalidArgument(`${what}: expected ${expected}, got ${kindOf(value)}`);
};

export const text = (value, what) =>
  typeof value === "string" ? value : refuse(what, "a string", value);

export const optionalText = (value, what) => (value == null ? undefined : text(value, what));

export const flag = (value, what, otherwise) => {
  if (value === undefined) return otherwise;
  return typeof value === "boolean" ? value : refuse(what, "true or false", value);
};

export const options = (value, what = "options") => {
  if (value === undefined) return {};
  return typeof value === "object" && value !== null ? value : refuse(what, "an object", value);
};

// The text of a URL, which may be a secret and is never part of a message.
export const url = (value, what) =>
  value instanceof URL ? value.href : typeof value === "string" ? value : refuse(what, "a URL or a string", value);

export const integer = (value, what, least, most = Number.MAX_SAFE_INTEGER) => {
  if (typeof value !== "number") refuse(what, "a number", value);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw invalidArgument(`${what}: expected a whole number from ${least} to ${most}`);
  }
  return value;
};

export const optionalInteger = (value, what, least, most) =>
  value == null ? undefined : integer(value, what, least, most);

export const date = (value, what) => {
  if (!(value instanceof Date)) refuse(what, "a Date", value);
  if (Number.isNaN(value.getTime())) throw invalidArgument(`${what}: the Date is invalid`);
  return value;
};

export const signal = (value) => {
  if (value === undefined) return undefined;
  const isSignal = typeof value === "object" && value !== null
    && typeof value.addEventListener === "function" && "aborted" in value;
  return isSignal ? value : refuse("signal", "an AbortSignal", value);
};

export const texts = (value, what) => {
  if (!Array.isArray(value)) refuse(what, "an array of strings", value);
  return value.map((item, index) => text(item, `${what}[${index}]`));
};

export const connection = (given, what) => {
  const { allowHttp, tries } = options(given, what);
  return {
    allowHttp: flag(allowHttp, "allowHttp", false),
    tries: optionalInteger(tries, "tries", 1, 20),
  };
};
