# syntax=docker/dockerfile:1

# docker build --build-arg REVISION=$(git rev-parse HEAD) -t gateway:0.1.0 .
#
# For a build that gives the same bytes next year, pin both images by digest:
#   --build-arg SDK_IMAGE=mcr.microsoft.com/dotnet/sdk@sha256:… --build-arg RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet@sha256:…
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
# Chiseled: no shell, no package manager, a user that is not root. "extra" has the time zones that calendar windows of limits may name.
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra

FROM ${SDK_IMAGE} AS build
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source

# Packages first: this layer changes only when a lock file does. global.json is left out, so that SDK_IMAGE chooses the SDK.
COPY Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Gateway/Gateway.csproj src/Gateway/packages.lock.json src/Gateway/packages.linux-x64.lock.json src/Gateway/
COPY src/Gateway.Policies/Gateway.Policies.csproj src/Gateway.Policies/packages.lock.json src/Gateway.Policies/packages.linux-x64.lock.json src/Gateway.Policies/
COPY src/Gateway.JsonSchema/Gateway.JsonSchema.csproj src/Gateway.JsonSchema/packages.lock.json src/Gateway.JsonSchema/packages.linux-x64.lock.json src/Gateway.JsonSchema/
COPY src/Gateway.SecLang/Gateway.SecLang.csproj src/Gateway.SecLang/packages.lock.json src/Gateway.SecLang/packages.linux-x64.lock.json src/Gateway.SecLang/
COPY deploy/sbom/Gateway.Sbom.csproj deploy/sbom/packages.lock.json deploy/sbom/
# Compiled ahead for the processor of the image where there is a lock file for it: a quarter to a third of the start's time (docs/decisions/0030).
RUN if [ "$(uname -m)" = x86_64 ]; then echo -p:GatewayPlatform=linux-x64; fi > /platform
RUN dotnet restore src/Gateway --locked-mode -p:GatewayDemo=false $(cat /platform) \
 && dotnet restore deploy/sbom --locked-mode

COPY src/ src/
COPY deploy/sbom/ deploy/sbom/
# Tests and analysis are ./test.sh's: a warning that a newer SDK invents must not stop an image.
ARG REVISION=
RUN dotnet publish src/Gateway -c Release --no-restore -o /app \
      -p:GatewayDemo=false $(cat /platform) -p:SourceRevisionId=${REVISION} -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false \
 && dotnet run --project deploy/sbom -c Release --no-restore -p:RunAnalyzers=false -- --lock src/Gateway/packages.lock.json --output /licenses
COPY LICENSE /licenses/

# The rules of the Waf policy, from the distribution's package; its scripts need nothing that the rules do.
FROM ${SDK_IMAGE} AS rules
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends modsecurity-crs \
 && mkdir -p /rules/usr/share /rules/etc/modsecurity /rules/licenses/modsecurity-crs \
 && cp -rL /usr/share/modsecurity-crs /rules/usr/share/ \
 && cp -rL /etc/modsecurity/crs /rules/etc/modsecurity/ \
 && cp /usr/share/doc/modsecurity-crs/copyright /rules/licenses/modsecurity-crs/

FROM ${RUNTIME_IMAGE}
ARG REVISION=
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="API security gateway" \
      org.opencontainers.image.description="TLS, authentication, limits and request checks in front of HTTP APIs" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# Owned by root: the process cannot change its own code.
COPY --from=rules /rules /
COPY --from=build /licenses /licenses
COPY --from=build /app /app
COPY config/examples/container.json /etc/gateway/gateway.json

# Diagnostics would write sockets to /tmp and let whoever is in the container attach a debugger to a process that holds keys.
ENV DOTNET_EnableDiagnostics=0 \
    GATEWAY_CONFIG=/etc/gateway/gateway.json \
    PATH=/app:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# The "app" user of the .NET images, as a number: Kubernetes cannot tell whether a name is root.
USER 1654:1654
# https, http (redirects only), health. The admin listener stays on the container's loopback.
EXPOSE 8443 8080 9902
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/app/gateway", "healthcheck"]
ENTRYPOINT ["/app/gateway"]
CMD ["run"]
