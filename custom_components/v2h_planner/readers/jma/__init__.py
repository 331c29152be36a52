"""Files of the Japan Meteorological Agency (`www.jma.go.jp/bosai`), the shape of each in a module.

Nothing here is documented by JMA: shapes are those on which public readers of the files agree since 2026-05-28.
Every parser takes decoded JSON of any form, and either returns what it understood or raises `JmaShapeError`.
"""

from typing import Final

# The source that hazards of these readers name.
SOURCE: Final = "jma"
# To be shown wherever their data are, as JMA's terms ask of processed data.
ATTRIBUTION: Final = "気象庁ホームページ (https://www.jma.go.jp/bosai/) を加工して作成"
