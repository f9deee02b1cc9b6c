import type { Failure } from '../../model/errors.ts';
import type { Delivery, Job, Submission, Work } from '../../model/job/job.ts';
import type { AttachmentRef, JobRequest } from '../../model/job/request.ts';

/** Replaces the title. Letters would look like one. */
const NO_TITLE = '–';
const NO_FILE: AttachmentRef = { kind: 'attachment', ref: '', name: '' };

/**
 * Returns the record of a finished job without its content: no text, names, links or files. Who requested
 * which service, when, and the outcome of the money stay: limits and the ledger depend on them.
 */
export function redactJob(job: Job): Job {
  const { input: _input, ...kept } = job;
  return {
    ...kept,
    erased: true,
    request: blankRequest(job.request),
    title: NO_TITLE,
    work: blankWork(job.work),
    delivery: blankDelivery(job.delivery),
    submissions: job.submissions.map(blankSubmission),
  };
}

function blankRequest(request: JobRequest): JobRequest {
  switch (request.service) {
    case 'speech':
      return { ...request, text: { kind: 'inline', text: '' } };
    case 'music': {
      const { service, task, durationSeconds, source } = request;
      return { service, task, durationSeconds, ...(source === undefined ? {} : { source: NO_FILE }) };
    }
    case 'clone': {
      const { service, consent } = request;
      return { service, source: NO_FILE, name: NO_TITLE, ...(consent && { consent }) };
    }
    default:
      return { ...request, source: NO_FILE };
  }
}

function blankWork(work: Work): Work {
  if (work.stage === 'encoded') return { stage: 'encoded', files: [], documents: [] };
  return work.stage === 'failed' ? { stage: 'failed', failure: blankFailure(work.failure) } : work;
}

function blankDelivery(delivery: Delivery): Delivery {
  return delivery.state === 'undeliverable'
    ? { ...delivery, failure: blankFailure(delivery.failure) }
    : delivery;
}

/** Drops the facts of a failure, which may quote what was sent. */
function blankFailure({ code }: Failure): Failure {
  return { code, facts: {} };
}

function blankSubmission({ outputs: _outputs, ...kept }: Submission): Submission {
  return kept;
}
