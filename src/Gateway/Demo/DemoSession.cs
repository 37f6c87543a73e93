using Gateway.Hosting;
using Gateway.Policies.Configuration;

namespace Gateway.Demo;

/// <summary>The lines to paste that show what the gateway does, for the routes of the example configuration that are there.</summary>
internal static class DemoSession
{
    private static readonly string[] Examples = ["status", "orders", "profile", "limited"];

    public static void Write(TextWriter output, LoadedConfiguration configuration, DemoMaterial demo, PublicAddresses addresses)
    {
        foreach (var warning in demo.Warnings()) output.WriteLine($"warning: {warning}");
        var certificate = configuration.File.Gateway.Https.Certificates[0].Path;
        var curl = $"curl -sS -i --cacert {certificate}";
        var routes = configuration.Routes.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        if (demo.Keys is { } made) output.WriteLine($"  API key (scope {DemoApiKeys.Scope}): {made.Key}");
        output.WriteLine();
        if (routes.Overlaps(Examples)) output.WriteLine("Try it");

        if (routes.Contains("status"))
            Line("200, open to everyone, with the reason in the configuration", $"{curl} {addresses.Https}/status");
        if (routes.Contains("orders") && demo.Keys is { } keys)
        {
            Line("200 with an API key; the backend shows what it received", $"{curl} -H 'X-Api-Key: {keys.Key}' {addresses.Https}/orders/1");
            Line("401 without one", $"{curl} {addresses.Https}/orders/1");
            if (routes.Contains("admin"))
                Line("403: the key has no role admin", $"{curl} -H 'X-Api-Key: {keys.Key}' {addresses.Https}/admin/users");
            Line(
                "400: a body with a duplicate member, which two parsers would read differently",
                $"{curl} -H 'X-Api-Key: {keys.Key}' -H 'Content-Type: application/json' -d '{{\"amount\":1,\"amount\":1000}}' {addresses.Https}/orders/1");
        }

        if (routes.Contains("profile") && demo.Tokens is { } tokens)
        {
            var token = tokens.Token(DemoMaterial.Issuer, DemoMaterial.Audience, "alice", "profile:read");
            Line("200 with a JWT", $"{curl} -H 'Authorization: Bearer {token}' {addresses.Https}/profile");
        }

        if (routes.Contains("limited"))
            Line("429: five requests at a limit of three", $"for i in 1 2 3 4 5; do {curl} -o /dev/null -w '%{{http_code}}\\n' {addresses.Https}/limited; done");
        if (addresses.Http is { } http)
            Line("308: the plain port only redirects", $"curl -sS -i '{http}/orders/1?page=2'");
        output.WriteLine();

        void Line(string comment, string command)
        {
            output.WriteLine($"  # {comment}");
            output.WriteLine($"  {command}");
        }
    }
}
