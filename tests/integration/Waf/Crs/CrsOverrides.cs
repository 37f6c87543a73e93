using System.Text.Json;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Waf.Crs;

/// <summary>A test of the suite whose outcome is another one here: the status, the gateway's reason for it, and in words why that is right.</summary>
internal sealed record CrsOverride(int Status, string Reason, string Because)
{
    /// <summary>Reads a file of groups, each with its tests.</summary>
    public static Dictionary<string, CrsOverride> Read(string name)
    {
        using var json = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "tests", "integration", "Waf", "Crs", name)),
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var overrides = new Dictionary<string, CrsOverride>(StringComparer.Ordinal);
        foreach (var group in json.RootElement.EnumerateArray())
        {
            var entry = new CrsOverride(group.GetProperty("status").GetInt32(), group.GetProperty("reason").GetString()!, group.GetProperty("because").GetString()!);
            foreach (var test in group.GetProperty("tests").EnumerateArray()) overrides.Add(test.GetString()!, entry);
        }

        return overrides;
    }
}
