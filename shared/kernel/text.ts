/**
 * Vietnamese text without its accents: `Đặng Thị Bưởi` becomes `Dang Thi Buoi`. Keeps case; leaves other scripts alone.
 * NFD splits a letter from its marks; d with stroke has no decomposition in Unicode and is named by hand.
 */
export const foldAccents = (text: string): string =>
  isAscii(text)
    ? text
    : text
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .replace(/đ/g, 'd')
        .replace(/Đ/g, 'D')
        .normalize('NFC');

/** Text between the tags or in the attributes of a page; character references, which HTML and XHTML both know. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Plain text passes unchanged, and most text is plain: payment codes, folded names, clinic ids. */
function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}
