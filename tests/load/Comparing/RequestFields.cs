using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Comparing;

/// <summary>The fields that a request of a scenario carries, the same from every client.</summary>
internal static class RequestFields
{
    public static List<(string Name, string Value)> Of(Scenario scenario, Material material) => Of(scenario, material, material.CredentialOf(scenario)?.Value);

    public static List<(string Name, string Value)> Of(Scenario scenario, Material material, string? credential)
    {
        List<(string, string)> fields = [("Accept", "application/json")];
        if (scenario.IsAuthenticated) fields.Add(("Origin", Scenario.Origin));
        if (material.CredentialOf(scenario) is { } own && credential is not null) fields.Add((own.Name, credential));
        if (scenario.Payload is { } payload) fields.Add(("Content-Type", payload.ContentType));
        return fields;
    }
}
