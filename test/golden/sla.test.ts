import { compareCases } from './cases.js'

compareCases('sla')
