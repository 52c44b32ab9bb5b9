import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';

interface Asked {
  readonly QueryString: string;
  readonly ExecutionParameters?: readonly string[];
}

/** The statement with its parameters in place of the question marks, as Athena runs it: they are SQL literals. */
function filledIn({ QueryString, ExecutionParameters = [], ...rest }: Asked): object {
  const parameters = [...ExecutionParameters];
  return { ...rest, QueryString: QueryString.replaceAll('?', (mark) => parameters.shift() ?? mark) };
}

/** Athena by way of the gate: the emulator's takes statements, but no parameters of them. */
export function askAthena(
  port: number,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<{ readonly status: number; readonly body: Buffer }> {
  const starts = String(headers['x-amz-target']).endsWith('.StartQueryExecution');
  const sent = starts ? Buffer.from(JSON.stringify(filledIn(JSON.parse(body.toString()) as Asked))) : body;
  return new Promise((resolve, reject) => {
    const handed = { ...headers, host: `127.0.0.1:${port}`, 'content-length': String(sent.length) };
    const asking = request({ host: '127.0.0.1', port, path: '/', method: 'POST', headers: handed }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 502, body: Buffer.concat(chunks) }));
    });
    asking.on('error', reject);
    asking.end(sent);
  });
}
