import { describeChat } from './contract.ts';
import { openDiscordChat } from './discord.ts';

describeChat('Discord', openDiscordChat);
