import type { WalletService } from '../../ports/provider.ts';
import { AudioPodError } from '../transport/audiopod-error.ts';
import { eitherRoute, type PathMemory } from '../transport/either-path.ts';
import type { Transport } from '../transport/transport.ts';
import { list, readable } from '../transport/wire.ts';
import { balance, check, checkout, estimate, pricing, usageEntry } from './wallet-response.ts';

/** Creates the wallet service of a key (AudioPod API notes 8). Reads are free, so they may be retried. */
export function createWalletService(transport: Transport): WalletService {
  const estimatePath: PathMemory = {};

  return {
    balance: (signal) =>
      transport.ask({ method: 'GET', route: '/api-wallet/balance', charged: false }, balance, signal),

    async checkBalance(serviceType, seconds, signal) {
      const body = () => JSON.stringify({ service_type: serviceType, duration_seconds: seconds });
      const call = { method: 'POST', route: '/api-wallet/check-balance', body, charged: false } as const;
      try {
        return await transport.ask(call, check, signal);
      } catch (error) {
        // Some versions report "not enough" as an error (notes 8.2).
        if (error instanceof AudioPodError && error.code === 'audiopod-balance') return false;
        throw error;
      }
    },

    estimate: (serviceType, seconds, signal) => {
      const body = () => JSON.stringify({ service_type: serviceType, duration_seconds: seconds });
      return eitherRoute(estimatePath, ['/api-wallet/estimate-cost', '/api-wallet/estimate'], (route) =>
        transport.ask({ method: 'POST', route, body, charged: false }, estimate, signal),
      );
    },

    pricing: (signal) =>
      transport.ask({ method: 'GET', route: '/api-wallet/pricing', charged: false }, pricing, signal),

    async usage(page, limit, signal) {
      const query = { page, limit };
      const call = { method: 'GET', route: '/api-wallet/usage', query, charged: false } as const;
      const { entries } = await transport.ask(call, list, signal);
      return readable(entries, usageEntry);
    },

    topUp(cents, signal) {
      const body = () => JSON.stringify({ amount_cents: cents });
      // Charged in the transport's sense: two requests would open two checkouts.
      const call = { method: 'POST', route: '/api-wallet/topup/checkout', body, charged: true } as const;
      return transport.ask(call, checkout, signal);
    },
  };
}
