import {
  type Advance,
  departureAdvanced,
  departureExported,
  departurePaths,
  hospitalDeparted,
} from '../../shared/contracts/departure.ts';
import { type Emitted, emit } from '../../shared/kernel/events.ts';
import type { Item } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { certificateOf, type Departure, firstStep, isSettled, manifestOf } from './departure.ts';
import { allExports, allRemovals, layProof, owners } from './departure-files.ts';
import { departures } from './departures.ts';

/** As long as the longest documents of accounting that a hospital leaves behind. */
const certificateYears = 10;

/** Sends every context on its way. */
export const firstSteps = (departure: Departure, stage: Advance['stage']): Emitted[] =>
  owners.map((owner) => emit(departureAdvanced[owner], departure.departure, firstStep(departure, stage)));

export async function beginExport(world: World, found: Item<Departure>): Promise<void> {
  if (!isSettled(found.value, world.now)) return;
  world.table.commit({
    put: [departures(world.table).replacing(found, { ...found.value, state: 'exporting' })],
    emit: firstSteps(found.value, 'export'),
  });
}

/** Lists and signs what was handed over, once all of it lies there. */
export async function finishExport(world: World, found: Item<Departure>): Promise<void> {
  const { departure } = found.value;
  const exports = await allExports(world.files, found.value);
  if (!exports) return;
  const manifest = manifestOf(found.value, world.tenant, exports);
  const path = departurePaths.manifest(departure);
  const { sha256, signature } = await layProof(world, 'exports', path, manifest);
  const exported: Departure = {
    ...found.value,
    state: 'exported',
    manifestSha256: sha256,
    manifestSignature: signature,
    custody: manifest.custody,
  };
  world.table.commit({
    put: [departures(world.table).replacing(found, exported)],
    emit: [emit(departureExported, departure, { departure, manifestSha256: sha256 })],
  });
}

/** Certifies what was removed and what stays, once every context is done. The certificate is locked itself. */
export async function finishRemoval(world: World, found: Item<Departure>): Promise<void> {
  const removals = await allRemovals(world.files, found.value);
  if (!removals) return;
  const { departure, confirmedAt } = found.value;
  const until = new Date(confirmedAt ?? world.now);
  until.setUTCFullYear(until.getUTCFullYear() + certificateYears);
  const certificate = certificateOf(found.value, world.tenant, removals, world.now);
  const path = departurePaths.certificate(departure);
  const { sha256, signature } = await layProof(world, 'records', path, certificate, { until });
  const departed: Departure = {
    ...found.value,
    state: 'departed',
    certificateSha256: sha256,
    certificateSignature: signature,
    departedAt: world.now.toISOString(),
  };
  world.table.commit({
    put: [departures(world.table).replacing(found, departed)],
    emit: [emit(hospitalDeparted, departure, { departure, certificateSha256: sha256 })],
  });
}
