/** A tag with its attributes, or text with nothing in it but characters and references (XML 1.0 sections 2.4, 3.1, 4.1). */
const token =
  /<(?<close>\/)?(?<name>[A-Za-z_][\w.-]*)(?<attributes>(?: [A-Za-z_][\w.-]*="[^<&"]*")*)>|(?<text>(?:[^<>&]|&(?:amp|lt|gt|quot|apos|#\d+|#x[\dA-Fa-f]+);)+)/uy;
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
/** Section 2.2. */
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(#x?)?(\w+);/g, (_, mark: string | undefined, name: string) => {
    const char = mark ? String.fromCodePoint(Number.parseInt(name, mark === '#x' ? 16 : 10)) : named[name];
    if (char === undefined || forbidden.test(char)) throw new Error(`&${mark ?? ''}${name}; is no character`);
    return char;
  });
}

/**
 * The texts of a document of elements, attributes and text by `parent/name`. Stricter than XML: no comments, sections,
 * instructions, empty-element tags or bare `>`.
 * @throws when it is not well formed
 */
export function strictXml(xml: string): Map<string, string[]> {
  if (!xml.startsWith(declaration) || forbidden.test(xml)) throw new Error('no XML 1.0 in UTF-8');
  const texts = new Map<string, string[]>();
  const path: string[] = [];
  let roots = 0;
  token.lastIndex = declaration.length;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const { close, name, text } = token.exec(xml)?.groups ?? {};
    const place = path.slice(-2).join('/');
    if (text !== undefined) {
      if (path.length === 0 && text.trim() !== '') throw new Error(`text outside of the document at ${at}`);
      const before = texts.get(place) ?? [];
      texts.set(place, [...before.slice(0, -1), `${before.at(-1) ?? ''}${decoded(text)}`]);
    } else if (name === undefined) throw new Error(`neither tag nor text at ${at}: ${xml.slice(at, at + 40)}`);
    else if (close) {
      if (path.pop() !== name) throw new Error(`</${name}> at ${at} closes another element`);
    } else {
      if (path.length === 0 && roots++ > 0) throw new Error('two documents');
      path.push(name);
      const opened = path.slice(-2).join('/');
      texts.set(opened, [...(texts.get(opened) ?? []), '']);
    }
  }
  if (path.length > 0 || roots === 0) throw new Error('the document does not end');
  return texts;
}
