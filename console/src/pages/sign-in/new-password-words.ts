// What is said beside a field in which somebody chooses a password.

export const newPasswordWords = 'At least 15 characters. Four or five words that you can remember are good.';
