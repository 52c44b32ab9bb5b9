import { randomInt } from 'node:crypto';

/** Letters and digits that nobody mistakes for one another on paper. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

/**
 * A password to be handed over and used once: four groups of four, 92 random bits, with small and capital letters, a
 * digit and a sign, as the staff pool asks.
 */
export function freshPassword(): string {
  for (;;) {
    const groups = Array.from({ length: 4 }, () =>
      Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join(''),
    );
    const password = groups.join('-');
    if (/[a-z]/.test(password) && /[A-Z]/.test(password) && /\d/.test(password)) return password;
  }
}
