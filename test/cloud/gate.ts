import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seed } from '../../local/seed.ts';
import { askAthena } from './athena.ts';
import { type Cloud, complaintsIn, openCloud } from './emulator.ts';
import { openWatch, type Watch } from './settled.ts';
import { openSignIn } from './sign-in.ts';

/** API Gateway's own limit for a payload, which the emulator does not have. */
const maxBodyBytes = 10_000_000;

/** Collects the body, or undefined when it is over the limit. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  return size > maxBodyBytes ? undefined : Buffer.concat(chunks);
}

const say = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

/**
 * CloudFront's part before the emulated cloud: hands requests to the API with the secret of the origin. Below `/local/`
 * stands what a journey needs besides: tokens, the keys they are checked by, an end of waiting, and a cloud begun anew.
 */
export async function openGate() {
  const signIn = await openSignIn();
  const agent = new Agent({ keepAlive: true });
  let opened: { cloud: Cloud; watch: Watch } | undefined;
  let url = '';
  const figures = { clouds: 0, secondsOfDeployment: 0, requests: 0 };

  function hand(cloud: Cloud, incoming: IncomingMessage, body: Buffer, response: ServerResponse): void {
    figures.requests++;
    const { connection: _, 'transfer-encoding': __, ...headers } = incoming.headers;
    const sent = request(
      {
        host: '127.0.0.1',
        port: cloud.port,
        agent,
        path: incoming.url,
        method: incoming.method,
        headers: {
          ...headers,
          ...(body.length > 0 && { 'content-length': body.length }),
          host: `${cloud.api}.execute-api.localhost:${cloud.port}`,
          'x-origin-secret': cloud.secret,
        },
      },
      (answer) => {
        const { connection: ___, ...answered } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, answered);
        answer.pipe(response);
      },
    );
    sent.on('error', (error) => {
      console.error(`gate: ${incoming.method} ${incoming.url?.slice(0, 100)}: ${error.message}`);
      if (response.headersSent) response.destroy();
      else say(response, 502, { message: error.message });
    });
    sent.end(body);
  }

  async function closeCloud(): Promise<void> {
    const closing = opened;
    const complaints = closing ? await complaintsIn(closing.cloud) : '';
    if (complaints !== '') console.log(`functions complained:\n${complaints}`);
    opened = undefined;
    closing?.watch.close();
    await closing?.cloud.stop();
    signIn.forget();
  }

  async function anew(): Promise<void> {
    await closeCloud();
    const started = performance.now();
    const cloud = await openCloud(url);
    opened = { cloud, watch: openWatch(cloud) };
    await seed(url, 150);
    await opened.watch.settled();
    figures.clouds++;
    const seconds = (performance.now() - started) / 1000;
    figures.secondsOfDeployment += seconds;
    console.log(`a new cloud of ${cloud.stacks} stacks with five hospitals in ${seconds.toFixed(1)} s`);
  }

  async function local(path: string, body: Buffer, response: ServerResponse): Promise<void> {
    if (path === '/local/anew') {
      await anew();
      return say(response, 200, {});
    }
    if (!opened) return say(response, 503, { message: 'no cloud yet' });
    const { cloud, watch } = opened;
    const [, pool] = /^\/local\/keys\/([^/]+)\/\.well-known\/jwks\.json$/.exec(path) ?? [];
    if (pool !== undefined) return say(response, 200, await signIn.keys(cloud, pool));
    if (path === '/local/settled') {
      await watch.settled();
      return say(response, 200, {});
    }
    const asked = body.length === 0 ? {} : (JSON.parse(body.toString()) as object);
    if (path === '/local/token') return say(response, 200, { token: await signIn.token(cloud, asked) });
    if (path === '/local/forgery') return say(response, 200, { token: await signIn.forgery(cloud, asked) });
    say(response, 404, {});
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = incoming.url ?? '/';
    const body = await bodyOf(incoming);
    if (!body) return say(response, 413, { message: 'Request Entity Too Large' });
    if (path.startsWith('/local/athena') && opened) {
      const asked = await askAthena(opened.cloud.port, incoming.headers, body);
      response.writeHead(asked.status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(asked.body);
      return;
    }
    if (path.startsWith('/local/')) return local(path, body, response);
    if (!opened) return say(response, 503, { message: 'no cloud yet' });
    hand(opened.cloud, incoming, body, response);
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      // A client that goes away in the middle of its upload is its own affair.
      if (!incoming.complete) return response.destroy();
      const message = error instanceof Error ? error.message : String(error);
      console.error(`gate: ${incoming.url?.slice(0, 100)}: ${message}`);
      say(response, 500, { message });
    });
  });
  // Deployments and settling take longer than a request may.
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    figures,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      agent.destroy();
      await closeCloud();
    },
  };
}
