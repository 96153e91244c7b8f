/** Agreement files and lists of tiers: what is wrong with one beyond its form. */
import type { Issue } from '../../core/failure.js'
import {
  type Agreement,
  type AgreementFault,
  findAgreementFaults,
  findTierFaults,
  type Tier,
} from '../../core/sla/agreement.js'
import { findFailedAssertions } from '../../core/sla/assertions.js'
import { createReport } from './form.js'
import type { Yaml } from './yaml.js'

/** What is wrong with an agreement's figures; when nothing is, the document's own examples that they miss. */
export function checkAgreement(agreement: Agreement, yaml: Yaml): Issue[] {
  const faults = describeAgreementFaults(findAgreementFaults(agreement), yaml)
  if (faults.length > 0) return faults
  const report = createReport(yaml)
  for (const { index, expected, actual } of findFailedAssertions(agreement)) {
    const message = `the document says ${expected}; the figures of this file give ${actual}`
    report.atValue('ASSERTION_FAILED', ['assertions', index], message)
  }
  return report.issues
}

/** What is wrong with a list of tiers by itself. */
export const checkTiers = (tiers: readonly Tier[], yaml: Yaml): Issue[] =>
  describeAgreementFaults(findTierFaults(tiers, null), yaml)

function describeAgreementFaults(faults: readonly AgreementFault[], yaml: Yaml): Issue[] {
  const report = createReport(yaml)
  for (const { path, message } of faults)
    report.atValue(path[0] === 'effective_to' ? 'BAD_TIME' : 'BAD_VALUE', path, message)
  return report.issues
}
