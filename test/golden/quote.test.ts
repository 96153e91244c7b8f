import { compareCases } from './cases.js'

compareCases('quote')
