import * as z from 'zod';

/** Dong that somebody types at a desk or kiosk: whole, above 0, at most 99,999,999,999 (eleven digits, as in files). */
export const AskedAmount = z.int().min(1).max(99_999_999_999);
