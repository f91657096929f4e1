// The words at the door of a table that friends enter with a pass phrase.

export const EN = {
  enter: "Come in",
  enterName: "Your name here",
  enterPhrase: "Pass phrase",
  enterText: "Whoever runs this table can tell you the pass phrase, or send you a link to a seat of your own.",
  enterTitle: "This table is for friends",
};

export const FR = {
  enter: "Entrer",
  enterName: "Votre nom ici",
  enterPhrase: "Phrase de passe",
  enterText: "La personne qui tient cette table connaît la phrase de passe, ou peut vous envoyer un lien vers une place.",
  enterTitle: "Cette table est entre amis",
};
