/** The types of the library for CommonJS: those of `index.ts`, whose documentation they keep. */
type Library = typeof import('./index.js', { with: { 'resolution-mode': 'import' }})

export declare const quote: Library['quote']
export declare const expiry: Library['expiry']
export declare const budget: Library['budget']
export declare const sla: Library['sla']
export declare const InputError: Library['InputError']
export type InputError = import('./index.js', { with: { 'resolution-mode': 'import' }}).InputError
export type {
  Amount,
  BudgetInput,
  BudgetView,
  Data,
  ExpiryInput,
  ExpiryView,
  Issue,
  IssueCode,
  Place,
  QuoteInput,
  QuoteView,
  Row,
  SlaInput,
  SlaView,
} from './index.js' with { 'resolution-mode': 'import' }
