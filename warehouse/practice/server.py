"""The practice server's calls: login, list, pages and evaluations, by the protocol of the sync service.

In: a shelf of exports and the faults to make. Out: a FastAPI application.
"""

import asyncio
import json
import secrets
from datetime import timedelta
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from warehouse.exports.export import EVALUATION, Export
from warehouse.exports.places.credentials import Credentials
from warehouse.practice.faults import Asked, Faults, read_faults
from warehouse.practice.shelf import Shelf

_LASTS_SECONDS = 900
_LARGEST_PAGE = 50_000
_SHARES = {"no-rows": 0, "fewer-rows": 0.25, "more-rows": 4}
_EVALUATION = "api/v1/reporting/evaluation/"


class Portal:
    """One running practice service: who may log in, what it serves, which faults it makes."""

    def __init__(self, shelf: Shelf, account: Credentials, faults: Faults) -> None:
        self.shelf, self.account, self.faults = shelf, account, faults
        self._tokens: set[str] = set()
        self._reading = asyncio.Lock()

    def log_in(self, body: dict[str, Any]) -> dict[str, Any]:
        """A token, or a refusal."""
        given = f"{body.get('tai_khoan')}\n{body.get('mat_khau')}".encode()
        if not secrets.compare_digest(given, f"{self.account.user}\n{self.account.password}".encode()):
            return {"error_code": 1, "message": "Sai tài khoản hoặc mật khẩu"}
        token = secrets.token_urlsafe(24)
        self._tokens.add(token)
        return {"error_code": 0, "message": "", "token": token, "het_han_sau": _LASTS_SECONDS}

    def is_known(self, request: Request) -> bool:
        """Whether a question carries a token of ours."""
        return request.headers.get("Authorization", "").removeprefix("Bearer ") in self._tokens

    async def listed(self, province: str, month: str) -> dict[str, Any]:
        """What there is of a month; an empty list when there is nothing yet."""
        export = self.shelf.export(province, month)
        if export is None or self.faults.is_due("not-ready"):
            return {"error_code": 0, "phien_ban": "", "tu_ngay": "", "den_ngay": "", "bo_du_lieu": []}
        totals = await self._totals(export)
        return {
            "error_code": 0,
            "phien_ban": self._version(export),
            "tu_ngay": export.starts_on.isoformat(),
            "den_ngay": export.ends_on.isoformat(),
            "mo_phong": export.synthetic,
            "bo_du_lieu": [{"ten": name, "tong": total} for name, total in totals.items()],
        }

    async def page(self, body: dict[str, Any]) -> Response:
        """One page of a dataset, or the fault that was ordered."""
        export = self.shelf.export(str(body.get("ma_tinh")), str(body.get("ky")))
        dataset, number, size = str(body.get("bo_du_lieu")), int(body.get("trang", 0)), int(body.get("kich_thuoc", 0))
        totals = await self._totals(export) if export else {}
        if self.faults.is_due("echoed-password"):
            return JSONResponse({"error_code": 18, "message": f"Mật khẩu {self.account.password} sắp hết hạn"})
        if export is None or dataset not in totals or number < 1 or not 1 <= size <= _LARGEST_PAGE:
            return JSONResponse({"error_code": 2, "message": "Không có trang này"})
        if body.get("phien_ban") != self._version(export):
            return JSONResponse({"error_code": 409, "message": "Dữ liệu đã thay đổi"})
        rows = self.shelf.rows(export.province, export.month, export.digest)[dataset]
        total, version = totals[dataset], self._version(export)

        def content(of: int, as_page: int) -> bytes:
            found = rows.page(of, size, total)
            if self.faults.is_due("shifted", number) or self.faults.is_due("overlap", number):
                found = [*rows.page(of - 1, size, total)[-1:], *found[:-1]]
            head = {"error_code": 0, "phien_ban": version, "tong": total, "trang": as_page}
            changed_head, found = self.faults.altered(head, found, number)
            return json.dumps(changed_head).encode()[:-1] + b', "du_lieu": [' + b",".join(found) + b"]}"

        asked = Asked(number, lambda: content(number, number), lambda: content(1, number))
        return self.faults.answer(asked) or Response(asked.right(), media_type="application/json")

    def evaluation(self, group: str, body: dict[str, Any]) -> Response:
        """One of the portal's own documents."""
        found = self.shelf.document(str(body.get("ma_tinh")), group, body)
        if found is None:
            return JSONResponse({"error_code": 404, "message": f"Chưa có {EVALUATION} của thời gian này"})
        return Response(found, media_type="application/json")

    async def _totals(self, export: Export) -> dict[str, int]:
        async with self._reading:
            files = await asyncio.to_thread(self.shelf.rows, export.province, export.month, export.digest)
        totals = {name: len(rows) for name, rows in files.items()}
        if "other-rows" in self.faults.on and totals.get("ho_so"):
            totals["ho_so"] -= 1
        for name, share in _SHARES.items():
            if name in self.faults.on and "ho_so" in totals:
                totals["ho_so"] = int(totals["ho_so"] * share)
        return totals

    def _version(self, export: Export) -> str:
        later = timedelta(hours=1) if "other-rows" in self.faults.on else timedelta(0)
        return (export.created + later).isoformat()


def application(portal: Portal) -> FastAPI:
    """The calls at their addresses; all but the login and the order of faults want a token."""
    app = FastAPI(title="kybaocao: máy chủ thực hành", docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/dang-nhap")
    async def log_in(request: Request) -> dict[str, Any]:
        return portal.log_in(await request.json())

    @app.post("/loi")
    async def order(request: Request) -> dict[str, Any]:
        """Other faults from now on, without a new start; says how often the former ones were made."""
        made, portal.faults = portal.faults.made, read_faults(str((await request.json()).get("loi", "")))
        return {"error_code": 0, "da_tao": dict(made)}

    @app.post("/{path:path}")
    async def answer(path: str, request: Request) -> Response:
        if not portal.is_known(request):
            return Response(status_code=401)
        body = await request.json()
        if path == "danh-muc":
            return JSONResponse(await portal.listed(str(body.get("ma_tinh")), str(body.get("ky"))))
        if path == "du-lieu":
            return await portal.page(body)
        if path.startswith(_EVALUATION):
            return portal.evaluation(path.removeprefix(_EVALUATION), body)
        return Response(status_code=404)

    return app
