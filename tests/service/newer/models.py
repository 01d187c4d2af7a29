from django.db import models


class Wish(models.Model):
    words = models.TextField()
    shouted = models.TextField(default="")

    def __str__(self):
        return self.words
