import { inspect } from 'node:util';

/**
 * A value that must not reach a log, an event or a message by accident: an identity number, a name, a secret.
 * Printing, inspecting, concatenating and JSON all give `[redacted]`; only `reveal()` gives the value.
 */
export class Confidential<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  reveal(): T {
    return this.#value;
  }
  toJSON(): string {
    return '[redacted]';
  }
  toString(): string {
    return '[redacted]';
  }
  [inspect.custom](): string {
    return '[redacted]';
  }
}

export const confidential = <T>(value: T): Confidential<T> => new Confidential(value);
