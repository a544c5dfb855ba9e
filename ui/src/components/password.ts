/** The shortest password the server accepts; said beside the field so that nobody learns it from a refusal. */
export const PASSWORD_LENGTH_MIN = 8;
