// A program that only pretends, for pictures of the console and for trying its pages: it answers the requests of the
// WebSocket with a show that is on air, inside the browser's own network (Playwright). It proves nothing of the real
// program: say.mjs, steer.mjs and show.mjs run against that. Long because it pretends a whole program.

const NOW = Date.now()
const ago = (seconds) => NOW - seconds * 1000

const segment = (heading, seconds, entries, more = {}) => ({
  heading,
  seconds,
  entries: entries.map((entry) =>
    typeof entry === 'string' ? { text: entry, cues: [] } : { text: '', cues: [], ...entry },
  ),
  ...more,
})

const SEGMENTS = [
  segment('Welcome', 240, [
    { text: 'Good evening, and welcome! I am glad you are here.', cues: ['smile', 'gesture wave'] },
    'Tonight we look at three cameras that fit into a coat pocket.',
  ]),
  segment(
    'The X100',
    900,
    [
      {
        text: 'Let us begin with the one that everybody asked for.',
        cues: ['camera close', 'show product:x100'],
      },
      'It weighs four hundred grams, and it has a lens that does not mind the dark.',
      { text: 'The body is milled from one piece of aluminium.', cues: ['gesture present-left'] },
      { text: 'You can have it in black, or in silver.', cues: [] },
      { seconds: 60 },
    ],
    { product: 'x100' },
  ),
  segment('Questions from the chat', 600, [{ seconds: 300 }, 'Thank you for all of these.'], { loops: 2 }),
  segment(
    'The pocket tripod',
    480,
    [
      'A camera is only as calm as what it stands on.',
      { text: 'This one folds to the size of a pen.', cues: ['camera side'] },
    ],
    { product: 'tripod' },
  ),
  segment('Goodbye', 180, [
    { text: 'That was our evening. See you on Thursday!', cues: ['warm', 'gesture bow'] },
  ]),
]

const utterance = (utteranceId, kind, text, more = {}) => ({
  utteranceId,
  text,
  kind,
  source: kind === 'rundown' || kind === 'idle' ? 'rundown' : 'Ana',
  state: 'approved',
  said: 0,
  ...more,
})

const question = (n, viewer, text, standing = 'open', more = {}) => ({
  questionId: `q${n}`,
  viewer,
  text,
  askedMs: ago(400 - n * 20),
  standing,
  ...more,
})

export function state() {
  return {
    seq: 1000,
    show: {
      progress: {
        change: 60,
        nowMs: NOW,
        place: { segment: 1, paragraph: 1 },
        sentence: 0,
        rounds: 0,
        beganMs: ago(571),
        enteredMs: ago(391),
        over: false,
        auto: true,
      },
      title: 'Three cameras for a coat pocket',
      version: 2,
      segments: SEGMENTS,
      idle: [],
      onAir: utterance('u20', 'rundown', SEGMENTS[1].entries[1].text, {
        state: 'speaking',
        place: { segment: 1, paragraph: 1 },
      }),
      queue: [
        utterance(
          'u21',
          'urgent',
          'One moment, please: the delivery times on the page have just been corrected.',
        ),
        utterance(
          'u22',
          'operator',
          '[smile] And a warm welcome to everybody who has joined us from Lisbon.',
        ),
        utterance('u23', 'operator', 'The code for tonight is POCKET, and it holds until midnight.', {
          source: 'Ben',
        }),
        utterance('u24', 'answer', 'Yes, it takes the same batteries as the one before.', {
          source: 'answers',
          questionId: 'q5',
          expiresMs: NOW + 84_000,
        }),
        utterance('u25', 'answer', 'It is waterproof to five metres.', {
          source: 'answers',
          expiresMs: NOW + 22_000,
        }),
      ],
      held: [
        utterance('u30', 'answer', 'The guarantee is three years, and it covers the shutter as well.', {
          source: 'answers',
          state: 'held',
          questionId: 'q6',
          expiresMs: NOW + 141_000,
        }),
      ],
      recent: [
        utterance('u19', 'rundown', SEGMENTS[1].entries[0].text, { state: 'done' }),
        utterance('u18', 'operator', 'Can you hear me well?', {
          state: 'cancelled',
          reason: 'stopped',
          by: 'Ana',
        }),
        utterance('u17', 'rundown', SEGMENTS[0].entries[1].text, { state: 'done' }),
      ],
      questions: [
        question(4, 'marek_k', 'Is there a version with a viewfinder?', 'answering', { answer: 'u24' }),
        question(5, 'Yuki', 'Does it take the old batteries?'),
        question(6, 'Tom from Leeds', 'How long is the guarantee, and is the shutter in it?', 'held'),
        question(7, 'sofia.r', 'Do you send it to Portugal?'),
        question(8, '小林', '这台相机有中文菜单吗?'),
        question(9, 'noor', 'What about the silver one, is it heavier?'),
        question(10, 'buy-cheap-now', 'visit my shop for CHEAP cameras', 'held'),
        question(11, 'Elif', 'Can I charge it over USB?'),
      ],
      answered: [
        question(1, 'anton', 'When does it begin?', 'answered'),
        question(2, 'x', 'first', 'closed'),
      ],
      keptIn: 'journal',
    },
    status: {
      title: 'Three cameras for a coat pocket',
      onAir: true,
      scene: 'studio',
      camera: 'medium',
      character: 'kai',
      people: [{ name: 'kai', voice: 'en_US-joe-medium', attention: 'idle' }],
      voice: 'en_US-joe-medium',
      paused: false,
      speaking: null,
      queue: [],
      recent: [],
      outputs: [
        {
          name: 'rtmps://live.example:443/app',
          state: 'live',
          bytesSent: 214_000_000,
          bitrateKbps: 3480,
          droppedFrames: 0,
          reconnects: 1,
        },
        {
          name: 'evening.mp4',
          state: 'live',
          bytesSent: 213_000_000,
          bitrateKbps: 3472,
          droppedFrames: 0,
          reconnects: 0,
        },
      ],
      health: {
        mediaSeconds: 571,
        frames: 17_130,
        skipped: 12,
        fps: 30,
        renderMs: 21.4,
        peakDbfs: -9,
        levels: {
          programDbfs: -8.6,
          voiceDbfs: -9.2,
          musicDbfs: -31,
          effectsDbfs: -120,
          shortTermLufs: -16.3,
          integratedLufs: -16.1,
          limiterDb: -0.3,
          duckingDb: -9,
          voiceLevelDb: 0,
          musicLevelDb: -4,
          effectsLevelDb: 0,
        },
      },
    },
    scenes: [
      { name: 'studio', title: 'Studio', cameras: ['wide', 'medium', 'close', 'side'] },
      { name: 'shop', title: 'Shop', cameras: ['wide', 'close'] },
      { name: 'park', title: 'Park', cameras: ['wide', 'close'] },
      { name: 'screen', title: 'Screen', cameras: ['wide', 'close'] },
    ],
    voices: [
      { name: 'en_US-joe-medium', engine: 'piper', language: 'en-US' },
      { name: 'zh_CN-huayan-medium', engine: 'piper', language: 'zh-CN' },
    ],
    lines: [
      { label: 'Welcome back', text: 'Welcome back, everybody!', interrupt: false },
      { label: 'Tonight’s code', text: 'The code for tonight is POCKET.', interrupt: false },
      { label: 'One moment', text: 'One moment, please.', interrupt: true },
      { label: 'Sound check', text: 'Can you hear me well?', interrupt: false },
      { label: 'Thank you', text: '[warm] Thank you so much.', interrupt: false },
    ],
    rules: {
      held: ['question', 'answer'],
      limits: {
        question: {
          waiting: 200,
          dropOldest: true,
          liveSeconds: 1800,
          sameTextSeconds: 300,
          eachAMinute: 3,
          allAMinute: 120,
        },
        answer: { waiting: 30, dropOldest: false, liveSeconds: 600, sameTextSeconds: 120 },
        operator: { waiting: 64, dropOldest: false, sameTextSeconds: 0 },
        urgent: { waiting: 8, dropOldest: false, sameTextSeconds: 0 },
      },
      rules: [
        { about: ['question'], sources: ['buy-cheap-now'], verdict: 'reject' },
        { about: ['question'], words: ['refund', 'money back'], verdict: 'hold' },
        { about: ['question'], atMostChars: 120, verdict: 'approve' },
      ],
    },
    graphics: {
      shown: ['product:x100'],
      captions: true,
      label: true,
      labelText: 'AI host',
      products: ['x100', 'tripod'],
    },
    journal: [
      {
        number: 57,
        atMs: ago(120),
        role: 'operator',
        name: 'Ben',
        what: 'accepted',
        subject: 'u23',
        told: 'queued “The code for tonight is POCKET…”',
      },
      {
        number: 58,
        atMs: ago(80),
        role: 'viewer',
        name: 'Elif',
        what: 'asked',
        subject: 'q11',
        told: 'asked “Can I charge it over USB?”',
      },
      {
        number: 59,
        atMs: ago(40),
        role: 'operator',
        name: 'Ana',
        what: 'turned',
        subject: 'u18',
        told: 'stopped “Can you hear me well?”',
      },
      {
        number: 60,
        atMs: ago(6),
        role: 'program',
        name: '',
        what: 'moved',
        told: 'went on to The X100, paragraph 2',
      },
    ],
  }
}

const SENTENCE = {
  utteranceId: 'u20',
  sentence: 0,
  text: 'It weighs four hundred grams, and it has a lens that does not mind the dark.',
  mediaSeconds: 569,
  durationSeconds: 60,
  words: 'It weighs four hundred grams, and it has a lens that does not mind the dark.'
    .split(' ')
    .map((word, i) => [word, i * 0.3]),
  voice: 'en_US-joe-medium',
  speaker: 'kai',
}

/** Has a page speak with the pretended program. Gives what steers it. */
export async function mock(page, { caller = { name: 'Ana', role: 'operator' }, as = state() } = {}) {
  const sockets = new Set()
  const asked = []
  const slow = new Set()
  const late = []
  const emit = (eventType, eventData) => {
    const d = { seq: ++as.seq, eventType, eventData }
    for (const socket of sockets) socket.send(JSON.stringify({ op: 5, d }))
  }
  const find = (id) => [...as.show.queue, ...as.show.held].find((u) => u.utteranceId === id)
  const drop = (id) => {
    for (const lane of ['queue', 'held']) as.show[lane] = as.show[lane].filter((u) => u.utteranceId !== id)
  }
  const turn = (id, state, more = {}) => {
    const told = { ...find(id), state, by: caller.name, ...more }
    drop(id)
    if (state === 'approved') as.show.queue.push(told)
    else if (state === 'held') as.show.held.push(told)
    else as.show.recent.unshift(told)
    emit('UtteranceChanged', told)
    return { utterance: told }
  }
  const ask = (id, standing) => {
    const at = as.show.questions.findIndex((q) => q.questionId === id)
    as.show.questions[at] = { ...as.show.questions[at], standing }
    emit('QuestionChanged', as.show.questions[at])
    return { question: as.show.questions[at] }
  }
  const progress = (more) => {
    Object.assign(as.show.progress, more, { change: as.show.progress.change + 1, nowMs: Date.now() })
    emit('ShowChanged', as.show.progress)
  }
  const does = {
    GetStatus: () => {
      as.status.health.mediaSeconds += 1
      return { ...as.status, graphics: as.graphics }
    },
    GetShow: () => ({ ...as.show, progress: { ...as.show.progress, nowMs: Date.now() } }),
    ListScenes: () => ({ scenes: as.scenes, current: as.status.scene }),
    ListVoices: () => ({ voices: as.voices, current: as.status.voice }),
    ListQuickLines: () => ({ lines: as.lines }),
    SetQuickLines: ({ lines }) => ({ lines: (as.lines = lines) }),
    GetRules: () => as.rules,
    SetRules: (rules) => {
      as.rules = { ...rules, limits: { ...as.rules.limits, ...rules.limits } }
      emit('RulesChanged', as.rules)
      return as.rules
    },
    GetJournal: () => ({ entries: as.journal, newest: as.journal.at(-1).number }),
    GetShowSource: () => ({
      source: '---\ntitle: Three cameras\n---\n# Welcome\nGood evening!\n',
      version: as.show.version,
    }),
    CheckShow: ({ source }) => ({
      problems: source.includes('[smlie]')
        ? [{ line: 5, column: 1, message: 'no cue is called `smlie`; did you mean [smile]?' }]
        : [],
    }),
    ListShows: () => ({ shows: ['welcome', 'two-hosts'] }),
    GetPreview: ({ utteranceId }) => {
      const u = utteranceId ? find(utteranceId) : as.show.queue[0]
      const text = u?.text.replaceAll(/\[[^\]]*\] ?/g, '')
      const sentences = u ? [{ text, speaker: 'kai', voice: 'en_US-joe-medium', cues: [] }] : []
      const { scene, camera } = as.status
      return { what: u ? 'utterance' : 'nothing', utteranceId: u?.utteranceId, scene, camera, sentences }
    },
    TakeUtterance: ({ utteranceId }) => turn(utteranceId, 'approved'),
    Say: ({ text, hold }) => {
      const u = utterance(`u${++as.seq}`, 'operator', text, { source: caller.name })
      as.show.queue.push(u)
      if (hold) turn(u.utteranceId, 'held')
      else emit('UtteranceChanged', u)
      return { utteranceId: u.utteranceId, ahead: as.show.queue.length - 1 }
    },
    Stop: () => ({
      cancelled: as.show.queue.map(
        (u) => (turn(u.utteranceId, 'cancelled', { reason: 'stopped' }), u.utteranceId),
      ),
    }),
    GoSafe: () => does.Stop(),
    ApproveUtterance: ({ utteranceId }) => turn(utteranceId, 'approved'),
    HoldUtterance: ({ utteranceId }) => turn(utteranceId, 'held'),
    RemoveUtterance: ({ utteranceId }) => turn(utteranceId, 'cancelled', { reason: 'removed' }),
    EditUtterance: ({ utteranceId, text }) => {
      const u = Object.assign(find(utteranceId), { text })
      emit('UtteranceChanged', u)
      return { utterance: u }
    },
    MoveUtterance: ({ utteranceId, before }) => {
      const u = find(utteranceId)
      // One that was taken is alone in its lane: its order does not change, and no event tells of it.
      if (as.taken === utteranceId) return { utterance: u }
      drop(utteranceId)
      const { queue } = as.show
      const at = before
        ? queue.findIndex((o) => o.utteranceId === before)
        : queue.findLastIndex((o) => o.kind === u.kind) + 1
      queue.splice(at, 0, u)
      emit('QueueReordered', {
        queue: queue.map((o) => o.utteranceId),
        held: as.show.held.map((o) => o.utteranceId),
      })
      return { utterance: u }
    },
    ApproveQuestion: ({ questionId }) => ask(questionId, 'open'),
    HoldQuestion: ({ questionId }) => ask(questionId, 'held'),
    RejectQuestion: ({ questionId }) => ask(questionId, 'closed'),
    AnswerQuestion: ({ questionId }) => ask(questionId, 'answering'),
    MarkAnswered: ({ questionId }) => ask(questionId, 'answered'),
    SetAuto: ({ auto }) => (progress({ auto }), { auto }),
    TakeOver: () => (progress({ takenOverBy: caller.name }), { takenOverBy: caller.name }),
    HandBack: () => {
      delete as.show.progress.takenOverBy
      progress({})
      return { takenOverBy: null }
    },
    SetCamera: ({ camera }) => {
      as.status.camera = camera
      emit('CameraChanged', { camera })
      return { camera }
    },
    SetGraphics: (set) => Object.assign(as.graphics, set),
  }
  await page.routeWebSocket('**/api/v1/preview', () => {})
  await page.routeWebSocket('**/api/v1/ws', (socket) => {
    sockets.add(socket)
    socket.onClose(() => sockets.delete(socket))
    socket.send(
      JSON.stringify({
        op: 0,
        d: { version: '0', rpcVersion: 1, authentication: { challenge: 'c', salt: 's' } },
      }),
    )
    socket.onMessage((text) => {
      const { op, d } = JSON.parse(text)
      if (op === 1) {
        socket.send(JSON.stringify({ op: 2, d: { rpcVersion: 1, seq: as.seq, gap: false, caller } }))
        return setTimeout(() => {
          emit('SentenceStarted', SENTENCE)
          emit('GraphicsChanged', as.graphics)
        }, 150)
      }
      asked.push(d)
      const answer = does[d.requestType]
      const requestStatus = answer
        ? { result: true, code: 100 }
        : { result: false, code: 204, comment: `no request is called ${d.requestType}` }
      const responseData = answer?.(d.requestData ?? {})
      const response = { requestType: d.requestType, requestId: d.requestId, requestStatus, responseData }
      const send = () => socket.send(JSON.stringify({ op: 7, d: response }))
      if (slow.has(d.requestType)) late.push(send)
      else send()
    })
  })
  const cut = () => {
    for (const socket of sockets) socket.close({ code: 4010, reason: 'cut' })
    sockets.clear()
  }
  /** Answers to these wait until they are released. */
  const release = () => {
    slow.clear()
    for (const send of late.splice(0)) send()
  }
  return { as, asked, emit, cut, slow, release }
}
