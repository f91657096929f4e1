// Words that several parts of the page share.

export const EN = {
  cancel: "Cancel",
  close: "Close",
  copied: "Copied",
  nothingFound: "Nothing found",
  remove: "Remove {name}",
  save: "Save",
  searching: "Looking…",
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
  threadName: "Nom du fil",
};
