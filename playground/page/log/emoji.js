// Emoji and what they are called, in English and in French; the first word is the name, all are searched.

const ROWS = `
👍 thumbs up, yes, good|pouce levé, oui, bien
👎 thumbs down, no, bad|pouce baissé, non
❤️ heart, love|cœur, amour
😂 tears of joy, laugh|larmes de joie, rire
😮 surprised, wow|surpris, oh
😢 sad, cry|triste, pleurer
😡 angry|en colère
🎉 party, celebrate|fête, bravo
🙏 thanks, please|merci, s’il vous plaît
👀 eyes, look|yeux, regarder
🔥 fire, hot|feu, flamme
💯 hundred, perfect|cent, parfait
✅ check, done, yes|coché, fait, oui
❌ cross, no|croix, non
❓ question|question
❗ exclamation, important|exclamation, important
🎲 die, dice, roll|dé, dés, lancer
⚔️ swords, fight, attack|épées, combat, attaque
🗡️ dagger|dague
🛡️ shield, defend|bouclier, défense
🏹 bow, arrow|arc, flèche
🪓 axe|hache
🔨 hammer|marteau
🪄 wand, magic|baguette, magie
✨ sparkles, magic|étincelles, magie
🔮 crystal ball, fate|boule de cristal, destin
🧪 potion, flask|potion, fiole
📜 scroll, story|parchemin, récit
📖 book, rules|livre, règles
🗺️ map|carte
🧭 compass|boussole
🗝️ old key|vieille clé
🔑 key|clé
🔒 lock|cadenas, fermé
💰 gold, money|or, argent
💎 gem|gemme
👑 crown, king|couronne, roi
🏆 trophy, win|trophée, gagner
🎯 target, hit|cible, touché
💥 boom, critical|boum, critique
💀 skull, dead|crâne, mort
☠️ bones, poison|os, poison
👻 ghost|fantôme
🐉 dragon|dragon
🐲 dragon head|tête de dragon
👹 ogre|ogre
👺 goblin|gobelin
👿 devil|diable
🧙 mage, wizard|mage, sorcier
🧝 elf|elfe
🧚 fairy|fée
🧛 vampire|vampire
🧟 zombie|zombie
🧞 genie|génie
🧜 merfolk|sirène
🦹 villain|méchant
🥷 rogue, ninja|voleur, ninja
👸 princess|princesse
🤴 prince|prince
🏰 castle|château
🏚️ ruin, haunted house|ruine, maison hantée
⛺ tent, camp, rest|tente, camp, repos
🏕️ camping|campement
🔦 torch, light|torche, lumière
🕯️ candle|bougie
🌲 forest, tree|forêt, arbre
🌳 tree|arbre
⛰️ mountain|montagne
🌋 volcano|volcan
🌊 wave, sea|vague, mer
🏝️ island|île
🌙 moon, night|lune, nuit
☀️ sun, day|soleil, jour
⭐ star|étoile
⚡ lightning|éclair
❄️ snow, ice, cold|neige, glace, froid
🌧️ rain|pluie
🌪️ storm|tempête
🌈 rainbow|arc-en-ciel
🍺 beer, ale, tavern|bière, taverne
🍻 cheers|santé
🍷 wine|vin
🍖 meat|viande
🍞 bread|pain
🧀 cheese|fromage
🍎 apple|pomme
🍲 stew|ragoût
🍕 pizza|pizza
☕ coffee, break|café, pause
🍪 cookie|biscuit
🐺 wolf|loup
🐻 bear|ours
🐴 horse|cheval
🦄 unicorn|licorne
🐱 cat|chat
🐶 dog|chien
🐀 rat|rat
🦇 bat|chauve-souris
🕷️ spider|araignée
🐍 snake|serpent
🦅 eagle|aigle
🦉 owl|chouette, hibou
🐸 frog|grenouille
🐢 turtle|tortue
🦁 lion|lion
🐗 boar|sanglier
🐟 fish|poisson
🦑 kraken, squid|kraken, calmar
🐝 bee|abeille
😀 grin|grand sourire
😄 smile, happy|sourire, content
😅 phew, sweat|ouf, sueur
🤣 rolling laugh|mort de rire
😊 blush|rougir
😉 wink|clin d’œil
😍 heart eyes|yeux en cœur
😘 kiss|bisou
😎 cool|cool, lunettes
🤔 think, hmm|réfléchir, hum
🤨 doubt|doute
😐 neutral|neutre
🙄 roll eyes|lever les yeux
😏 smirk|sourire en coin
😴 sleep|dormir
😬 grimace|grimace
😱 scream, fear|cri, peur
😭 sob|sangloter
😇 angel|ange
🤩 star struck|émerveillé
🥳 party face|faire la fête
🤯 mind blown|époustouflé
🤢 sick|malade
🥶 freezing|gelé
🤡 clown|clown
😈 mischief|malice
🤖 robot, bot|robot
💩 poo|crotte
👏 clap, applause|applaudir
🙌 hooray|hourra
💪 strong, muscle|fort, muscle
👊 fist|poing
🤝 handshake, deal|poignée de main, marché
✌️ victory, peace|victoire, paix
🤞 fingers crossed, luck|doigts croisés, chance
👌 ok|ok, parfait
👋 wave, hello, bye|salut, bonjour
✋ stop, hand|stop, main
☝️ one, up|un, haut
👇 down|bas
👉 right, there|droite, là
🫡 salute|à vos ordres
🧠 brain, clever|cerveau, malin
👂 ear, listen|oreille, écouter
🎭 theatre, drama|théâtre, drame
🎵 note, music, song|note, musique, chanson
🎻 fiddle, bard|violon, barde
🪕 lute|luth
🎺 trumpet|trompette
🥁 drum|tambour
🎁 gift, loot|cadeau, butin
🍀 luck, clover|chance, trèfle
⏳ hourglass, wait|sablier, attendre
⏰ alarm, time|réveil, heure
🔔 bell|cloche
💡 idea|idée
📌 pin|épingle
✏️ write|écrire
🧵 thread|fil
🚪 door|porte
🪤 trap|piège
⛓️ chains|chaînes
🪙 coin|pièce
🚢 ship|navire
🐎 ride|chevaucher
1️⃣ one|un
2️⃣ two|deux
3️⃣ three|trois
4️⃣ four|quatre
5️⃣ five|cinq
💔 broken heart|cœur brisé
💙 blue heart|cœur bleu
💚 green heart|cœur vert
💜 purple heart|cœur violet
🖤 black heart|cœur noir
`;

/** Pairs of an emoji and its words in both languages: `["👍", ["thumbs up, yes", "pouce levé, oui"]]`. */
export const EMOJI = ROWS.trim()
  .split("\n")
  .map((row) => {
    const at = row.indexOf(" ");
    return [row.slice(0, at), row.slice(at + 1).split("|")];
  });
