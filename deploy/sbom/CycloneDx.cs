using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Sbom;

/// <summary>The bill of materials in CycloneDX 1.6.</summary>
internal static class CycloneDx
{
    private const string Root = "gateway";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Version { get; } =
        typeof(CycloneDx).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static string Write(IReadOnlyList<Package> packages)
    {
        var purls = packages.ToDictionary(static p => p.Id, static p => p.Purl, StringComparer.OrdinalIgnoreCase);
        var bom = new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = SerialNumber(packages),
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["tools"] = new JsonObject { ["components"] = new JsonArray(new JsonObject { ["type"] = "application", ["name"] = "gateway-sbom", ["version"] = Version }) },
                ["component"] = new JsonObject
                {
                    ["type"] = "application",
                    ["bom-ref"] = Root,
                    ["name"] = Root,
                    ["version"] = Version,
                    ["licenses"] = new JsonArray(new JsonObject { ["license"] = new JsonObject { ["id"] = "Apache-2.0" } }),
                },
            },
            ["components"] = new JsonArray([.. packages.Select(Component)]),
            ["dependencies"] = new JsonArray(
            [
                Dependency(Root, packages.Where(static p => p.IsDirect).Select(static p => p.Purl)),
                .. packages.Select(p => Dependency(p.Purl, p.Dependencies.Select(d => purls[d]))),
            ]),
        };
        return bom.ToJsonString(Json) + "\n";
    }

    private static JsonNode Component(Package package)
    {
        var component = new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = package.Purl,
            ["name"] = package.Id,
            ["version"] = package.Version,
            ["purl"] = package.Purl,
            ["authors"] = new JsonArray(new JsonObject { ["name"] = package.Authors }),
            ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = package.Sha512 }),
            ["licenses"] = new JsonArray(License(package.License)),
        };
        if (package.Copyright is { } copyright) component["copyright"] = copyright;
        if (package.ProjectUrl is { } url) component["externalReferences"] = new JsonArray(new JsonObject { ["type"] = "website", ["url"] = url });
        return component;
    }

    private static JsonObject License(PackageLicense license) => license switch
    {
        { Expression: { } expression } when expression.Contains(' ', StringComparison.Ordinal) => new JsonObject { ["expression"] = expression },
        { Expression: { } id } => new JsonObject { ["license"] = new JsonObject { ["id"] = id } },
        { Url: { } url } => new JsonObject { ["license"] = new JsonObject { ["name"] = "as published at the address", ["url"] = url } },
        _ => new JsonObject { ["license"] = new JsonObject { ["name"] = "as in the package", ["text"] = new JsonObject { ["content"] = license.Text } } },
    };

    private static JsonObject Dependency(string of, IEnumerable<string> on) =>
        new() { ["ref"] = of, ["dependsOn"] = new JsonArray([.. on.Order(StringComparer.Ordinal).Select(static d => (JsonNode)d)]) };

    // From the content, so that the same packages give the same document.
    private static string SerialNumber(IReadOnlyList<Package> packages)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Version + string.Concat(packages.Select(static p => p.Purl + p.Sha512))));
        return $"urn:uuid:{new Guid(hash.AsSpan(0, 16))}";
    }
}
