// How the two pages are built. `npm run dev` serves them beside a program that runs on COMPERE_URL.
import { defineConfig } from 'vitest/config'

const program = process.env['COMPERE_URL'] ?? 'http://localhost:8080'

export default defineConfig({
  build: {
    target: 'es2022',
    // light-dark() as it is: all of these know it.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    rollupOptions: { input: ['index.html', 'watch.html'] },
    // hls.js is large by nature and only the watch page loads it.
    chunkSizeWarningLimit: 700,
    // Pages may load from here only (see the server's content-security-policy): nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': { target: program, ws: true },
      '/healthz': { target: program },
      '/watch/hls': { target: program },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
})
