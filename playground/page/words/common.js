// Words that several parts of the page share.

export const EN = {
  cancel: "Cancel",
  close: "Close",
  nothingFound: "Nothing found",
  remove: "Remove {name}",
  save: "Save",
  searching: "Looking…",
};

export const FR = {
  cancel: "Annuler",
  close: "Fermer",
  nothingFound: "Rien trouvé",
  remove: "Retirer {name}",
  save: "Enregistrer",
  searching: "Recherche…",
};
