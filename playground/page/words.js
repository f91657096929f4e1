// The page's own words, in both of its languages.

const EN = {
  language: "Language", playAs: "You play as", channels: "Channels", members: "Members", people: "Players", bots: "Game master",
  online: "online", offline: "offline", admin: "admin", bot: "BOT", showChannels: "Show channels", showMembers: "Show members",
  close: "Close", unread: "unread messages", log: "Messages in #{channel}", welcome: "Welcome to #{channel}!",
  welcomeText: "This is where it begins. Write something, or type / for a command.", edited: "(edited)", today: "Today", yesterday: "Yesterday",
  onlyYou: "Only you can see this", dismiss: "Dismiss", thinking: "{name} is thinking…", used: "used", replyTo: "Replying to {name}",
  gone: "The original message was deleted", typing: "{names} is typing…", typingMany: "{names} are typing…", jump: "Jump to the newest message",
  message: "Message #{channel} as {name}", send: "Send", attach: "Attach files", remove: "Remove {name}", cancel: "Cancel", save: "Save",
  reply: "Reply", react: "React", edit: "Edit", delete: "Delete", reaction: "{emoji}, {count} reactions", editHint: "Enter saves, Escape cancels",
  commands: "Commands", noCommands: "No command is called that. Enter sends it as a message.", optional: "Add an option", option: "optional",
  required: "{name} is needed.", pickChoice: "{name}: choose one of the list.", wholeNumber: "{name} is a whole number.",
  number: "{name} is a number.", atLeast: "{name} is at least {n}.", atMost: "{name} is at most {n}.",
  tooShort: "{name} needs {n} characters or more.", tooLong: "{name} has room for {n} characters.", searching: "Looking…",
  nothingFound: "Nothing found", yes: "True", no: "False", choose: "Make a selection", chooseOne: "Choose {n} or more", done: "Done",
  submit: "Submit", somethingWrong: "The application did not respond.", failed: "This interaction failed.", tooBig: "A message has room for {n} characters; this one has {count}.",
  lost: "The connection is lost. Trying again…", lostIn: "The connection is lost. Trying again in {n} s…", back: "Connected again.",
  noServer: "The playground does not answer. Is it still running?", spoiler: "Spoiler, press to show", image: "Image", attachment: "File {name}, {size}",
  unknownUser: "unknown", unknownChannel: "unknown", unknownRole: "role", botOffline: "{name} is not online yet: it answers as soon as it has connected.",
  older: "Loading older messages…", waiting: "Sending…", chars: "{count} of {max}", everyone: "Everyone", poll: "This message holds something the page cannot show.", retry: "Try again", linkTo: "opens in a new tab",
};

const FR = {
  language: "Langue", playAs: "Vous jouez", channels: "Salons", members: "Membres", people: "Joueurs", bots: "Maître du jeu",
  online: "en ligne", offline: "hors ligne", admin: "admin", bot: "BOT", showChannels: "Afficher les salons", showMembers: "Afficher les membres",
  close: "Fermer", unread: "messages non lus", log: "Messages de #{channel}", welcome: "Bienvenue dans #{channel} !",
  welcomeText: "C’est ici que tout commence. Écrivez quelque chose, ou tapez / pour une commande.", edited: "(modifié)", today: "Aujourd’hui", yesterday: "Hier",
  onlyYou: "Vous seul pouvez voir ceci", dismiss: "Ignorer", thinking: "{name} réfléchit…", used: "a utilisé", replyTo: "Réponse à {name}",
  gone: "Le message d’origine a été supprimé", typing: "{names} écrit…", typingMany: "{names} écrivent…", jump: "Aller au dernier message",
  message: "Écrire dans #{channel} en tant que {name}", send: "Envoyer", attach: "Joindre des fichiers", remove: "Retirer {name}", cancel: "Annuler", save: "Enregistrer",
  reply: "Répondre", react: "Réagir", edit: "Modifier", delete: "Supprimer", reaction: "{emoji}, {count} réactions", editHint: "Entrée enregistre, Échap annule",
  commands: "Commandes", noCommands: "Aucune commande ne porte ce nom. Entrée l’envoie comme message.", optional: "Ajouter une option", option: "facultatif",
  required: "{name} est nécessaire.", pickChoice: "{name} : choisissez dans la liste.", wholeNumber: "{name} est un nombre entier.",
  number: "{name} est un nombre.", atLeast: "{name} vaut au moins {n}.", atMost: "{name} vaut au plus {n}.",
  tooShort: "{name} demande au moins {n} caractères.", tooLong: "{name} n’a de place que pour {n} caractères.", searching: "Recherche…",
  nothingFound: "Rien trouvé", yes: "Vrai", no: "Faux", choose: "Faites un choix", chooseOne: "Choisissez-en {n} ou plus", done: "Valider",
  submit: "Envoyer", somethingWrong: "L’application n’a pas répondu.", failed: "L’interaction a échoué.", tooBig: "Un message n’a de place que pour {n} caractères ; celui-ci en a {count}.",
  lost: "La connexion est perdue. Nouvel essai…", lostIn: "La connexion est perdue. Nouvel essai dans {n} s…", back: "De nouveau connecté.",
  noServer: "Le serveur ne répond pas. Tourne-t-il encore ?", spoiler: "Divulgâcheur, appuyez pour montrer", image: "Image", attachment: "Fichier {name}, {size}",
  unknownUser: "inconnu", unknownChannel: "inconnu", unknownRole: "rôle", botOffline: "{name} n’est pas encore en ligne : il répondra dès qu’il sera connecté.",
  older: "Chargement des messages précédents…", waiting: "Envoi…", chars: "{count} sur {max}", everyone: "Tout le monde", poll: "Ce message contient quelque chose que la page ne sait pas montrer.", retry: "Réessayer", linkTo: "s’ouvre dans un nouvel onglet",
};

export const LOCALES = [
  { code: "en-US", short: "EN", name: "English" },
  { code: "fr", short: "FR", name: "Français" },
];

/** The words of a locale: `t("replyTo", { name })`. */
export function wordsFor(locale) {
  const table = locale.startsWith("fr") ? FR : EN;
  return (key, values = {}) => table[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
