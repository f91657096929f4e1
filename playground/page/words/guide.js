// The words of the first evening.

export const EN = {};

export const FR = {};
