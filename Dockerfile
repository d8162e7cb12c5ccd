# --- build: Rust, a C compiler, make and perl; librdkafka and OpenSSL are built from their crates.
FROM rust:1.95-slim-trixie AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc g++ make perl \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Cargo.toml Cargo.lock rustfmt.toml ./
COPY src ./src
COPY config ./config
COPY models ./models
COPY benches ./benches
RUN cargo build --release --locked --bin wiredesk \
 && install -D target/release/wiredesk /out/wiredesk

# --- runtime: the program, glibc, the authorities that TLS trusts. No shell is needed to run it.
FROM debian:trixie-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 65532 wiredesk \
 && useradd --uid 65532 --gid 65532 --no-create-home --home-dir / --shell /usr/sbin/nologin wiredesk
COPY --from=build /out/wiredesk /usr/local/bin/wiredesk
COPY config/wiredesk.toml /etc/wiredesk/wiredesk.toml
USER 65532:65532
# The daemon writes nothing to disk: run it with a read-only file system.
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["/usr/local/bin/wiredesk", "healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/wiredesk"]
CMD ["run"]
