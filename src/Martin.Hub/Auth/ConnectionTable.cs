using Microsoft.AspNetCore.SignalR;
namespace Martin.Hub.Auth;
public sealed class ConnectionTable { public void Add(HubCallerContext c) { _ = c; _ = this; } public void Remove(HubCallerContext c) { _ = c; _ = this; } }
