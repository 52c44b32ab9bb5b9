// Picks fields out of the JSON on standard input, one line each: `pick.mjs bill lines.0.code receipts.length`.
// A missing field is an error, unless its name ends in `?`: then its line is empty.
let text = '';
for await (const part of process.stdin) text += part;
const answer = JSON.parse(text);

for (const asked of process.argv.slice(2)) {
  const path = asked.replace(/\?$/, '');
  const value = path.split('.').reduce((inside, name) => inside?.[name], answer);
  if (value === undefined && path === asked) {
    console.error(`no field '${path}' in ${text.slice(0, 400)}`);
    process.exit(1);
  }
  console.log(value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));
}
