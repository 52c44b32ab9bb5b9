import type * as z from 'zod';
import type { Language, Misfit } from './dialects/dialect.ts';

const reasons: Record<string, { vi: string; en: string }> = {
  invalid_type: { vi: 'thiếu hoặc sai kiểu', en: 'missing or of the wrong type' },
  too_small: { vi: 'quá nhỏ hoặc quá ngắn', en: 'too small or too short' },
  too_big: { vi: 'quá lớn hoặc quá dài', en: 'too large or too long' },
  invalid_format: { vi: 'sai định dạng', en: 'not in the required format' },
  invalid_value: { vi: 'không nằm trong các giá trị cho phép', en: 'not one of the allowed values' },
  unrecognized_keys: { vi: 'có trường không được chấp nhận', en: 'has a field that is not accepted' },
  invalid_union: { vi: 'không khớp dạng nào được chấp nhận', en: 'fits none of the accepted forms' },
  not_multiple_of: { vi: 'phải là bội số cho phép', en: 'must be an allowed multiple' },
  custom: { vi: 'không hợp lệ', en: 'not valid' },
};
const otherwise = { vi: 'không hợp lệ', en: 'not valid' };

/**
 * Which fields do not fit and why, in the caller's language. zod's own messages are not used: they are English, and
 * some repeat what was sent.
 */
export const misfitsOf = (error: z.ZodError, language: Language): readonly Misfit[] =>
  error.issues.slice(0, 20).flatMap((issue) => {
    const reason = (reasons[issue.code] ?? otherwise)[language];
    const path = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path: path || '.', reason }];
    return issue.keys.slice(0, 20).map((key) => ({ path: [path, key.slice(0, 40)].filter(Boolean).join('.'), reason }));
  });
