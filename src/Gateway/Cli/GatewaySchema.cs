using System.Reflection;
using System.Text.Json.Nodes;
using Gateway.Policies;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Schema;

namespace Gateway.Cli;

/// <summary>The JSON schema of the configuration file: what the binder binds, with the policies of the catalogue.</summary>
internal static class GatewaySchema
{
    public static string Generate()
    {
        var generator = new ConfigSchemaGenerator(ConfigurationLoader.BinderOptions);
        generator.Raw = property => IsPolicies(property) ? Policies(generator) : null;
        return generator.Generate(typeof(GatewayFile), "API security gateway configuration");
    }

    private static bool IsPolicies(PropertyInfo property) =>
        property.Name is nameof(GatewayOptions.Policies) or nameof(GatewayOptions.PolicySets);

    // Fragments: what one level leaves out another may give, and null removes what is inherited.
    private static JsonObject Policies(ConfigSchemaGenerator generator)
    {
        var properties = new JsonObject();
        foreach (var policy in PolicyCatalog.Policies)
            properties[policy.Name] = new JsonObject { ["anyOf"] = new JsonArray(generator.Reference(policy.OptionsType, partial: true), new JsonObject { ["type"] = "null" }) };
        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
    }
}
