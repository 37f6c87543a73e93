using System.Net;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Hosting.Listeners;

/// <summary>Rules between the listeners.</summary>
internal sealed class ListenerCheck : IConfigurationCheck
{
    public void Check(GatewayFile file, OptionsValidation validation)
    {
        var gateway = file.Gateway;
        if (gateway.Http is { Port: not 0 } http && http.Port == gateway.Https.Port && Equals(http.Address, gateway.Https.Address))
            validation.Error("Gateway:Http:Port", $"{http.Port}, the port of Gateway:Https", "a port of its own", ConfigErrorCode.Conflict);
        CheckAdmin(gateway, validation);
        if (gateway.TrustedProxies.Count > 0 || validation.IsInErrorAt("Gateway:TrustedProxies")) return;
        if (gateway.Https.ProxyProtocol) Refuse("Gateway:Https:ProxyProtocol", validation);
        if (gateway.Http is { ProxyProtocol: true }) Refuse("Gateway:Http:ProxyProtocol", validation);
    }

    private static void CheckAdmin(GatewayOptions gateway, OptionsValidation validation)
    {
        if (gateway.Admin is not { } admin) return;
        if (admin.ApiKeys is null && !IPAddress.IsLoopback(admin.Address))
            validation.Error("Gateway:Admin:Address", $"{admin.Address} without ApiKeys", "a loopback address, or ApiKeys: the name of a set in Gateway:ApiKeys", ConfigErrorCode.Unsafe);
        if (admin.ApiKeys is { } set && !gateway.ApiKeys.ContainsKey(set) && !validation.IsInErrorAt($"Gateway:ApiKeys:{set}"))
            validation.Error("Gateway:Admin:ApiKeys", $"\"{set}\"", NearestName.Reference(set, [.. gateway.ApiKeys.Keys], "Gateway:ApiKeys"), ConfigErrorCode.UnknownReference);
    }

    private static void Refuse(string at, OptionsValidation validation) => validation.Error(
        at, "true without Gateway:TrustedProxies", "the networks of the proxies that send the header; every other connection is closed", ConfigErrorCode.Conflict);
}
