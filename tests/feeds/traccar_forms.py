"""Messages in the true form of Traccar's forwarding; devices and places are invented."""

import json

from otkel.feeds.traccar import read_message

AT_US = 1_788_163_200_000_000  # 2026-08-31T08:00:00Z
AT = "2026-08-31T08:00:00.000+00:00"


def position(**changed):
    usual = {
        "id": 0, "attributes": {}, "deviceId": 17, "protocol": "jt600", "serverTime": AT, "deviceTime": AT,
        "fixTime": AT, "valid": True, "latitude": 51.1, "longitude": 49.7, "altitude": 0.0, "speed": 0.0,
        "course": 10.0, "address": None, "accuracy": 0.0, "network": None, "geofenceIds": None,
    }  # fmt: skip
    return {**usual, **changed}


def device(**changed):
    usual = {
        "id": 17, "attributes": {}, "groupId": 0, "name": "Seal", "uniqueId": "1000821", "status": "online",
        "lastUpdate": AT, "positionId": 0, "phone": None, "model": None, "category": "truck",
    }  # fmt: skip
    return {**usual, **changed}


def message(changed_device=None, **changed):
    told = {"position": position(**changed), "device": device(**(changed_device or {}))}
    return json.dumps(told).encode()


def read(changed_device=None, received_us=AT_US, **changed):
    return read_message(message(changed_device, **changed), received_us).position


def event(kind="alarm", alarm=None, changed_device=None, **more):
    """An event forward; without `position=…` it comes alone."""
    attributes = {} if alarm is None else {"alarm": alarm}
    told = {"id": 5, "deviceId": 17, "type": kind, "eventTime": AT, "positionId": 0, "geofenceId": 0,
            "maintenanceId": 0, "attributes": attributes}  # fmt: skip
    return json.dumps({"event": told, "device": device(**(changed_device or {})), **more}).encode()
