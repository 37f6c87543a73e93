using System.Net;
using Gateway.Policies.Configuration;

namespace Gateway.Demo;

/// <summary>The demo's keys are public knowledge of whoever sees the terminal: it stays on this machine.</summary>
internal sealed class DemoCheck(DemoMaterial demo) : IConfigurationCheck
{
    public void Check(GatewayFile file, OptionsValidation validation)
    {
        var gateway = file.Gateway;
        if (!gateway.Demo)
        {
            if (demo.IsUsed)
                validation.Error("Gateway:Demo", "${demo:…} without the demo", "real values, or \"Demo\": true on loopback", ConfigErrorCode.Conflict);
            return;
        }

        CheckLoopback("Gateway:Https", gateway.Https.Address, validation);
        if (gateway.Http is { } http) CheckLoopback("Gateway:Http", http.Address, validation);
    }

    private static void CheckLoopback(string at, IPAddress? address, OptionsValidation validation)
    {
        if (address is not null && IPAddress.IsLoopback(address)) return;
        validation.Error(
            $"{at}:Address", address is null ? "nothing (all addresses)" : address.ToString(),
            "127.0.0.1 or ::1 as long as Gateway:Demo is true", ConfigErrorCode.Unsafe);
    }
}
