# Martin's web client, built where Node is.
FROM node:22-bookworm-slim AS client
WORKDIR /src/Martin.Hub/Client
COPY src/Martin.Hub/Client/package.json src/Martin.Hub/Client/package-lock.json src/Martin.Hub/Client/.npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY src/Martin.Hub/Client/ ./
RUN npm run build

# The hub.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /martin
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/Martin.Data/Martin.Data.csproj src/Martin.Data/
COPY src/Martin.Plugins/Martin.Plugins.csproj src/Martin.Plugins/
COPY src/Martin.Hub/Martin.Hub.csproj src/Martin.Hub/
COPY src/Martin.Hub/Client/Client.targets src/Martin.Hub/Client/
RUN dotnet restore src/Martin.Hub
COPY src/ src/
COPY --from=client /src/Martin.Hub/wwwroot src/Martin.Hub/wwwroot
RUN dotnet publish src/Martin.Hub --no-restore -c Release -o /app -p:SkipClient=true -p:UseAppHost=false

# What runs: no SDK, no Node, not root.
FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
RUN mkdir -m 700 /data && chown "$APP_UID:$APP_UID" /data
USER $APP_UID
# Inside the container every interface: which of them is reachable is for `docker run -p` to say.
ENV ASPNETCORE_URLS=http://0.0.0.0:3000 \
    MARTIN_DATA=/data \
    DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0
VOLUME /data
EXPOSE 3000
# The image has no curl; bash speaks enough HTTP for this.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["bash", "-c", \
    "port=${ASPNETCORE_URLS##*:} && exec 3<>/dev/tcp/127.0.0.1/${port%%/*} && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r -t 4 status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["dotnet", "Martin.Hub.dll"]
