import type { Billable } from '../../shared/contracts/records.ts';
import { ServiceCode } from '../../shared/kernel/ids.ts';
import type { ClinicalResource } from './fhir.ts';

/**
 * What of a resource has a price: an order or a prescribed drug, with the resource's id as its source. The examination
 * itself is not among them; billing knows it from the visit.
 */
export function billablesOf(resources: readonly ClinicalResource[]): Billable[] {
  return resources.flatMap((resource) => {
    switch (resource.resourceType) {
      case 'ServiceRequest': {
        const [{ code }] = resource.code.coding;
        return [{ source: resource.id, code: ServiceCode.parse(code), quantity: resource.quantityQuantity.value }];
      }
      case 'MedicationRequest': {
        const [{ code }] = resource.medicationCodeableConcept.coding;
        const quantity = resource.dispenseRequest.quantity.value;
        return [{ source: resource.id, code: ServiceCode.parse(code), quantity }];
      }
      default:
        return [];
    }
  });
}
