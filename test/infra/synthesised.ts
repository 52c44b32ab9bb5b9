import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../infra/app.ts';

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests state what they expect of a template.
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}
export interface Found {
  readonly stack: string;
  readonly id: string;
  readonly resource: Resource;
}

/** All templates of the province, synthesised in this process; cdk-nag runs with it and throws on a finding. */
export function synthesise() {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-'));
  const started = performance.now();
  const app = buildApp(folder);
  app.synth();
  const seconds = (performance.now() - started) / 1000;
  const resources: Found[] = [];
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.template.json')) continue;
    const template = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { Resources: Record<string, Resource> };
    const stack = file.replace('.template.json', '');
    for (const [id, resource] of Object.entries(template.Resources)) resources.push({ stack, id, resource });
  }
  const report = JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8')) as {
    pluginReports: { pluginName?: string; violations?: unknown[] }[];
  };
  rmSync(folder, { recursive: true });
  return {
    app,
    seconds,
    report,
    resources,
    ofType: (type: string): Found[] => resources.filter(({ resource }) => resource.Type === type),
  };
}
