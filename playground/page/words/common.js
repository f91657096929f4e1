// Words that several parts of the page share.

export const EN = {
  cancel: "Cancel",
  close: "Close",
  copied: "Copied",
  nothingFound: "Nothing found",
  remove: "Remove {name}",
  save: "Save",
  searching: "Looking…",
  serverFailed: "The playground failed at this ({status}). What went wrong stands where it runs.",
  threadName: "Name of the thread",
};

export const FR = {
  cancel: "Annuler",
  close: "Fermer",
  copied: "Copié",
  nothingFound: "Rien trouvé",
  remove: "Retirer {name}",
  save: "Enregistrer",
  searching: "Recherche…",
  serverFailed: "La table n’y est pas arrivée ({status}). Ce qui n’a pas marché est écrit là où elle tourne.",
  threadName: "Nom du fil",
};
