import { describe, expect, it } from 'vitest'
import { type ForeignMark, findForeign } from '../../../src/core/sla/foreign-endpoints.js'

const MARKS: readonly ForeignMark[] = [
  { what: 'a page', first: ['blog'], any: ['login'], endings: ['.png'], paths: ['/'] },
  { what: 'a probe', first: ['healthz'], any: [], endings: [], paths: [] },
]
/** What is found of requests by prefix, of each of which one failed; as `what glob requests/failed`. */
const find = (shares: Record<string, number>) =>
  findForeign(
    Object.entries(shares).map(([prefix, requests]) => ({ prefix, requests, failed: 1 })),
    MARKS,
  ).map(({ what, glob, requests, failed }) => `${what} ${glob} ${requests}/${failed}`)

describe('requests that look foreign', () => {
  it('begin with a word, have it among the first two parts of their path, or end in one', () => {
    expect(find({ '/blog': 9 })).toEqual(['a page /blog 9/1'])
    expect(find({ '/blog/new': 9 })).toEqual(['a page /blog/* 9/1'])
    expect(find({ '/login/x': 9 })).toEqual(['a page /login/* 9/1'])
    expect(find({ '/v1/login': 9 })).toEqual(['a page /v1/login* 9/1'])
    expect(find({ '/v1/logo.png': 9 })).toEqual(['a page *.png 9/1'])
    expect(find({ '/v1/blog': 9, '/v1/healthz': 9, '/v1/videos': 9, '': 9, '/': 9 })).toEqual([])
  })
  it('have a whole path of which none failed, where others are the own', () => {
    const found = (root: number, other: string) =>
      findForeign(
        [
          { prefix: '/', requests: 9, failed: root },
          { prefix: other, requests: 9, failed: 1 },
        ],
        MARKS,
      ).map(({ glob }) => glob)
    expect(found(0, '/v1/videos')).toEqual(['/'])
    expect(found(1, '/v1/videos')).toEqual([])
    expect(found(0, '')).toEqual([])
    expect(found(0, '/healthz')).toEqual(['/healthz'])
  })
  it('are added up by what leaves them out, most requests first', () => {
    expect(find({ '/healthz': 5, '/blog/a': 2, '/blog/b': 4, '/v1/videos': 90 })).toEqual([
      'a page /blog/* 6/2',
      'a probe /healthz 5/1',
    ])
  })
  it('are of another domain than most requests, whatever the port or the first part of the name', () => {
    const shares = {
      '//other.com/v1': 8,
      '//api.example.com/v1': 5,
      '//api.example.com/v2': 5,
      '//eu.example.com:8443/v1': 1,
    }
    expect(find(shares)).toEqual(['another host //other.com/* 8/1'])
    expect(find({ '//api.example.com:443/v1': 9, '//api.example.com/v1': 1 })).toEqual([])
  })
  it('are not told by their host where most requests name none', () => {
    expect(find({ '/v1': 9, '//other.com/v1': 8 })).toEqual([])
    expect(find({ '//api.example.com/v1': 9, '/v1': 8 })).toEqual([])
    expect(find({ '//other.com/blog': 9 })).toEqual(['a page /blog 9/1'])
  })
})
