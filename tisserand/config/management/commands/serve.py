from ._serving import ServingCommand


class Command(ServingCommand):
    help = "Pages, worker and clock in one process."
