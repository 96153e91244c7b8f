import { compareCases } from './cases.js'

compareCases('expiry')
