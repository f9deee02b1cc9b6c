import { refuse } from '../http/api-error.ts';
import { readPage } from '../http/paging.ts';
import { API, type Call, type Route } from '../http/route.ts';
import { removeJob } from '../jobs/stop-job.ts';
import { type ListedVoice, listedClone } from './catalogue.ts';
import { type CloneDeps, submitClone } from './clones.ts';
import { createdBody, voiceBody } from './voice-bodies.ts';
import { type SampleDeps, sampleOf } from './voice-samples.ts';

/** The dependencies of the voice endpoints. */
export interface VoiceDeps extends CloneDeps, SampleDeps {}

const VOICE = `${API}/voice`;

/** Lists, reads, creates and deletes voices (AudioPod API notes 4.4, 4.5). */
export function voiceRoutes(deps: VoiceDeps): readonly Route[] {
  const { catalogue } = deps;
  const list = ({ query, account }: Call) => {
    const { skip, limit } = readPage(query);
    const visible = catalogue.voices(account).filter((listed) => isWanted(listed, query));
    const page = visible.slice(skip, skip + Math.min(limit, deps.settings.current.voicePageMax));
    return { body: page.map(voiceBody) };
  };
  const read = (call: Call) => ({ body: voiceBody(catalogue.find(call.param('voice'), call.account)) });
  const clone = async (call: Call) => {
    const job = await submitClone(deps, call);
    return { jobId: job.id, body: createdBody(listedClone(job)) };
  };
  return [
    { operation: 'voice.list', method: 'get', path: `${VOICE}/voice-profiles`, handle: list },
    { operation: 'voice.list', method: 'get', path: `${VOICE}/voices`, dialect: 'a', handle: list },
    { operation: 'voice.get', method: 'get', path: `${VOICE}/voices/:voice`, dialect: 'a', handle: read },
    {
      operation: 'voice.get',
      method: 'get',
      path: `${VOICE}/voices/:voice/status`,
      dialect: 'b',
      handle: read,
    },
    {
      operation: 'voice.sample',
      method: 'get',
      path: `${VOICE}/voice-profiles/:voice/preview`,
      handle: (call) => sampleOf(deps, call),
    },
    { operation: 'voice.clone', method: 'post', path: `${VOICE}/voices`, dialect: 'a', handle: clone },
    {
      operation: 'voice.clone',
      method: 'post',
      path: `${VOICE}/voice-profiles`,
      dialect: 'b',
      handle: clone,
    },
    { operation: 'voice.clone', method: 'post', path: `${VOICE}/voice-clone`, dialect: 'b', handle: clone },
    {
      operation: 'voice.delete',
      method: 'delete',
      path: `${VOICE}/voices/:voice`,
      handle: async (call) => {
        const { clone: own } = catalogue.find(call.param('voice'), call.account);
        if (own === undefined) throw refuse(403, 'This voice is not yours');
        await removeJob({ ...deps, jobs: deps.clones }, own);
        return { status: 204 };
      },
    },
  ];
}

/** Applies the list's filters (AudioPod API notes 4.4); `search` matches name and description. */
function isWanted({ voice, clone }: ListedVoice, query: URLSearchParams): boolean {
  const type = query.get('voice_type')?.toUpperCase();
  const isPublic = clone?.details.isPublic ?? true;
  const search = query.get('search')?.toLowerCase() ?? '';
  return (
    (type === undefined || type === (clone === undefined ? 'STANDARD' : 'CUSTOM')) &&
    (flag(query, 'is_public') ?? isPublic) === isPublic &&
    (flag(query, 'include_public') !== false || clone !== undefined) &&
    `${voice.name}\n${voice.description}`.toLowerCase().includes(search)
  );
}

function flag(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name);
  return text === null || text === '' ? undefined : /^(?:true|1)$/i.test(text);
}
