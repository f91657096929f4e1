// The words of the drawer that shows what went over the wire, to the model, and when.

export const EN = {};

export const FR = {};
