import { Router } from 'express';
import { z } from 'zod';
import type { MemberDefaults } from '../../../core/accounts/member-defaults.ts';
import type { BudgetReader } from '../../../core/wallet/limits/budget-reader.ts';
import { originOf, TENANT } from '../guard/visitor.ts';
import type { BudgetView, EstimateView } from '../protocol/session-view.ts';
import { budgetFigures } from '../views/budget-figures.ts';
import { estimateCost } from '../views/estimate-cost.ts';
import { parsed, type RouteContext, requireVisitor } from './context.ts';
import { readBody } from './read-body.ts';

/** Longer than any speech; a longer line is refused anyway and needs no price. */
const MAX_LINE_LENGTH = 20_000;

/** The price catalog itself times out earlier. */
const PRICES_DEADLINE_MS = 10_000;

const estimate = z.object({
  line: z.string().max(MAX_LINE_LENGTH),
  fileSeconds: z.number().positive().max(1_000_000).optional(),
});

/** Serves what was spent under which limits, and what a line would cost before it is sent. */
export function moneyRoutes(
  context: Pick<RouteContext, 'visitors' | 'clock'>,
  budgetReader: Pick<BudgetReader, 'budget' | 'jobLimits' | 'prices'>,
  defaults: Pick<MemberDefaults, 'of'>,
): Router {
  const router = Router();

  router.get('/playground/budget', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const totals = await budgetReader.budget(originOf(visitor, 'private'));
    const view: BudgetView = { figures: budgetFigures(visitor.locale, totals) };
    response.json(view);
  });

  const json = readBody('json', '128kb', context.clock);
  router.post('/playground/estimate', ...json, async (request, response) => {
    const visitor = requireVisitor(context, request);
    const { line, fileSeconds } = parsed(estimate, request.body);
    const view: EstimateView = estimateCost(line, fileSeconds, {
      limits: await budgetReader.jobLimits(TENANT),
      prices: await budgetReader.prices(context.clock.timeout(PRICES_DEADLINE_MS)),
      defaults: await defaults.of(originOf(visitor, 'private')),
    });
    response.json(view);
  });

  return router;
}
