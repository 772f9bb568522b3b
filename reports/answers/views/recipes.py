from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from reports.answers import services
from reports.answers.choices import LEFT
from reports.answers.forms import RecipeForm
from reports.answers.models import AnswerRecipe
from reports.answers.selectors import in_words
from reports.answers.services import AnswerRefused


@page(Permission.REPORT_MAKE)
def recipe_list(request):
    """The forms whose columns are remembered, the last used first."""
    found = AnswerRecipe.objects.within(request.scope).select_related("unit", "made_by")
    recipes = page_of(found.order_by("-used_at", "-pk"), request)
    for recipe in recipes:
        keys = [column["key"] for sheet in recipe.columns for column in sheet]
        recipe.filled, recipe.open = sum(key not in ("", LEFT) for key in keys), keys.count("")
        recipe.is_mine = request.scope.covers(recipe.unit)
    return render(request, "reports/answers/recipe_list.html", {"recipes": recipes}, fragment="results")


@page(Permission.REPORT_MAKE, methods=["GET", "POST"])
def recipe_rename(request, pk):
    """What a recipe says of each column, and its name."""
    recipe = _own(request, pk)
    form = RecipeForm(request.POST or None, initial={"name": recipe.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_recipe(recipe, by=request.user, at=timezone.now(), name=form.cleaned_data["name"])
        except AnswerRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已改名为“{recipe.name}”。")
            return redirect("answers:recipe_list")
    columns = [column for sheet in recipe.columns for column in sheet]
    context = {"recipe": recipe, "form": form, "columns": in_words(columns)}
    return render(request, "reports/answers/recipe_form.html", context, fragment="form")


@page(Permission.REPORT_MAKE, methods=["POST"])
def recipe_delete(request, pk):
    """Forget a recipe; forms that were filled with it stay."""
    recipe = _own(request, pk)
    try:
        services.delete_recipe(recipe, by=request.user, at=timezone.now())
    except AnswerRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已删除回填方案“{recipe.name}”，下次上传同样的表会重新识别。")
    return redirect("answers:recipe_list")


def _own(request, pk):
    recipes = AnswerRecipe.objects.within(request.scope).set_by(request.scope)
    return get_object_or_404(recipes.select_related("unit"), pk=pk)
