"""Words that say nothing of what a text is about: neither kept nor looked for."""

FRENCH = frozenset(
    """
    a à afin ah ai aie ainsi ait alors après as au aucun aucune aussi autant autre autres aux avait
    avant avec avez avoir avons ayant bah ben bon c car ce ceci cela celle celles celui ces cet cette
    ceux chaque chez ci comme comment d dans de dedans dehors depuis des dès donc dont du elle elles en
    encore entre es est et étaient étais était étant été êtes être étions eu eux fait fais faire font
    furent fut hé hein hier hors ici il ils j je jusqu jusque l la là laquelle le lequel les lesquelles
    lesquels leur leurs lors lorsqu lorsque lui m ma mais me même mêmes merci mes mien moi moins mon n
    ne ni non nos notre nôtre nous ô oh on ont or ou où ouais oui par parce pas pendant peu peut peuvent
    peux plus plusieurs plutôt pour pourquoi pourtant puis puisqu puisque qu quand que quel quelle
    quelles quelqu quelque quelques quels qui quoi quoiqu quoique s sa sans se sera serait ses seulement
    si sien soi soient sois soit sommes son sont suis sur t ta tandis te tel telle telles tels tes toi
    ton toujours tous tout toute toutes très trop tu un une va vais vers voici voilà vont vos votre
    vôtre vous vu y
    """.split()  # noqa: SIM905  reads as a page
)
ENGLISH = frozenset(
    """
    a about above after again all also am an and any are as at be because been before being below
    between both but by can could d did do does doing don down during each few for from further had has
    have having he her here hers herself him himself his how i if in into is isn it its itself just ll m
    me more most my myself no nor not now o of off on once only or other our ours ourselves out over own
    re s same shall she should so some such t than thanks that the their theirs them themselves then
    there these they this those through to too under until up us ve very was we were what when where
    which while who whom why will with would you your yours yourself yourselves
    """.split()  # noqa: SIM905  reads as a page
)
