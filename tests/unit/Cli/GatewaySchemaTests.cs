using System.Text.Json.Nodes;
using Gateway.Cli;

namespace Gateway.UnitTests.Cli;

/// <summary>The checked-in schema is what editors use; it says what this build binds.</summary>
public sealed class GatewaySchemaTests
{
    [Fact]
    public void CheckedInSchema_IsWhatTheCodeGenerates()
    {
        var path = Path.Combine(Root(), "config", "gateway.schema.json");
        // To renew it: dotnet run --project src/Gateway -- schema > config/gateway.schema.json
        Assert.Equal(GatewaySchema.Generate(), File.ReadAllText(path));
    }

    [Fact]
    public void Schema_EveryMember_HasADescription()
    {
        var definitions = JsonNode.Parse(GatewaySchema.Generate())!["$defs"]!.AsObject();
        var members = definitions
            .Where(static d => d.Value!["properties"] is not null)
            .SelectMany(static d => d.Value!["properties"]!.AsObject().Select(p => (Name: $"{d.Key}.{p.Key}", Schema: p.Value!)))
            .ToList();
        var bare = members.Where(static m => m.Schema["description"] is null && m.Schema["$ref"] is null).Select(static m => m.Name);
        Assert.Equal([], bare);
        Assert.InRange(members.Count, 150, 1000);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Gateway.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
