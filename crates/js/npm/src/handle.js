// What handles have in common: they are made by this package only, and show no secret.

// Whoever has it may construct a handle.
export const KEY = Symbol("jobshelf");

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

// Makes `console.log` of Node show what `JSON.stringify` does.
export const showAsJson = (Class) => {
  Object.defineProperty(Class.prototype, INSPECT, {
    value(_depth, options, inspect) {
      return `${this.constructor.name} ${inspect(this.toJSON(), options)}`;
    },
  });
};
