/** The name of this platform in origins. */
export const PLATFORM = 'discord';
