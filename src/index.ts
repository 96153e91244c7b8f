/** The library's door: what other programs may use. */
export { InputError, type Issue, type IssueCode, type Place } from './core/failure.js'
