import type { RequestHandler } from 'express';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  // The page opens a chosen file as `blob:` to read its duration before it is sent.
  "media-src 'self' blob:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Sets headers that forbid what the playground never does, so that a mistake elsewhere stays harmless: foreign
 * or inline scripts and styles, framing, type sniffing, use of its responses by other sites, and copies of them in
 * caches.
 */
export const secureHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    // Most of it is one visitor's. A route that serves what may be kept says so.
    'Cache-Control': 'no-store',
    'Content-Security-Policy': POLICY,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  });
  next();
};
