/** The least that acknowledges on Discord: the library's client, whose only handler defers. */
import { Client, Events, GatewayIntentBits } from 'discord.js';

const { DISCORD_API_URL: api = '', DISCORD_TOKEN: token = '' } = process.env;
const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api } });

client.on(Events.InteractionCreate, (interaction) => {
  if (interaction.isChatInputCommand()) void interaction.deferReply();
});
client.once(Events.ClientReady, () => process.stdout.write(`Connected to ${api}\n`));
await client.login(token);
