import { describe, expect, it } from 'vitest'
import { type ForeignMark, findForeign, findMixed } from '../../../src/core/sla/foreign-endpoints.js'

const MARKS: readonly ForeignMark[] = [
  { what: 'a page', first: ['blog'], any: ['login'], endings: ['.png'], paths: ['/'] },
  { what: 'a probe', first: ['healthz'], any: [], endings: [], paths: [] },
]
const WORDS = ['kling', 'kolors']
/** What is found of requests by prefix, of each of which one failed; as `what glob requests/failed`. */
const findAll = (shares: Record<string, number>, words: readonly string[] = []) => {
  const found = findForeign(
    Object.entries(shares).map(([prefix, requests]) => ({ prefix, requests, failed: 1 })),
    MARKS,
    words,
  )
  const told = ({ glob, requests, failed }: { glob: string; requests: number; failed: number }) =>
    `${glob} ${requests}/${failed}`
  return {
    foreign: found.foreign.map(each => `${each.what} ${told(each)}`),
    own: found.own.map(told),
    sites: found.sites.map(told),
  }
}
const find = (shares: Record<string, number>, words?: readonly string[]) => findAll(shares, words).foreign

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
    const found = (root: number, other: string, host = '') =>
      findForeign(
        [
          { prefix: `${host}/`, requests: 9, failed: root },
          { prefix: other, requests: 9, failed: 1 },
        ],
        MARKS,
        WORDS,
      ).foreign.map(({ glob }) => glob)
    expect(found(0, '/v1/videos')).toEqual(['/'])
    expect(found(1, '/v1/videos')).toEqual([])
    expect(found(0, '')).toEqual([])
    expect(found(0, '/healthz')).toEqual(['/healthz'])
    expect(found(0, '//api.klingai.com/v1', '//api.klingai.com')).toEqual(['/'])
    expect(found(0, '//api.openai.com/v1', '//api.klingai.com')).toEqual(['//api.openai.com/*'])
  })
  it('are added up by what leaves them out, most requests first', () => {
    expect(find({ '/healthz': 5, '/blog/a': 2, '/blog/b': 4, '/v1/videos': 90 })).toEqual([
      'a page /blog/* 6/2',
      'a probe /healthz 5/1',
    ])
  })
  it('are of hosts that do not name the service, however many they are', () => {
    const shares = {
      '//api.openai.com/v1': 31,
      '//api.klingai.com/v1': 13,
      '//API-sg.Klingai.com:8443/v1': 2,
    }
    expect(findAll(shares, WORDS)).toEqual({
      foreign: ['another host //api.openai.com/* 31/1'],
      own: ['//api.klingai.com/* 13/1', '//API-sg.Klingai.com:8443/* 2/1'],
      sites: [],
    })
    expect(findAll({ '//a.klingai.com/v1': 9, '//b.klingai.com/blog': 2 }, WORDS)).toEqual({
      foreign: ['a page /blog 2/1'],
      own: [],
      sites: [],
    })
  })
  it('are left out one by one where some requests name no host', () => {
    expect(findAll({ '//api.openai.com/v1': 9, '//api.klingai.com/v1': 3, '/v1': 1 }, WORDS)).toEqual({
      foreign: ['another host //api.openai.com/* 9/1'],
      own: [],
      sites: [],
    })
  })
  it('name no host beside requests to hosts of the service', () => {
    const found = (shares: Record<string, number>) => {
      const { hosted, hostless } = findForeign(
        Object.entries(shares).map(([prefix, requests]) => ({ prefix, requests, failed: 0 })),
        [],
        WORDS,
      )
      return [hosted.map(({ glob, requests }) => `${glob} ${requests}`), hostless]
    }
    const own = '//api.klingai.com/v1'
    expect(found({ [own]: 3, '/api/generate': 2, '/v1': 1 })).toEqual([['//api.klingai.com/* 3'], 3])
    expect(found({ [own]: 3, '//api.openai.com/v1': 9, '/v1': 1 })).toEqual([['//api.klingai.com/* 3'], 1])
    expect(found({ [own]: 200, '/v1': 1 })).toEqual([[], 0])
    expect(found({ [own]: 3, '': 5 })).toEqual([[], 0])
    expect(found({ '//api.openai.com/v1': 9, '/v1': 1 })).toEqual([[], 0])
  })
  it('leave the own alone where the others have no name', () => {
    expect(findAll({ '/kling/v1': 8, '': 5 }, WORDS)).toEqual({ foreign: [], own: [], sites: [] })
    expect(findAll({ '/kling/v1': 8, '/sora/v1': 5 }, WORDS).own).toEqual(['/kling/* 8/1'])
    // A gateway's part may stand in front of the name.
    expect(findAll({ '/proxy/kling': 8, '/proxy/openai': 5 }, WORDS).own).toEqual(['/proxy/kling* 8/1'])
    expect(findAll({ '/proxy/kling': 8, '/proxy': 5 }, WORDS).own).toEqual(['/proxy/kling* 8/1'])
    expect(findAll({ '/kling/v1': 8, '/sora/kling': 5 }, WORDS).own).toEqual(['/kling/* 8/1'])
    expect(findAll({ '/v1/videos': 8, '/v1/images': 5 }, WORDS).own).toEqual([])
  })
  it('may be of any host where none names the service', () => {
    const shares = {
      '//other.com/v1': 8,
      '//api.example.com/v1': 5,
      '//api.example.com/v2': 5,
      '//eu.example.com:8443/v1': 1,
    }
    const sites = ['//api.example.com/* 10/2', '//other.com/* 8/1', '//eu.example.com:8443/* 1/1']
    expect(findAll(shares, WORDS)).toEqual({ foreign: [], own: [], sites })
    expect(findAll(shares)).toEqual({ foreign: [], own: [], sites })
    // Of one domain.
    expect(findAll({ '//api.example.com:443/v1': 9, '//eu.example.com/v1': 1 }).sites).toEqual([])
    expect(findAll({ '/v1': 9, '//a.com/v1': 8, '//b.com/v1': 8 })).toEqual({
      foreign: [],
      own: [],
      sites: [],
    })
    expect(find({ '//other.com/blog': 9 })).toEqual(['a page /blog 9/1'])
  })
  it('are of names without a slash in front that do not name the service', () => {
    expect(
      findAll({ 'gpt-5': 7, 'kling/kling-v2-6': 3, 'kolors-v1': 2, 'fal-ai/flux/dev': 1 }, WORDS),
    ).toEqual({
      foreign: ['another name /gpt-5 7/1', 'another name /fal-ai/flux/dev* 1/1'],
      own: ['/kling/kling-v2-6 3/1', '/kolors-v1 2/1'],
      sites: [],
    })
    expect(findAll({ 'gpt-5': 7, 'kling/kling-v2-6': 3 })).toEqual({ foreign: [], own: [], sites: [] })
    expect(findAll({ 'kling-v2-6': 7, '-': 3, '*': 1, '': 2 }, WORDS).foreign).toEqual([])
  })
  it('are none by their paths alone, of which those are told that name the service', () => {
    expect(findAll({ '/openai/v1': 7, '/kling/v1': 3, '/kling/v2': 2, '': 1 }, WORDS)).toEqual({
      foreign: [],
      own: ['/kling/* 5/2'],
      sites: [],
    })
    // Where the name stands deeper, all are of one service.
    expect(findAll({ '/v1/kling-effects': 7, '/v1/videos': 3 }, WORDS).own).toEqual([])
    expect(findAll({ '/kling/v1': 7, '': 3, '/': 2, '*': 1 }, WORDS).own).toEqual([])
  })
})

describe('a column beside the path', () => {
  const host = (...names: [string, number][]) => ({ name: 'host', isHost: true, names })
  const model = (...names: [string, number][]) => ({ name: 'model', isHost: false, names })

  it('names others beside the service', () => {
    expect(findMixed([host(['api.openai.com', 7], ['Api.KlingAI.com', 2], ['x.com', 9])], WORDS)).toEqual({
      name: 'host',
      isPath: false,
      globs: ['//*Kling*'],
      own: ['Api.KlingAI.com'],
      ownRows: 2,
      others: ['x.com', 'api.openai.com'],
      otherRows: 16,
    })
    expect(
      findMixed([host(['gateway.test', 9]), model(['gpt-5', 1], ['kling-v2', 3], ['kolors-v1', 2])], WORDS),
    ).toEqual({
      name: 'model',
      isPath: true,
      globs: ['*kling*', '*kolors*'],
      own: ['kling-v2', 'kolors-v1'],
      ownRows: 5,
      others: ['gpt-5'],
      otherRows: 1,
    })
  })
  it('says what happened, and not to whom, where it names the service of failures alone', () => {
    const event = { ...model(['finished', 41], ['kling_failed', 9]), name: 'event' }
    const failed = new Map([
      ['finished', 9],
      ['kling_failed', 9],
    ])
    expect(findMixed([{ ...event, failed }], WORDS)).toBeNull()
    // What heads a known column names whom it was, however many failed.
    expect(findMixed([event], WORDS)).toMatchObject({ ownRows: 9, otherRows: 41 })
    const some = new Map([...failed, ['kling_failed', 5]] as const)
    expect(findMixed([{ ...event, failed: some }], WORDS)).not.toBeNull()
    const withOthers = (finished: number) =>
      findMixed([{ ...event, failed: new Map([...failed, ['finished', finished]] as const) }], WORDS)
    // Where half of its failures, or half of what succeeds, are no others', other requests failed than those.
    expect([4, 5, 20, 21].map(count => withOthers(count) === null)).toEqual([false, true, true, false])
  })
  it('is of one service where all its names are, or none is; versions and addresses are no names, and few are nothing', () => {
    expect(findMixed([host(['api.klingai.com', 7], ['eu.klingai.com', 2])], WORDS)).toBeNull()
    expect(findMixed([host(['a.com', 7], ['b.com', 2])], WORDS)).toBeNull()
    expect(findMixed([host(['a.com', 7], ['klingai.com', 2])], [])).toBeNull()
    expect(findMixed([model(['kling-v2', 7], ['v2.6', 2], ['10.0.0.1:443', 5])], WORDS)).toBeNull()
    expect(findMixed([model(['kling-v2', 100], ['veo-3', 1])], WORDS)).toBeNull()
    expect(findMixed([model(['kling-v2', 99], ['sora-2', 1])], WORDS)).not.toBeNull()
  })
})
