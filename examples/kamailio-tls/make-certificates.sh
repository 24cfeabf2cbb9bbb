#!/usr/bin/env bash
# An authority and a certificate for trials: make-certificates.sh FOLDER NAME-OR-ADDRESS. For service, get real ones.
set -euo pipefail
folder=$1 name=$2
mkdir -p "$folder"
cd "$folder"
case $name in *[!0-9.]*) alternative="DNS:$name" ;; *) alternative="IP:$name" ;; esac
openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 30 -subj "/CN=hotline trial authority" \
    -keyout authority.key -out authority.pem 2>/dev/null
openssl req -newkey rsa:2048 -nodes -sha256 -subj "/CN=$name" -keyout border.key -out border.csr 2>/dev/null
openssl x509 -req -sha256 -days 30 -in border.csr -CA authority.pem -CAkey authority.key -CAcreateserial \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$alternative") \
    -out border.pem 2>/dev/null
chmod 600 ./*.key
cat border.pem border.key > both.pem
chmod 600 both.pem
