"""A reason for each kind of mail to leave: what people did, in words as long as they come."""

FORMATTED = """Commencez par **le fait**, puis taisez-vous :

1. ce que vous avez vu, [ici](/c/distance/), sans un adjectif ;
2. ce que cela vous fait.

> Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft

`un_nom_de_fichier_que_personne_n_a_jamais_songe_a_raccourcir_avant_de_l_envoyer.xlsx`

    def recadrer(collegue, fait, effet): return "un bloc de texte qui ne se replie pas de lui-même"

https://intranet.sorvane.example/bibliotheque/management/a-distance/recadrer-sans-blesser/fiche-2026.pdf?version=2
"""
