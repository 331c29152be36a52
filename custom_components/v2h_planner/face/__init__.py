"""The face: what a card shows of one home, in one language. Pure builders of plain data, and one feed that many share.

snapshot, settings -> home_facts, now, banners, plan, trips, past -> contract.Face -> feed -> websocket_api
"""
