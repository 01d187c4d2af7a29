from django.shortcuts import render

from .door import public


@public
def sign_in(request):
    return render(request, "people/sign_in.html")
