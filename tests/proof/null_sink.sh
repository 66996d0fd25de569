#!/usr/bin/env bash
# A sound card for machines that have none: PulseAudio with a sink that plays into nothing and can be recorded.
#   null_sink.sh RATE -- COMMAND…   starts it at RATE Hz, runs COMMAND with ALSA and PulseAudio pointed at it, stops it
# Everything lies in a folder of its own: no system daemon, no D-Bus, no settings of the person are touched.
# Needs (Debian): pulseaudio pulseaudio-utils libasound2-plugins libportaudio2
set -euo pipefail

rate=$1
[ "$2" = -- ] || { sed -n '3p' "$0" >&2; exit 2; }
shift 2

place=$(mktemp -d "${TMPDIR:-/tmp}/null-sink.XXXXXX")
daemon=''
tidy() {
    if [ -n "$daemon" ]; then
        kill "$daemon" 2>/dev/null || true
        wait "$daemon" 2>/dev/null || true
    fi
    rm -rf "$place"
}
trap tidy EXIT
trap 'exit 130' INT TERM

mkdir -m 700 "$place/home" "$place/run" "$place/state"
cat >"$place/sink.pa" <<PA
load-module module-native-protocol-unix auth-anonymous=1 socket=$place/run/native
load-module module-null-sink sink_name=nowhere rate=$rate channels=2 format=s16le
set-default-sink nowhere
set-default-source nowhere.monitor
PA
cat >"$place/asound.conf" <<ALSA
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse hint { show on description "null sink" } }
ctl.!default { type pulse }
ALSA

env HOME="$place/home" XDG_RUNTIME_DIR="$place/run" PULSE_RUNTIME_PATH="$place/run" PULSE_STATE_PATH="$place/state" \
    PULSE_CONFIG_PATH="$place/state" DBUS_SESSION_BUS_ADDRESS=/dev/null \
    pulseaudio -n -F "$place/sink.pa" --daemonize=no --exit-idle-time=-1 --use-pid-file=no --realtime=no \
    --high-priority=no --disable-shm=yes --log-level=error >"$place/log" 2>&1 </dev/null &
daemon=$!

export PULSE_SERVER="unix:$place/run/native" PULSE_COOKIE="$place/state/cookie" ALSA_CONFIG_PATH="$place/asound.conf"
export QA_DESK_NULL_SINK_MONITOR=nowhere.monitor QA_DESK_NULL_SINK_PID=$daemon
for _attempt in $(seq 1 100); do
    pactl info >/dev/null 2>&1 && break
    kill -0 "$daemon" 2>/dev/null || { echo 'pulseaudio ended:' >&2; cat "$place/log" >&2; exit 1; }
    sleep 0.05
done
"$@"
