import { openSession } from './api.ts';

/** The session of this page. The document loads this module before all others, so that both arrive together. */
export const openedSession = openSession();
// The caller that starts the page handles a failure, which may come before that.
openedSession.catch(() => {});
