//! WebSocket and HTTP: sessions, requests, events; serves the console.
