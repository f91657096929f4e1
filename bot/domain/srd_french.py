"""French names of common monsters, their attacks, spells and conditions of SRD 5.1, by their indexes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from bot.domain.plaintext import fold

_MONSTERS = """aboleth=Aboleth; acolyte=Acolyte; animated-armor=Armure animée; ankheg=Ankheg; ape=Grand singe;
archmage=Archimage; assassin=Assassin; baboon=Babouin; badger=Blaireau; bandit=Bandit;
bandit-captain=Capitaine bandit; basilisk=Basilic; bat=Chauve-souris; berserker=Berserker;
black-bear=Ours noir; blink-dog=Chien esquiveur; boar=Sanglier; brown-bear=Ours brun; bugbear=Gobelours;
bulette=Bulette; camel=Chameau; cat=Chat; centaur=Centaure; chimera=Chimère; chuul=Chuul; clay-golem=Golem d’argile;
cloaker=Manteleur; cloud-giant=Géant des nuages; cockatrice=Cocatrix; commoner=Roturier;
constrictor-snake=Serpent constricteur; couatl=Couatl; crab=Crabe; crocodile=Crocodile; cult-fanatic=Fanatique;
cultist=Cultiste; darkmantle=Sombrelin; deer=Cerf; dire-wolf=Loup sanguinaire; djinni=Djinn;
doppelganger=Doppelganger; draft-horse=Cheval de trait; dretch=Dretch; drider=Drider; drow=Drow; druid=Druide;
dryad=Dryade; duergar=Duergar; dust-mephit=Méphite de poussière; eagle=Aigle; air-elemental=Élémentaire de l’air;
earth-elemental=Élémentaire de la terre; elephant=Éléphant; fire-elemental=Élémentaire du feu;
water-elemental=Élémentaire de l’eau; elk=Élan; erinyes=Érinye; ettercap=Ettercap; ettin=Ettin;
fire-giant=Géant du feu; flesh-golem=Golem de chair; flying-snake=Serpent volant; flying-sword=Épée volante;
frost-giant=Géant du givre; gargoyle=Gargouille; gelatinous-cube=Cube gélatineux; ghast=Blême; ghost=Fantôme;
ghoul=Goule; giant-ape=Singe géant; giant-bat=Chauve-souris géante; giant-boar=Sanglier géant;
giant-centipede=Mille-pattes géant; giant-crab=Crabe géant; giant-eagle=Aigle géant;
giant-fire-beetle=Scarabée de feu géant; giant-frog=Grenouille géante; giant-poisonous-snake=Serpent venimeux géant;
giant-rat=Rat géant; giant-scorpion=Scorpion géant; giant-spider=Araignée géante; giant-toad=Crapaud géant;
giant-wasp=Guêpe géante; giant-wolf-spider=Araignée-loup géante; gibbering-mouther=Babélien; gladiator=Gladiateur;
gnoll=Gnoll; goat=Chèvre; goblin=Gobelin; gorgon=Gorgone; gray-ooze=Vase grise; green-hag=Guenaude verte; grick=Grick;
griffon=Griffon; guard=Garde; harpy=Harpie; hawk=Faucon; hell-hound=Molosse infernal; hill-giant=Géant des collines;
hippogriff=Hippogriffe; hobgoblin=Hobgobelin; homunculus=Homoncule; hydra=Hydre; hyena=Hyène; imp=Diablotin;
invisible-stalker=Traqueur invisible; iron-golem=Golem de fer; jackal=Chacal; knight=Chevalier; kobold=Kobold;
kraken=Kraken; lamia=Lamie; lich=Liche; lion=Lion; lizard=Lézard; lizardfolk=Homme-lézard; mage=Mage; magmin=Magmin;
mammoth=Mammouth; manticore=Manticore; mastiff=Molosse; medusa=Méduse; merfolk=Homme-poisson; mimic=Mimique;
minotaur=Minotaure; mule=Mule; mummy=Momie; mummy-lord=Seigneur momie; night-hag=Guenaude nocturne; noble=Noble;
ochre-jelly=Gelée ocre; octopus=Pieuvre; ogre=Ogre; orc=Orc; otyugh=Otyugh; owl=Chouette; owlbear=Ours-hibou;
panther=Panthère; pegasus=Pégase; phase-spider=Araignée de phase; pony=Poney; priest=Prêtre;
pseudodragon=Pseudodragon; purple-worm=Ver pourpre; quasit=Quasit; rat=Rat; raven=Corbeau;
riding-horse=Cheval de selle; roc=Roc; rust-monster=Oxydeur; saber-toothed-tiger=Tigre à dents de sabre;
sahuagin=Sahuagin; salamander=Salamandre; satyr=Satyre; scorpion=Scorpion; scout=Éclaireur; sea-hag=Guenaude marine;
shadow=Ombre; shambling-mound=Tertre errant; skeleton=Squelette; specter=Spectre; spider=Araignée; spy=Espion;
stirge=Strige; stone-giant=Géant de pierre; stone-golem=Golem de pierre; storm-giant=Géant des tempêtes;
swarm-of-bats=Nuée de chauves-souris; swarm-of-rats=Nuée de rats; tarrasque=Tarrasque; thug=Malfrat; tiger=Tigre;
treant=Sylvanien; tribal-warrior=Guerrier tribal; troll=Troll; unicorn=Licorne; veteran=Vétéran;
vampire-spawn=Vampirien; vulture=Vautour; warhorse=Cheval de guerre; weasel=Belette; werewolf-hybrid=Loup-garou;
wererat-hybrid=Rat-garou; wight=Nécrophage; will-o-wisp=Feu follet; wolf=Loup; worg=Worg; wraith=Âme-en-peine;
wyvern=Vouivre; zombie=Zombi; ogre-zombie=Ogre zombi; adult-red-dragon=Dragon rouge adulte;
young-red-dragon=Jeune dragon rouge; ancient-red-dragon=Dragon rouge vénérable; adult-black-dragon=Dragon noir adulte;
young-black-dragon=Jeune dragon noir; adult-blue-dragon=Dragon bleu adulte; young-blue-dragon=Jeune dragon bleu;
adult-green-dragon=Dragon vert adulte; young-green-dragon=Jeune dragon vert; adult-white-dragon=Dragon blanc adulte;
young-white-dragon=Jeune dragon blanc"""

_SPELLS = """acid-arrow=Flèche acide; acid-splash=Aspersion d’acide; aid=Aide; alarm=Alarme;
animal-friendship=Amitié avec les animaux; animate-dead=Animation des morts; antimagic-field=Champ antimagie;
bane=Fléau; banishment=Bannissement; barkskin=Peau d’écorce; beacon-of-hope=Lueur d’espoir; bless=Bénédiction;
black-tentacles=Tentacules noirs; blight=Flétrissement; blindness-deafness=Cécité/Surdité; blur=Flou;
burning-hands=Mains brûlantes; call-lightning=Appel de la foudre; calm-emotions=Apaisement des émotions;
chain-lightning=Chaîne d’éclairs; charm-person=Charme-personne; chill-touch=Contact glacial;
clairvoyance=Clairvoyance; cloudkill=Nuage mortel; color-spray=Couleurs dansantes; command=Injonction;
comprehend-languages=Compréhension des langues; cone-of-cold=Cône de froid; confusion=Confusion;
conjure-animals=Invocation d’animaux; contagion=Contagion; counterspell=Contresort;
create-or-destroy-water=Création ou destruction d’eau; cure-wounds=Soins; dancing-lights=Lumières dansantes;
darkness=Ténèbres; darkvision=Vision dans le noir; daylight=Lumière du jour; detect-magic=Détection de la magie;
detect-thoughts=Détection des pensées; dimension-door=Porte dimensionnelle; disguise-self=Déguisement;
disintegrate=Désintégration; dispel-magic=Dissipation de la magie; divine-favor=Faveur divine; druidcraft=Druidisme;
dominate-person=Domination de personne; eldritch-blast=Décharge occulte;
enhance-ability=Amélioration de caractéristique; enlarge-reduce=Agrandissement/Rapetissement; entangle=Enchevêtrement;
expeditious-retreat=Retraite expéditive; faerie-fire=Lueurs féeriques; false-life=Simulacre de vie; fear=Terreur;
feather-fall=Feuille morte; find-familiar=Appel de familier; finger-of-death=Doigt de mort; fire-bolt=Trait de feu;
fire-shield=Bouclier de feu; fireball=Boule de feu; flame-blade=Lame de feu; flame-strike=Colonne de flammes;
flaming-sphere=Sphère de feu; fly=Vol; fog-cloud=Nappe de brouillard; freedom-of-movement=Liberté de mouvement;
gaseous-form=Forme gazeuse; gate=Portail; goodberry=Baies nourricières; grease=Graisse;
greater-invisibility=Invisibilité supérieure; greater-restoration=Restauration supérieure; guidance=Assistance;
guiding-bolt=Éclair guidé; harm=Contamination; haste=Hâte; heal=Guérison; healing-word=Mot de guérison;
heat-metal=Métal brûlant; hellish-rebuke=Représailles infernales; heroism=Héroïsme; hideous-laughter=Fou rire;
hold-monster=Immobilisation de monstre; hold-person=Immobilisation de personne; hunters-mark=Marque du chasseur;
hypnotic-pattern=Motif hypnotique; ice-storm=Tempête de grêle; identify=Identification; inflict-wounds=Blessure;
insect-plague=Fléau d’insectes; invisibility=Invisibilité; jump=Saut; knock=Déblocage;
lesser-restoration=Restauration inférieure; levitate=Lévitation; light=Lumière; lightning-bolt=Éclair;
locate-object=Localisation d’objet; longstrider=Grande foulée; mage-armor=Armure du mage; mage-hand=Main de mage;
magic-missile=Projectile magique; magic-weapon=Arme magique; mass-cure-wounds=Soins de groupe;
mass-heal=Guérison de groupe; mass-healing-word=Mot de guérison de groupe; mending=Réparation; message=Message;
meteor-swarm=Nuée de météores; minor-illusion=Illusion mineure; mirror-image=Image miroir; misty-step=Pas brumeux;
moonbeam=Rayon de lune; pass-without-trace=Passage sans trace; phantasmal-killer=Assassin imaginaire;
plane-shift=Changement de plan; poison-spray=Bouffée de poison; polymorph=Métamorphose;
power-word-kill=Mot de pouvoir mortel; power-word-stun=Mot de pouvoir étourdissant; prayer-of-healing=Prière de soins;
prestidigitation=Prestidigitation; produce-flame=Flamme; protection-from-energy=Protection contre une énergie;
protection-from-evil-and-good=Protection contre le mal et le bien; raise-dead=Rappel à la vie;
ray-of-enfeeblement=Rayon affaiblissant; ray-of-frost=Rayon de givre; regenerate=Régénération;
remove-curse=Lever une malédiction; resistance=Résistance; resurrection=Résurrection; revivify=Revigorer;
sacred-flame=Flamme sacrée; sanctuary=Sanctuaire; scorching-ray=Rayon ardent; shatter=Fracassement; shield=Bouclier;
shield-of-faith=Bouclier de la foi; shillelagh=Gourdin magique; shocking-grasp=Poigne électrique; silence=Silence;
silent-image=Image silencieuse; sleep=Sommeil; slow=Lenteur; spare-the-dying=Épargner les mourants;
speak-with-animals=Communication avec les animaux; speak-with-dead=Communication avec les morts;
spider-climb=Pattes d’araignée; spike-growth=Croissance d’épines; spirit-guardians=Esprits gardiens;
spiritual-weapon=Arme spirituelle; stinking-cloud=Nuage nauséabond; stoneskin=Peau de pierre; suggestion=Suggestion;
sunbeam=Rayon de soleil; telekinesis=Télékinésie; teleport=Téléportation; thaumaturgy=Thaumaturgie;
thunderwave=Vague tonnante; tongues=Don des langues; true-strike=Viser juste; unseen-servant=Serviteur invisible;
vampiric-touch=Toucher du vampire; vicious-mockery=Moquerie cruelle; wall-of-fire=Mur de feu;
wall-of-force=Mur de force; wall-of-ice=Mur de glace; water-breathing=Respiration aquatique; web=Toile d’araignée;
wish=Souhait"""

_CONDITIONS = """blinded=Aveuglé; charmed=Charmé; deafened=Assourdi; exhaustion=Épuisement; frightened=Effrayé;
grappled=Empoigné; incapacitated=Neutralisé; invisible=Invisible; paralyzed=Paralysé; petrified=Pétrifié;
poisoned=Empoisonné; prone=À terre; restrained=Entravé; stunned=Étourdi; unconscious=Inconscient"""

_RULES = """cover=Abri; making-an-attack=Porter une attaque; resting=Repos; resting/short-rest=Repos court;
resting/long-rest=Repos long; saving-throws=Jets de sauvegarde; advantage-and-disadvantage=Avantage et désavantage;
the-order-of-combat/initiative=Initiative; the-order-of-combat/surprise=Surprise; actions-in-combat=Actions en combat;
damage-and-healing=Dégâts et soins; proficiency-bonus=Bonus de maîtrise; ability-checks=Tests de caractéristique;
casting-a-spell=Lancer un sort; movement=Déplacement; traps=Pièges; poisons=Poisons; diseases=Maladies;
damage-and-healing/dropping-to-0-hit-points=Tomber à 0 point de vie"""


_ATTACKS = """beak=Bec; beaks=Becs; bite=Morsure; bites=Morsures; claw=Griffe; claws=Griffes; club=Gourdin;
constrict=Constriction; fist=Poing; gore=Encornement; hooves=Sabots; pincer=Pince; pseudopod=Pseudopode;
ram=Coup de bélier; rock=Rocher; slam=Coup; sting=Dard; tail=Queue; talons=Serres; tentacle=Tentacule;
tentacles=Tentacules; tusk=Défense; tusks=Défenses; unarmed-strike=Coup sans arme;
withering-touch=Toucher flétrissant"""


@cache
def _names() -> dict[str, dict[str, str]]:
    written = {"monster": _MONSTERS, "spell": _SPELLS, "condition": _CONDITIONS, "rule": _RULES, "attack": _ATTACKS}
    return {kind: dict(pair.strip().split("=") for pair in text.split(";")) for kind, text in written.items()}


def french_name(kind: str, index: str) -> str | None:
    """Return the French name of an entry, None where it is not known."""
    return _names().get(kind, {}).get(index)


def meant_in_french(kinds: Iterable[str], folded: str, *, whole: bool = False) -> list[tuple[str, str]]:
    """Return the kinds and indexes of entries whose French name is, or only holds, what was written."""
    names = ((kind, index, fold(name)) for kind in kinds for index, name in _names().get(kind, {}).items())
    return [(kind, index) for kind, index, name in names if (name == folded if whole else folded in name)]
