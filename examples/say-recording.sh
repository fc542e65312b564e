#!/bin/sh
# Has the host say a recording: say-recording.sh FILE [CAPTION]. WAV, FLAC, MP3, Ogg Vorbis or M4A, 10 MiB at most.
# COMPERE_ADDRESS is where the console listens, 127.0.0.1:8080 unless it is set.
set -eu
file=$1
caption=${2:-}
token=$(cat "${XDG_CONFIG_HOME:-$HOME/.config}/compere/token")
# Quotes and backslashes of the caption are escaped; the sound is base64 and needs none.
caption=$(printf '%s' "$caption" | sed 's/[\\"]/\\&/g')
{ printf '{"text": "%s", "audio": "' "$caption"; base64 < "$file" | tr -d '\n'; printf '"}'; } |
    curl --silent --show-error --fail-with-body -H "Authorization: Bearer $token" -H 'content-type: application/json' \
        --data-binary @- "http://${COMPERE_ADDRESS:-127.0.0.1:8080}/api/v1/requests/Say"
