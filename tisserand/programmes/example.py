"""A list of invented people, for whoever wants to look around before bringing their own."""

# Names reserved for examples (RFC 2606): no mail can ever reach anybody.
PEOPLE = """\
Amélie Fontaine <amelie.fontaine@example.com>
Bakary Sissoko <bakary.sissoko@example.com>
Chloé Marchetti <chloe.marchetti@example.com>
David Lenoir <david.lenoir@example.com>
Émilie Tran <emilie.tran@example.com>
Farid Benmoussa <farid.benmoussa@example.com>
Gwenaëlle Le Roux <gwenaelle.leroux@example.com>
Hugo Pereira <hugo.pereira@example.com>
Ingrid Sørensen <ingrid.sorensen@example.com>
Jean-Baptiste Morel <jb.morel@example.com>
Khadija El Amrani <khadija.elamrani@example.com>
Lucas Dubreuil <lucas.dubreuil@example.com>
"""
