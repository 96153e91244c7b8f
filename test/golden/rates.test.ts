import { compareCases } from './cases.js'

compareCases('rates')
