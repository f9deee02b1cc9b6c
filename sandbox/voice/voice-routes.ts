import { refuseWithCode } from '../http/api-error.ts';
import { readPage } from '../http/paging.ts';
import { API, type Call, type Route } from '../http/route.ts';
import type { SettingsHolder } from '../settings.ts';
import { type CatalogVoice, findVoice, VOICES } from './voices.ts';

/** Lists and reads voices (AudioPod API notes 4.4). Every voice here is a public stock voice. */
export function voiceRoutes(settings: SettingsHolder): readonly Route[] {
  const list = ({ query }: Call) => {
    const { skip, limit } = readPage(query);
    const wantsCustom = query.get('voice_type')?.toUpperCase() === 'CUSTOM';
    const wantsPrivate = /^(false|0)$/i.test(query.get('is_public') ?? '');
    const visible = wantsCustom || wantsPrivate ? [] : VOICES;
    const page = visible.slice(skip, skip + Math.min(limit, settings.current.voicePageMax));
    return { body: page.map(voiceBody) };
  };
  const read = (call: Call) => ({ body: voiceBody(voiceOr404(call.param('voice'))) });
  return [
    { operation: 'voice.list', method: 'get', path: `${API}/voice/voice-profiles`, handle: list },
    { operation: 'voice.list', method: 'get', path: `${API}/voice/voices`, dialect: 'a', handle: list },
    { operation: 'voice.get', method: 'get', path: `${API}/voice/voices/:voice`, dialect: 'a', handle: read },
    {
      operation: 'voice.get',
      method: 'get',
      path: `${API}/voice/voices/:voice/status`,
      dialect: 'b',
      handle: read,
    },
  ];
}

/** @throws {ApiError} 404 `voice_not_found`. */
export function voiceOr404(given: string): CatalogVoice {
  const voice = findVoice(given);
  if (voice === undefined) throw refuseWithCode(404, 'voice_not_found', 'Voice not found');
  return voice;
}

function voiceBody(voice: CatalogVoice) {
  return {
    id: voice.id,
    uuid: voice.uuid,
    name: voice.name,
    display_name: voice.displayName,
    description: voice.description,
    voice_type: 'standard',
    provider: 'audiopod_sonic',
    status: 'completed',
    is_public: true,
    language_code: 'en',
    language_name: 'English',
    gender: voice.gender,
    accent: null,
    created_at: '2026-01-02T03:04:05Z',
  };
}
