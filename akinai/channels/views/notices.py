"""未通知: what malls have not been told, files for them, marked when uploaded."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.channels import actions, queries
from akinai.channels.models import Connection, NoticeFile
from akinai.core import home
from akinai.core.outcome import Refused
from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging

SHOWN = 100


@door("channels.view")
def notices(request: HttpRequest) -> HttpResponse:
    """Every mall with its count, and the files made before."""
    files = NoticeFile.objects.select_related("channel")
    malls: list[dict[str, Any]] = [
        {
            "untold": each,
            "rows": queries.notices_open(each.channel.pk)[:SHOWN],
            "wrong": queries.notices_to_put_right(each.channel.pk)[:SHOWN] if each.to_put_right else [],
        }
        for each in queries.untold()
    ]
    context = {
        "malls": malls,
        "stock": Connection.objects.exclude(stock=None).select_related("channel").order_by("channel__position"),
        "page": paging.page(request, files, key="-id", per=25),
        "may_export": allowed(request.user, "channels.export"),
    }
    return render(request, "channels/notices.html", context)


@require_POST
@door("channels.export")
def make(request: HttpRequest, channel_id: int, kind: str) -> HttpResponse:
    """Make a mall's file; it is downloaded from the page that follows."""
    verb = actions.make_stock_file if kind == "stock" else actions.make_shipment_file
    try:
        made = verb(channel_id, actor=actor(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        words = _("The file with %(rows)d rows is ready. Download it, upload it at the mall, then mark it as uploaded.")
        messages.success(request, words % {"rows": made.rows})
    return redirect("channels:notices")


@door("channels.export")
def download(request: HttpRequest, file_id: int) -> HttpResponse | FileResponse:
    """The file itself."""
    made = get_object_or_404(NoticeFile, pk=file_id)
    path = home.path() / "files" / made.file
    if not path.is_file():
        messages.error(request, _("The file is not kept any more. Make it again."))
        return redirect("channels:notices")
    log_access(actor=actor(request), what=f"channels.{made.kind}", subject=f"notice_file/{file_id}", count=made.rows)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name.partition("-")[2])


@require_POST
@door("channels.export")
def uploaded(request: HttpRequest, file_id: int) -> HttpResponse:
    """Say that the file was uploaded, or that it was not after all."""
    if request.POST.get("undo"):
        actions.unmark_uploaded([file_id], actor=actor(request))
        messages.success(request, _("Taken back: the shipments of this file stand in the list again."))
    else:
        actions.mark_uploaded([file_id], actor=actor(request))
        messages.success(request, _("Marked as uploaded. The mall knows of these shipments."))
    return redirect("channels:notices")


@require_POST
@door("channels.export")
def tell(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Tell a mall by API now, also what it refused before."""
    count = actions.tell_now(channel_id, actor=actor(request))
    if count:
        messages.success(request, _("%(count)d shipments are being told to the mall.") % {"count": count})
    else:
        messages.info(request, _("Nothing is left to tell this mall."))
    return redirect("channels:notices")
