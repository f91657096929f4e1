// The words at the door of a table that friends enter with a pass phrase.

export const EN = {
  enter: "Come in",
  enterName: "Your name here",
  enterPhrase: "Pass phrase",
  enterText: "Whoever runs this table can tell you the pass phrase, or send you a link to a seat of your own.",
  enterTitle: "This table is for friends",
  unwelcome_name: "Say how you want to be called, in 32 characters at most.",
  unwelcome_phrase: "This table has a pass phrase. Whoever runs it knows it.",
  unwelcome_seat: "This seat is somebody else’s.",
  unwelcome_stale: "This link leads to no seat any more. Ask whoever runs the table for a new one.",
  unwelcome_taken: "Somebody here is called that already. Take another name.",
  unwelcome_wait: "Too many tries. Wait a minute, then try again.",
  unwelcome_wrong: "That is not the pass phrase.",
};

export const FR = {
  enter: "Entrer",
  enterName: "Votre nom ici",
  enterPhrase: "Phrase de passe",
  enterText: "La personne qui tient cette table connaît la phrase de passe, ou peut vous envoyer un lien vers une place.",
  enterTitle: "Cette table est entre amis",
  unwelcome_name: "Dites comment vous voulez être appelé, en 32 caractères au plus.",
  unwelcome_phrase: "Cette table a une phrase de passe. La personne qui la tient la connaît.",
  unwelcome_seat: "Cette place est à quelqu’un d’autre.",
  unwelcome_stale: "Ce lien ne mène plus à aucune place. Demandez-en un nouveau à la personne qui tient la table.",
  unwelcome_taken: "Quelqu’un s’appelle déjà ainsi. Prenez un autre nom.",
  unwelcome_wait: "Trop d’essais. Attendez une minute, puis réessayez.",
  unwelcome_wrong: "Ce n’est pas la phrase de passe.",
};
